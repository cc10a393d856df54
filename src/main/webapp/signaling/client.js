import { Backoff } from './backoff.js';
import { environment } from './environment.js';
import { CloseCode, SignalingError } from './errors.js';
import { emit } from './events.js';
import { isAddressRefused } from './handshake.js';
import { readMessage } from './incoming.js';
import { Link } from './link.js';
import { Presence } from './presence.js';
import { Refusals } from './refusals.js';
import { Timers } from './timers.js';
import { Tokens } from './tokens.js';
import { Unanswered } from './unanswered.js';
import { isObject, readToken, readUser, userKey } from './users.js';

/** @typedef {import('./users.js').UserId} UserId */
/** @typedef {import('./users.js').UserInfo} UserInfo */
/** @typedef {import('../signaling-client.js').ClientState} State */
/** @typedef {import('../signaling-client.js').StateReason} StateReason */

/**
 * Longer than the server lets a handshake wait. After that a new attempt is the quicker one: where a network was gone, the
 * operating system asks for the old connection ever more seldom.
 */
const HANDSHAKE_TIMEOUT_MS = 15_000;
/** In a crowd lists wait for their turn; whoever came back meanwhile would make it longer. */
const LIST_TIMEOUT_MS = 90_000;
const STABLE_AFTER_MS = 10_000;
const RESTART_SPREAD_MS = 3_000;
/** What the server answers cheaply. */
const CHEAP = 'iceServers';
/** What the client itself asks, without an id: an older server's error is an answer too, and nobody else's business. */
const OWN_QUESTIONS = [CHEAP, 'self'];

/**
 * One user's line to the signaling server: connects, stays connected, knows who is online, sends and receives.
 *
 * Events: `state`, `users`, `message`, `error`; what they carry stands in signaling-client.d.ts.
 */
export class SignalingClient extends EventTarget {
  #env;
  #url;
  #tokens;
  #refusals;
  #backoff;
  #timers;
  #unanswered;
  /** A server that does not know the cheap question is asked for the list. */
  #question = CHEAP;
  #asksWhoItIs;
  #presence = new Presence();
  /** @type {State} */
  #state = 'idle';
  /** @type {Link | null} */
  #link = null;
  /** Counts attempts: what an older attempt still brings is ignored. */
  #attempt = 0;
  /** @type {UserInfo | null} */
  #self;

