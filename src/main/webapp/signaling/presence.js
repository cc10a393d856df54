import { readUser, userKey } from './users.js';

/** @typedef {import('./users.js').UserInfo} UserInfo */

/** Who is online, as the server's own messages tell it. */
export class Presence {
  /** @type {ReadonlyMap<string, UserInfo>} */
  users = new Map();

  /**
   * @param {string} type
   * @param {any} body
   * @returns {{users: ReadonlyMap<string, UserInfo>, user?: UserInfo, online?: boolean} | null} what changed; null
   *     where the message is about something else, or makes no sense
   */
  apply(type, body) {
    if (type === 'userList') {
      return Array.isArray(body?.users) ? this.#replace(body.users) : null;
    }
    const user = type === 'userOnline' || type === 'userOffline' ? readUser(body?.user) : null;
    return user === null ? null : this.#change(user, type === 'userOnline');
  }

  /** @param {unknown[]} list */
  #replace(list) {
    const users = new Map();
    for (const user of list.map(readUser)) {
      if (user !== null) {
        users.set(userKey(user), user);
      }
    }
    this.users = users;
    return { users };
  }

  /**
   * @param {UserInfo} user
   * @param {boolean} online
   */
  #change(user, online) {
    const users = new Map(this.users);
    if (online) {
      users.set(userKey(user), user);
    } else {
      users.delete(userKey(user));
    }
    this.users = users;
    return { users, user, online };
  }
}
