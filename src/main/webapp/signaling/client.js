import { Backoff } from './backoff.js';
import { environment } from './environment.js';
import { CloseCode, SignalingError } from './errors.js';
import { emit } from './events.js';
import { Presence } from './presence.js';
import { Timers } from './timers.js';
import { Tokens } from './tokens.js';
import { Unanswered } from './unanswered.js';
import { isObject, readToken, readUser, userKey } from './users.js';

/** @typedef {import('./users.js').UserId} UserId */
/** @typedef {import('./users.js').UserInfo} UserInfo */
/** @typedef {'idle' | 'connecting' | 'open' | 'reconnecting' | 'closed'} State */

/** Some browsers wait for minutes. */
const HANDSHAKE_TIMEOUT_MS = 20_000;
/** In a crowd lists wait for their turn; whoever came back meanwhile would make it longer. */
const LIST_TIMEOUT_MS = 90_000;
const STABLE_AFTER_MS = 10_000;
const RESTART_SPREAD_MS = 3_000;
/** How often in a row a token that was just asked for may be refused before the client gives up. */
const MAX_REFUSALS = 2;

/**
 * One user's line to the signaling server: connects, stays connected, knows who is online, sends and receives.
 *
 * Events: `state`, `users`, `message`, `error`; what they carry stands in signaling-client.d.ts. A listener that
 * throws does not disturb the client.
 */
export class SignalingClient extends EventTarget {
  #env;
  #url;
  #tokens;
  #admitted;
  #backoff;
  #timers;
  #unanswered;
  #presence = new Presence();
  /** @type {State} */
  #state = 'idle';
  /** @type {WebSocket | null} */
  #socket = null;
  /** Counts attempts: what an older attempt still brings is ignored. */
  #attempt = 0;
  #refusals = 0;
  /** @type {UserInfo | null} */
  #self;