  /** @param {import('../signaling-client.js').SignalingClientOptions} options */
  constructor({ url, token, renew, lifetimeMs, self, admitted, quietMs = 1_000, backoff, env }) {
    super();
    this.#env = environment(env);
    this.#url = url;
    this.#tokens = new Tokens(this.#env, { token, renew, lifetimeMs }, (fresh) => this.#refresh(fresh));
    this.#self = self ?? null;
    this.#asksWhoItIs = self !== undefined && token === undefined;
    this.#refusals = new Refusals(this.#tokens, admitted);
    this.#timers = new Timers(this.#env);
    this.#unanswered = new Unanswered(this.#env, quietMs, () => this.#link?.liveness.isInDoubt === true);
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
      this.#refusals.reset();
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
    } else {
      this.check();
    }
  }

  /**
   * Asks the server whether an open connection still works, and connects anew where it does not answer: a socket that
   * died while the device slept or changed networks looks open.
   */
  check() {
    if (this.#state === 'open') {
      this.#link?.liveness.check();
    }
  }

  /**
   * Sends a message to a user.
   *
   * The server confirms nothing; it only tells what went wrong. So the promise rejects as soon as the server says that
   * the message was not delivered, and resolves when it has said nothing for `quietMs` and is not suspected to be gone.
   *
   * @param {UserId | null} target null for a message to the server itself
   * @param {string} type
   * @param {unknown} [body]
   * @returns {Promise<void>} rejects with a {@link SignalingError}
   */
  send(target, type, body) {
    if (this.#state !== 'open' || this.#link === null) {
      return Promise.reject(new SignalingError('not-connected', 'no connection'));
    }
    const { id, delivered } = this.#unanswered.add();
    const address = target ? { issuer: target.issuer, subject: target.subject } : undefined;
    this.#link.send({ type, target: address, body, id });
    return delivered;
  }

  /** @param {'connecting' | 'reconnecting'} state */
  async #open(state) {
    this.#drop();
    const attempt = this.#attempt;
    // the token's source may be as unreachable as the server
    this.#timers.start('handshake', HANDSHAKE_TIMEOUT_MS, () => this.#retry('no-token'));
    this.#setState(state, { attempt: this.#backoff.attempts });
    const token = await this.#tokens.next().catch(() => undefined);
    if (attempt !== this.#attempt) {
      return;
    }
    if (token === undefined) {
      this.#retry('no-token');
    } else {
      this.#connect(token);
    }
  }

  /** @param {string | null} token */
  #connect(token) {
    this.#self = (token === null ? null : readToken(token).user) ?? this.#self;
    this.#timers.start('handshake', HANDSHAKE_TIMEOUT_MS, () => this.#retry('unreachable'));
    const on = {
      opened: () => this.#opened(),
      heard: (/** @type {unknown} */ data) => this.#received(data),
      doubt: () => this.#ask(this.#question),
      dead: () => this.#retry('no-answer'),
      closed: (/** @type {number} */ code) => this.#closed(code),
    };
    try {
      this.#link = new Link({ env: this.#env, url: this.#url, token, on });
    } catch (error) {
      if (isAddressRefused(error)) {
        this.#finish('invalid-address');
      } else {
        this.#retry('unreachable');
      }
    }
  }

  #opened() {
    this.#timers.stop('handshake');
    this.#timers.start('stable', STABLE_AFTER_MS, () => {
      this.#backoff.reset();
      this.#refusals.reset();
    });
    this.#timers.start('list', LIST_TIMEOUT_MS, () => this.#retry('no-answer'));
    this.#setState('open');
    this.#tokens.start();
    this.#ask('userList');
    if (this.#asksWhoItIs) {
      this.#ask('self');
    }
  }

  /** @param {string} question one that the server itself answers */
  #ask(question) {
    this.#link?.send({ type: question });
  }

  /** @param {string} token */
  #refresh(token) {
    this.#link?.liveness.expectAnswer();
    return this.send(null, 'refresh', { token });
  }

  /** @param {number} code */
  async #closed(code) {
    const attempt = this.#attempt;
    if (code === CloseCode.TOKEN_EXPIRED) {
      this.#tokens.ended();
      this.#refused('token-expired');
    } else if (code === CloseCode.POLICY) {
      this.#refused('refused');
    } else if (code === CloseCode.SIGNED_OUT) {
      this.#finish('signed-out');
    } else if (this.#state === 'open') {
      const restart = code === CloseCode.GOING_AWAY || code === CloseCode.SERVICE_RESTART;
      this.#retry(restart ? 'server-restart' : 'connection-lost', restart ? RESTART_SPREAD_MS : 0);
    } else {
      const isRefused = await this.#refusals.explainsFailure();
      if (attempt !== this.#attempt) {
        return;
      }
      if (isRefused) {
        this.#refused('refused');
      } else {
        this.#retry('unreachable');
      }
    }
  }

  /** @param {'refused' | 'token-expired'} reason */
  #refused(reason) {
    if (this.#refusals.mayTryAgain(reason)) {
      this.#retry(reason);
    } else {
      this.#finish(reason);
    }
  }

  /**
   * @param {StateReason} reason
   * @param {number} [spreadMs]
   */
  #retry(reason, spreadMs) {
    this.#drop();
    const retryInMs = this.#backoff.next(spreadMs);
    this.#timers.start('retry', retryInMs, () => this.#open('reconnecting'));
    this.#setState('reconnecting', { reason, retryInMs, attempt: this.#backoff.attempts });
  }

  /** @param {StateReason} reason */
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
    this.#link?.drop();
    this.#link = null;
    this.#unanswered.lose();
  }

  /** @param {unknown} data */
  #received(data) {
    this.#unanswered.serverLives();
    const message = readMessage(data);
    if (message === null) {
      return;
    }
    if (message.origin !== null) {
      emit(this, 'message', message);
    } else if (message.type === 'error') {
      this.#heardError(SignalingError.read(message.body));
    } else {
      this.#heardFromServer(message.type, message.body);
    }
  }

  /** @param {SignalingError} error */
  #heardError(error) {
    const { type, id } = error.request;
    if (id === undefined && OWN_QUESTIONS.includes(/** @type {string} */ (type))) {
      if (type === CHEAP && error.code === 'bad-target') {
        // it counts as nonsense there, and enough of that would end the connection
        this.#question = 'userList';
      }
    } else if (!this.#unanswered.refuse(error)) {
      emit(this, 'error', { error });
    }
  }

  /**
   * @param {string} type
   * @param {any} body
   */
  #heardFromServer(type, body) {
    if (type === 'self') {
      const user = readUser(body?.user);
      // somebody else may have signed in in another tab
      if (this.#asksWhoItIs && user !== null && this.#self !== null && userKey(user) !== userKey(this.#self)) {
        this.#finish('another-user');
      }
      return;
    }
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
   * @param {Omit<import('../signaling-client.js').StateDetail, 'state'>} [detail]
   */
  #setState(state, detail = {}) {
    this.#state = state;
    emit(this, 'state', { state, ...detail });
  }
}
