import { CALL_TYPE, readCallBody } from './call-message.js';
import { CallOutbox, FINAL } from './call-outbox.js';
import { Call } from './call.js';
import { environment } from './environment.js';
import { emit } from './events.js';
import { IceServers } from './ice-servers.js';
import { PastCalls } from './past-calls.js';
import { readUser, userKey } from './users.js';

/** @typedef {import('./call-message.js').CallBody} CallBody */
/** @typedef {import('./users.js').UserInfo} UserInfo */

/** @typedef {import('./past-calls.js').Line} Line */

/**
 * The telephone on top of a {@link SignalingClient}: rings, is rung, and holds at most one call at a time.
 *
 * Events: `ring`, with the call that rings, `call`, whenever {@link current} has changed, and `missed`.
 */
export class Calls extends EventTarget {
  #client;
  #env;
  #iceServers;
  /** Names this page among all that the user has open. */
  #device;
  /** @type {Call | null} */
  #current = null;
  /** @type {Line | null} */
  #line = null;
  #past = new PastCalls();
  /** What calls to come open, where it is there. @type {import('../signaling-client.js').PreferredDevices} */
  devices = {};

  /**
   * @param {import('./client.js').SignalingClient} client
   * @param {{env?: Partial<import('./environment.js').Environment>}} [options]
   */
  constructor(client, { env } = {}) {
    super();
    this.#client = client;
    this.#env = environment(env);
    this.#iceServers = new IceServers(client, this.#env);
    this.#device = this.#env.randomId();
    client.addEventListener('message', (/** @type {any} */ { detail }) => this.#received(detail));
    client.addEventListener('state', (/** @type {any} */ { detail }) => this.#clientChanged(detail));
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
      throw new TypeError('a call needs a known self and another user');
    }
    if (this.isBusy) {
      throw new Error('there is a call already');
    }
    const call = this.#begin(peer, { call: this.#env.randomId(), video });
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

  /**
   * @param {UserInfo} peer
   * @param {{call: string, device?: string, video?: boolean}} ring the caller's; without a device for a call of one's own
   */
  #begin(peer, ring) {
    const { call: id, device: peerDevice = null, video = false } = ring;
    const outbox = new CallOutbox({ client: this.#client, peer, env: this.#env, call: id, device: this.#device });
    if (peerDevice !== null) {
      outbox.heard(/** @type {CallBody} */ (ring));
    }
    /** @type {Line} */
    const line = { peer: userKey(peer), outbox };
    const call = new Call({
      env: this.#env,
      id,
      peer,
      video,
      peerDevice,
      polite: this.#isPolite(peer),
      devices: () => this.devices,
      iceServers: () => this.#iceServers.get(),
      send: (body, latest) => this.#send(call, line, outbox.send(body, latest)),
      checkLine: () => this.#client.check(),
      missed: (why) => this.#missed(call.peer, video, why),
    });
    call.addEventListener('state', () => call.state === 'ended' && this.#past.add(id, line));
    // asked while it rings, so that nobody waits for the answer
    this.#iceServers.get();
    this.#current = call;
    this.#line = line;
    emit(this, 'call', { call });
    return call;
  }

  /**
   * @param {UserInfo} peer
   * @param {boolean} video
   * @param {import('../signaling-client.js').MissedDetail['why']} why
   */
  #missed(peer, video, why) {
    emit(this, 'missed', { peer, video, at: this.#env.now(), why });
  }

  /**
   * @param {Call} call
   * @param {Line} line
   * @param {{message: CallBody, sent: Promise<void>}} sending
   * @returns {number} the number of the message
   */
  #send(call, line, { message, sent }) {
    if (FINAL.includes(message.kind)) {
      line.end = message;
    }
    sent.catch((error) => this.#notSent(call, message, error.code));
    return message.n ?? 0;
  }

  /**
   * @param {Call} call
   * @param {CallBody} message
   * @param {string} code
   */
  #notSent(call, message, code) {
    if (message.kind === 'ring' && code === 'target-offline' && call.state === 'calling') {
      call.peerStaysOffline();
    } else if (['bad-message', 'bad-target', 'too-large', 'forbidden'].includes(code)) {
      call.end('failed', undefined, `the server refused it: ${code}`);
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
    const call = this.isBusy && this.#current?.id === message.call ? this.#current : null;
    const line = call !== null ? this.#line : this.#past.get(message.call);
    if (line && line.peer !== userKey(origin)) {
      return;
    }
    const isForHere = message.to === undefined || message.to === this.#device;
    if (isForHere && line?.outbox && !line.outbox.heard(message)) {
      // an acknowledgment, or a repetition
      return;
    }
    if (call !== null) {
      this.#forCurrent(call, message, isForHere);
    } else if (message.kind === 'ring' && line?.end === undefined) {
      this.#rung(origin, message);
    } else {
      this.#repeatEnd(origin, message, line?.end);
    }
  }

  /**
   * @param {Call} call
   * @param {CallBody} message
   * @param {boolean} isForHere
   */
  #forCurrent(call, message, isForHere) {
    if (!call.isWith(message)) {
      return;
    }
    if (isForHere) {
      call.receive(message);
    } else if (!call.outgoing && this.#line !== null) {
      // the peer talks to another page of this user: that one took the call
      this.#line.end = null;
      call.end('answered-elsewhere');
    }
  }

  /**
   * @param {UserInfo} origin
   * @param {CallBody} message
   */
  #rung(origin, message) {
    const peer = this.#client.users.get(userKey(origin)) ?? origin;
    const call = this.#current;
    if (call === null || !this.isBusy) {
      this.#ringHere(peer, message);
    } else if (userKey(call.peer) !== userKey(origin)) {
      this.#answerBusy(peer, message);
    } else if (call.state === 'calling') {
      this.#glare(call, message);
    } else if (call.state === 'interrupted' || call.state === 'ringing') {
      // the peer's page was loaded anew: what it knew of the call is gone
      call.end('lost');
      this.#ringHere(peer, message);
    } else {
      this.#answerBusy(peer, message);
    }
  }

  /**
   * @param {UserInfo} peer
   * @param {CallBody} ring
   */
  #ringHere(peer, ring) {
    const call = this.#begin(peer, ring);
    emit(this, 'ring', { call });
  }

  /**
   * Both ring each other, so both want to talk: one of the two calls is enough. The polite side's gives way.
   *
   * @param {Call} own
   * @param {CallBody} ring
   */
  #glare(own, ring) {
    if (this.#isPolite(own.peer)) {
      const call = this.#begin(own.peer, ring);
      call.accept({ video: own.video });
      own.end('merged', { kind: 'cancel' });
    }
  }

  /**
   * @param {UserInfo} peer
   * @param {CallBody} ring
   */
  #answerBusy(peer, ring) {
    const end = { kind: 'busy', call: ring.call, device: this.#device, to: ring.device };
    this.#past.add(ring.call, { peer: userKey(peer), outbox: null, end });
    this.#tellEnd(peer, end);
    this.#missed(peer, ring.video === true, 'busy');
  }

  /**
   * Tells a peer that a call is over who has not heard it yet.
   *
   * @param {UserInfo} origin
   * @param {CallBody} message
   * @param {object | null} [end]
   */
  #repeatEnd(origin, message, end) {
    if (end && ['ring', 'accept', 'description'].includes(message.kind)) {
      this.#tellEnd(origin, end);
    }
  }

  /**
   * @param {UserInfo} peer
   * @param {object} end
   */
  #tellEnd(peer, end) {
    this.#client.send(peer, CALL_TYPE, end).catch(() => {
      // it will ask again, or give up by itself
    });
  }

  /** @param {{state: string}} change of the own connection */
  #clientChanged({ state }) {
    if (state === 'open') {
      this.#retry();
      if (this.isBusy) {
        this.#current?.serverIsBack();
      }
    }
  }

  /** @param {string} [peer] only what is for this user */
  #retry(peer) {
    this.#past.retry(peer);
    if (this.isBusy && (peer === undefined || peer === this.#line?.peer)) {
      this.#line?.outbox?.retry();
    }
  }

  /** @param {{user?: UserInfo, online?: boolean}} change without a user: the whole list is new */
  #presenceChanged({ user, online }) {
    const call = this.#current;
    if (call !== null && this.isBusy && (user === undefined || userKey(user) === userKey(call.peer))) {
      const known = this.#client.users.get(userKey(call.peer));
      if (known !== undefined) {
        call.peerIs(known);
      }
      call.peerIsOnline(online ?? this.#client.isOnline(call.peer));
    }
    if (online !== false) {
      this.#retry(user && userKey(user));
    }
  }
}