  /** @param {import('../signaling-client.js').SignalingClientOptions} options */
  constructor({ url, token, renew, lifetimeMs, self, admitted, quietMs = 1_000, backoff, env }) {
    super();
    this.#env = environment(env);
    this.#url = url;
    this.#tokens = new Tokens(this.#env, { token, renew, lifetimeMs },
      (fresh) => this.send(null, 'refresh', { token: fresh }));
    this.#self = self ?? null;
    this.#admitted = admitted;
    this.#timers = new Timers(this.#env);
    this.#unanswered = new Unanswered(this.#env, quietMs);
    this.#backoff = new Backoff(this.#env.random, backoff);
  }

  /** @returns {State} */
  get state() {
    return this.#state;
  }

  /** Who this client is: as given, or as the token says; null while that is unknown. */
  get self() {
    return this.#self;
  }

  /** Who is online, oneself among them, by {@link userKey}. Stays as it was while the connection is away. */
  get users() {
    return this.#presence.users;
  }

  /** @param {UserId} user */
  isOnline(user) {
    return this.users.has(userKey(user));
  }

  /** Connects, and again whenever the connection is lost, until {@link close}. */
  connect() {
    if (this.#state === 'idle' || this.#state === 'closed') {
      this.#refusals = 0;
      this.#backoff.reset();
      this.#open('connecting');
    }
  }

  /** Ends the connection for good. */
  close() {
    this.#finish('closed');
  }

  /** Tries at once where the client waits to reconnect: for a device that just came online or woke up. */
  retryNow() {
    this.#tokens.look();
    if (this.#timers.isRunning('retry')) {
      this.#open('reconnecting');
    } else if (this.#state === 'open') {
      // a socket that died while the device slept looks open; a server that lives answers
      this.#askForUsers();
    }
  }

  /**
   * Sends a message to a user.
   *
   * The server confirms nothing; it only tells what went wrong. So the promise rejects as soon as the server says
   * that the message could not be delivered, and resolves when it has said nothing for `quietMs` (1 s unless told
   * otherwise). Nobody has to wait: messages to one user arrive in the order in which they were sent.
   *
   * @param {UserId | null} target null for a message to the server itself
   * @param {string} type
   * @param {unknown} [body]
   * @returns {Promise<void>} rejects with a {@link SignalingError}
   */
  send(target, type, body) {
    if (this.#state !== 'open' || this.#socket === null) {
      return Promise.reject(new SignalingError('not-connected', 'there is no connection to the server'));
    }
    const { id, delivered } = this.#unanswered.add();
    const address = target === null ? {} : { target: { issuer: target.issuer, subject: target.subject } };
    this.#socket.send(JSON.stringify({ type, ...address, body, id }));
    return delivered;
  }

  /** @param {'connecting' | 'reconnecting'} state */
  async #open(state) {
    this.#drop();
    const attempt = ++this.#attempt;
    this.#setState(state, { attempt: this.#backoff.attempts });
    let address;
    try {
      address = await this.#address();
    } catch {
      // the token's source may be as unreachable as the server
      this.#retry('no-token', attempt);
      return;
    }
    if (attempt !== this.#attempt) {
      return;
    }
    const socket = new this.#env.WebSocket(address);
    this.#socket = socket;
    this.#timers.start('handshake', HANDSHAKE_TIMEOUT_MS, () => this.#retry('unreachable', attempt));
    let opened = false;
    const current = (/** @type {(event: any) => void} */ handle) => (/** @type {any} */ event) => {
      if (attempt === this.#attempt) {
        handle(event);
      }
    };
    socket.onopen = current(() => {
      opened = true;
      this.#opened();
    });
    socket.onmessage = current((event) => this.#received(event.data));
    socket.onclose = current((event) => this.#closed(event.code, opened, attempt));
  }

  async #address() {
    const token = await this.#tokens.next();
    const address = new URL(this.#url);
    if (token !== null) {
      address.searchParams.set('oidc', token);
      this.#self = readToken(token).user ?? this.#self;
    }
    return address.href;
  }

  #opened() {
    this.#timers.stop('handshake');
    this.#timers.start('stable', STABLE_AFTER_MS, () => {
      this.#backoff.reset();
      this.#refusals = 0;
    });
    this.#setState('open');
    this.#tokens.start();
    this.#askForUsers();
  }

  #askForUsers() {
    this.#socket?.send(JSON.stringify({ type: 'userList' }));
    this.#timers.start('list', LIST_TIMEOUT_MS, () => this.#retry('no-answer', this.#attempt));
  }

  /**
   * @param {number} code
   * @param {boolean} opened whether the handshake had succeeded
   * @param {number} attempt
   */
  async #closed(code, opened, attempt) {
    if (code === CloseCode.TOKEN_EXPIRED) {
      this.#tokens.ended();
      this.#refused('token-expired', attempt);
    } else if (code === CloseCode.POLICY) {
      this.#refused('refused', attempt);
    } else if (code === CloseCode.SIGNED_OUT) {
      this.#finish('signed-out');
    } else if (opened) {
      const restart = code === CloseCode.GOING_AWAY || code === CloseCode.SERVICE_RESTART;
      this.#retry(restart ? 'server-restart' : 'connection-lost', attempt, restart ? RESTART_SPREAD_MS : 0);
    } else if (await this.#isRefusal()) {
      this.#refused('refused', attempt);
    } else {
      this.#retry('unreachable', attempt);
    }
  }

  /**
   * A browser does not tell a handshake that was answered 401 from a server that is not there. What can be known: a
   * token that has run out is refused, and the page may have a way to ask whether its sign-in still holds.
   */
  async #isRefusal() {
    if (this.#tokens.expired) {
      return true;
    }
    try {
      return (await this.#admitted?.()) === false;
    } catch {
      return false;
    }
  }

  /**
   * @param {'refused' | 'token-expired'} reason
   * @param {number} attempt
   */
  #refused(reason, attempt) {
    if (attempt !== this.#attempt) {
      return;
    }
    this.#refusals += 1;
    if (this.#tokens.hasAnother(reason) && this.#refusals <= MAX_REFUSALS) {
      this.#retry(reason, attempt);
    } else {
      this.#finish(reason);
    }
  }

  /**
   * @param {string} reason
   * @param {number} attempt
   * @param {number} [spreadMs]
   */
  #retry(reason, attempt, spreadMs) {
    if (attempt !== this.#attempt) {
      return;
    }
    this.#drop();
    const retryInMs = this.#backoff.next(spreadMs);
    this.#timers.start('retry', retryInMs, () => this.#open('reconnecting'));
    this.#setState('reconnecting', { reason, retryInMs, attempt: this.#backoff.attempts });
  }

  /** @param {string} reason */
  #finish(reason) {
    if (this.#state === 'idle' || this.#state === 'closed') {
      return;
    }
    this.#drop();
    this.#setState('closed', { reason });
  }

  /** Lets go of the socket and of everything that waits for it. */
  #drop() {
    this.#attempt += 1;
    this.#timers.stopAll();
    this.#tokens.stop();
    this.#socket?.close();
    this.#socket = null;
    this.#unanswered.lose();
  }

  /** @param {unknown} data */
  #received(data) {
    let message;
    try {
      message = JSON.parse(String(data));
    } catch {
      return;
    }
    if (!isObject(message) || typeof message.type !== 'string') {
      return;
    }
    const { type, body } = message;
    if (message.origin !== undefined) {
      // relayed: whatever its type says, it is a peer's word and not the server's
      const origin = readUser(message.origin);
      if (origin !== null) {
        emit(this, 'message', { type, origin, body });
      }
    } else if (type === 'error') {
      const error = SignalingError.read(body);
      if (!this.#unanswered.refuse(error)) {
        emit(this, 'error', { error });
      }
    } else {
      this.#heardFromServer(type, body);
    }
  }

  /**
   * @param {string} type
   * @param {unknown} body
   */
  #heardFromServer(type, body) {
    const change = this.#presence.apply(type, body);
    if (type === 'userList') {
      this.#timers.stop('list');
    } else if (type === 'expiring' && isObject(body) && typeof body.seconds === 'number') {
      this.#tokens.warned(body.seconds * 1_000);
    }
    if (change !== null) {
      emit(this, 'users', change);
    } else {
      emit(this, 'message', { type, origin: null, body });
    }
  }

  /**
   * @param {State} state
   * @param {object} [detail]
   */
  #setState(state, detail = {}) {
    this.#state = state;
    emit(this, 'state', { state, ...detail });
  }
}
