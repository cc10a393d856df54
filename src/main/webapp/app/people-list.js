import { userKey } from '../signaling-client.js';
import { isolatedName, nameOf, originOf, paintAvatar, searchable } from './names.js';
import { announce, byId, setText } from './page.js';

/** @typedef {import('../signaling-client.js').UserInfo} UserInfo */

/** More than these nobody reads; the search finds the others. */
const MAX_SHOWN = 200;
const ANNOUNCE_AFTER_MS = 600;

/** The people who are online, but oneself: sorted, searchable, each with buttons to call. */
export class PeopleList {
  #onCall;
  #list = byId('people');
  #search = /** @type {HTMLInputElement} */ (byId('search'));
  #collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
  /** @type {Map<string, HTMLElement>} */
  #items = new Map();
  /** @type {UserInfo[]} */
  #people = [];
  #online = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #announceTimer;

  /** @param {(user: UserInfo, options: {video: boolean}) => void} onCall */
  constructor(onCall) {
    this.#onCall = onCall;
    this.#search.addEventListener('input', () => {
      this.#render();
      clearTimeout(this.#announceTimer);
      this.#announceTimer = setTimeout(() => announce(this.#summary()), ANNOUNCE_AFTER_MS);
    });
  }

  /**
   * @param {Iterable<UserInfo>} users
   * @param {UserInfo} self
   */
  show(users, self) {
    const own = userKey(self);
    this.#people = [...users].filter((user) => userKey(user) !== own);
    this.#people.sort((a, b) => this.#collator.compare(nameOf(a), nameOf(b)) || (userKey(a) < userKey(b) ? -1 : 1));
    this.#render();
  }

  /** @param {boolean} online whether anybody can be called now */
  setOnline(online) {
    this.#online = online;
    this.#list.querySelectorAll('button').forEach((button) => {
      button.disabled = !online;
    });
  }

  /**
   * @param {UserInfo} user
   * @returns {boolean} whether the user is in the list to take the focus
   */
  focus(user) {
    const button = this.#items.get(userKey(user))?.querySelector('button');
    button?.focus();
    return button !== undefined && button === document.activeElement;
  }

  #matches() {
    const wanted = searchable(this.#search.value);
    return this.#people.filter((user) => searchable(nameOf(user)).includes(wanted));
  }

  #render() {
    const matches = this.#matches();
    const shown = matches.slice(0, MAX_SHOWN);
    this.#place(shown);
    setText(byId('people-count'), this.#people.length === 0 ? '' : `${this.#people.length} online`);
    byId('people-empty').hidden = matches.length > 0;
    setText(byId('people-empty'), this.#people.length === 0
      ? 'Nobody else is here yet. As soon as somebody comes online, you will see them.'
      : 'Nobody of that name is online.');
    byId('people-more').hidden = matches.length === shown.length;
    setText(byId('people-more'), `And ${matches.length - shown.length} more. Search to find them.`);
  }

  /**
   * Moves only what has to move: an element that is taken out of the page loses the focus.
   *
   * @param {UserInfo[]} users
   */
  #place(users) {
    const focused = document.activeElement?.closest('.person');
    const neighbour = focused?.nextElementSibling ?? focused?.previousElementSibling;
    const keys = new Set(users.map(userKey));
    for (const [key, item] of this.#items) {
      if (!keys.has(key)) {
        item.remove();
        this.#items.delete(key);
      }
    }
    /** @type {Element | null} */
    let next = this.#list.firstElementChild;
    for (const user of users) {
      const item = this.#item(user);
      if (item === next) {
        next = item.nextElementSibling;
      } else {
        this.#list.insertBefore(item, next);
      }
    }
    if (focused && !focused.isConnected) {
      const heir = neighbour?.isConnected ? neighbour.querySelector('button') : null;
      (heir ?? this.#search).focus();
    }
  }

  /** @param {UserInfo} user */
  #item(user) {
    const key = userKey(user);
    let item = this.#items.get(key);
    if (item === undefined) {
      const template = /** @type {HTMLTemplateElement} */ (byId('person'));
      item = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
      this.#items.set(key, item);
    }
    if (item.dataset.name !== nameOf(user)) {
      this.#fill(item, user);
    }
    return item;
  }

  /**
   * @param {HTMLElement} item
   * @param {UserInfo} user
   */
  #fill(item, user) {
    item.dataset.name = nameOf(user);
    item.dataset.subject = user.subject;
    paintAvatar(/** @type {HTMLElement} */ (item.querySelector('.avatar')), user);
    const part = (/** @type {string} */ selector) => /** @type {HTMLButtonElement} */ (item.querySelector(selector));
    for (const [selector, text] of [['.name', nameOf(user)], ['.origin', originOf(user)]]) {
      setText(part(selector), text);
      // for what the line cuts
      part(selector).title = text;
    }
    for (const [selector, label, video] of /** @type {const} */ ([
      ['.audio', `Call ${isolatedName(user)} without video`, false],
      ['.video', `Call ${isolatedName(user)} with video`, true],
    ])) {
      const button = part(selector);
      button.setAttribute('aria-label', label);
      button.title = video ? 'Video call' : 'Audio call';
      button.disabled = !this.#online;
      button.onclick = () => this.#onCall(user, { video });
    }
  }

  #summary() {
    const count = this.#matches().length;
    return count === 1 ? '1 person found' : `${count} people found`;
  }
}
