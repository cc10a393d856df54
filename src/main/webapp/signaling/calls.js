import { CALL_TYPE, readCallBody } from './call-message.js';
import { CallOutbox } from './call-outbox.js';
import { Call } from './call.js';
import { environment } from './environment.js';
import { emit } from './events.js';
import { IceServers } from './ice-servers.js';
import { readUser, userKey } from './users.js';

/** @typedef {import('./call-message.js').CallBody} CallBody */
/** @typedef {import('./users.js').UserInfo} UserInfo */

const MAX_REMEMBERED = 32;

/**
 * The telephone on top of a {@link SignalingClient}: rings, is rung, and holds at most one call at a time.
 *
 * Events: `ring`, with the call that rings, and `call`, whenever {@link current} has changed.
 */
export class Calls extends EventTarget {
  #client;
  #env;
  #iceServers;
  /** Names this page among all that the user has open. */
  #device;
  /** @type {Call | null} */
  #current = null;
  /** @type {CallOutbox | null} */
  #outbox = null;
  /** How calls ended, to tell a peer once more who has not heard it. @type {Map<string, object | null>} */
  #ended = new Map();

  /**
   * @param {import('./client.js').SignalingClient} client
   * @param {{env?: Partial<import('./environment.js').Environment>}} [options]
   */
  constructor(client, { env } = {}) {
    super();
    this.#client = client;
    this.#env = environment(env);
    this.#iceServers = new IceServers(client, env);
    this.#device = this.#env.randomId();
    client.addEventListener('message', (/** @type {any} */ { detail }) => this.#received(detail));
    client.addEventListener('users', (/** @type {any} */ { detail }) => this.#presenceChanged(detail));
  }

  /** The call that rings or goes on, or the one that ended last. */
  get current() {
    return this.#current;
  }

  get isBusy() {
    return this.#current !== null && this.#current.state !== 'ended';
  }

  /**
   * Rings a user.
   *
   * @param {import('./users.js').UserId} user
   * @param {{video?: boolean}} [options] video false for a call without pictures
   * @returns {Call}
   */
  ring(user, { video = true } = {}) {
    const peer = readUser(user);
    const self = this.#client.self;
    if (peer === null || self === null || userKey(peer) === userKey(self)) {
      throw new TypeError('a call needs another user, and a client that knows who its own user is');
    }
    if (this.isBusy) {
      throw new Error('there is a call already');
    }
    const call = this.#begin({ id: this.#env.randomId(), peer, video, peerDevice: null });
    call.start();
    return call;
  }

  /**
   * Both sides compare the same two names, so exactly one of them is polite.
   *
   * @param {UserInfo} peer
   */
  #isPolite(peer) {
    const { self } = this.#client;
    return self !== null && userKey(self) < userKey(peer);
  }

  /** @param {{id: string, peer: UserInfo, video: boolean, peerDevice: string | null}} options */
  #begin({ id, peer, video, peerDevice }) {
    const outbox = new CallOutbox(this.#client, peer, this.#env);
    const call = new Call({
      env: this.#env,
      id,
      peer,
      video,
      peerDevice,
      polite: this.#isPolite(peer),
      iceServers: () => this.#iceServers.get(),
      send: (body) => this.#send(call, outbox, body),
    });
    // asked while it rings, so that nobody waits for the answer
    this.#iceServers.get();
    this.#current = call;
    this.#outbox = outbox;
    emit(this, 'call', { call });
    return call;
  }

  /**
   * @param {Call} call
   * @param {CallOutbox} outbox
   * @param {object} body
   */
  async #send(call, outbox, body) {
    const message = /** @type {CallBody} */ ({ ...body, call: call.id, device: this.#device });
    if (['decline', 'cancel', 'hangup'].includes(message.kind)) {
      this.#remember(call.id, message);
    }
    try {
      await outbox.send(message);
    } catch (error) {
      this.#notSent(call, message, /** @type {any} */ (error).code);
    }
  }

  /**
   * @param {Call} call
   * @param {CallBody} message
   * @param {string} code
   */
  #notSent(call, message, code) {
    if (message.kind === 'ring' && code === 'target-offline') {
      call.end('offline');
    } else if (['bad-message', 'bad-target', 'too-large', 'forbidden'].includes(code)) {
      call.end('failed', undefined, `the server did not take the message: ${code}`);
    }
  }

  /** @param {{type: string, origin: UserInfo | null, body: unknown}} message */
  #received({ type, origin, body }) {
    if (type !== CALL_TYPE || origin === null) {
      return;
    }
    const message = readCallBody(body);
    if (message === null || message.device === this.#device) {
      return;
    }
    const call = this.#current;
    if (call !== null && call.state !== 'ended' && call.id === message.call) {
      this.#forCurrent(call, origin, message);
    } else if (message.kind === 'ring') {
      this.#rung(origin, message);
    } else {
      this.#repeatEnd(origin, message);
    }
  }

  /**
   * @param {Call} call
   * @param {UserInfo} origin
   * @param {CallBody} message
   */
  #forCurrent(call, origin, message) {
    if (userKey(origin) !== userKey(call.peer)) {
      return;
    }
    if (message.to !== undefined && message.to !== this.#device) {
      // the peer talks to another page of this user: that one took the call
      if (!call.outgoing && call.isWith(message)) {
        this.#remember(call.id, null);
        call.end('answered-elsewhere');
      }
      return;
    }
    if (call.isWith(message)) {
      call.receive(message);
    }
  }

  /**
   * @param {UserInfo} origin
   * @param {CallBody} message
   */
  #rung(origin, message) {
    if (this.#ended.has(message.call)) {
      this.#repeatEnd(origin, message);
      return;
    }
    const peer = this.#client.users.get(userKey(origin)) ?? origin;
    const ring = { id: message.call, peer, video: message.video === true, peerDevice: message.device };
    const call = this.#current;
    if (call === null || !this.isBusy) {
      this.#ringHere(ring);
    } else if (userKey(call.peer) !== userKey(origin)) {
      this.#answerBusy(origin, message);
    } else if (call.state === 'calling') {
      this.#glare(call, ring);
    } else if (call.state === 'interrupted' || call.state === 'ringing') {
      // the peer's page was loaded anew: what it knew of the call is gone
      call.end('lost');
      this.#ringHere(ring);
    } else {
      this.#answerBusy(origin, message);
    }
  }

  /** @param {{id: string, peer: UserInfo, video: boolean, peerDevice: string}} ring */
  #ringHere(ring) {
    const call = this.#begin(ring);
    emit(this, 'ring', { call });
  }

  /**
   * Both ring each other, so both want to talk: one of the two calls is enough. The polite side's gives way.
   *
   * @param {Call} own
   * @param {{id: string, peer: UserInfo, video: boolean, peerDevice: string}} ring
   */
  #glare(own, ring) {
    if (this.#isPolite(own.peer)) {
      const call = this.#begin(ring);
      call.accept({ video: own.video });
      own.end('merged', { kind: 'cancel' });
    }
  }

  /**
   * @param {UserInfo} origin
   * @param {CallBody} message
   */
  #answerBusy(origin, message) {
    const busy = { kind: 'busy', call: message.call, device: this.#device, to: message.device };
    this.#client.send(origin, CALL_TYPE, busy).catch(() => {
      // who rings and cannot be told will hear nothing, as from a page that is closed
    });
  }

  /**
   * Tells a peer that a call is over who has not heard it yet.
   *
   * @param {UserInfo} origin
   * @param {CallBody} message
   */
  #repeatEnd(origin, message) {
    const end = this.#ended.get(message.call);
    if (end && ['ring', 'accept', 'description'].includes(message.kind)) {
      this.#client.send(origin, CALL_TYPE, end).catch(() => {
        // it will ask again, or give up by itself
      });
    }
  }

  /**
   * @param {string} id
   * @param {object | null} end
   */
  #remember(id, end) {
    this.#ended.set(id, end);
    if (this.#ended.size > MAX_REMEMBERED) {
      this.#ended.delete(/** @type {string} */ (this.#ended.keys().next().value));
    }
  }

  /** @param {{user?: UserInfo, online?: boolean}} change without a user: the whole list is new */
  #presenceChanged({ user, online }) {
    const call = this.#current;
    if (call === null || this.#outbox === null || (call.state === 'ended' && !this.#ended.get(call.id))) {
      return;
    }
    const concerned = user === undefined || userKey(user) === userKey(call.peer);
    if (concerned) {
      const known = this.#client.users.get(userKey(call.peer));
      if (known !== undefined) {
        call.peerIs(known);
      }
      const peerOnline = online ?? this.#client.isOnline(call.peer);
      call.peerIsOnline(peerOnline);
      if (peerOnline) {
        this.#outbox.retry();
      }
    }
  }
}
