import { CALL_TYPE } from './call-message.js';
import { Receipts } from './call-receipts.js';
import * as times from './call-times.js';
import { Timers } from './timers.js';

/** @typedef {import('./call-message.js').CallBody} CallBody */
/**
 * @typedef {object} Entry a message that may not have arrived
 * @property {CallBody} body
 * @property {(() => CallBody['description'])} [latest] the description as it is now, with the candidates since then
 * @property {number} sentAt
 * @property {number} repeats
 * @property {string | null} failure why the last attempt did not arrive, where that is known
 * @property {Set<string>} missing devices that have not acknowledged a message to all of them
 */

/** Later attempts may succeed where a message met one of these. */
const PASSING = ['not-connected', 'connection-lost', 'target-offline', 'target-busy', 'too-fast'];
/** Nothing announces that these are over. */
const BUSY = ['target-busy', 'too-fast'];
/** What a call can do without, or what is asked for again. */
const UNNUMBERED = ['candidates', 'busy', 'ack'];
/** What ends a call. */
export const FINAL = ['decline', 'cancel', 'hangup'];
const MAX_PENDING = 16;
const MAX_DEVICES = 8;

/**
 * The messages of one call to its peer. Each that a call must not lose is kept until the peer's page has acknowledged
 * it, and repeated meanwhile; an offer until it is answered. A page that acknowledges shows it by numbering its own
 * messages. Towards an older one a message counts as delivered when the server has reported no error for a second.
 *
 * What could not be sent is sent when the connection or the peer is back.
 */
export class CallOutbox {
  #client;
  #peer;
  #env;
  #head;
  #timers;
  #receipts;
  #lastNumber = 0;
  /** @type {Entry[]} */
  #pending = [];
  /** The peer's devices that acknowledge. @type {Set<string>} */
  #acknowledging = new Set();

  /**
   * @param {object} options
   * @param {import('./client.js').SignalingClient} options.client
   * @param {import('./users.js').UserId} options.peer
   * @param {import('./environment.js').Environment} options.env
   * @param {string} options.call
   * @param {string} options.device this page's
   */
  constructor({ client, peer, env, call, device }) {
    this.#client = client;
    this.#peer = peer;
    this.#env = env;
    this.#head = { call, device };
    this.#timers = new Timers(env);
    this.#receipts = new Receipts(env, (to) => this.#transmit({ kind: 'ack', ...this.#head, to }).catch(() => {
      // the peer repeats what it has no acknowledgment of
    }));
  }

  /**
   * @param {{kind: any, to?: string | null, [field: string]: any}} body
   * @param {Entry['latest']} [latest]
   * @returns {{message: CallBody, sent: Promise<void>}} the message as it is sent, with its number; `sent` rejects
   *     where it did not arrive, though it may be kept for later
   */
  send({ to, ...rest }, latest) {
    const message = /** @type {CallBody} */ ({ ...rest, ...this.#head, to: to ?? undefined });
    if (!UNNUMBERED.includes(message.kind)) {
      message.n = ++this.#lastNumber;
    }
    this.#pending = this.#pending.filter(({ body }) => !isVoid(body, message)).slice(1 - MAX_PENDING);
    const missing = new Set(message.kind === 'cancel' ? this.#acknowledging : []);
    /** @type {Entry} */
    const entry = { body: message, latest, sentAt: 0, repeats: 0, failure: null, missing };
    this.#pending.push(entry);
    return { message, sent: this.#attempt(entry) };
  }

  /**
   * Notes what a message of the peer says about those of this page, and owes it an acknowledgment.
   *
   * @param {CallBody} body
   * @returns {boolean} whether there is anything else to it, and for the first time
   */
  heard(body) {
    if (body.n !== undefined || body.ack !== undefined) {
      this.#acknowledging.add(body.device);
      this.#acknowledging = new Set([...this.#acknowledging].slice(-MAX_DEVICES));
    }
    this.#pending = this.#pending.filter((entry) => !isSettled(entry, body));
    for (const entry of this.#pending.filter(({ repeats }) => repeats >= times.MAX_REPEATS)) {
      // the peer was away for long, and is not any more
      entry.repeats = 0;
    }
    this.#schedule();
    return body.kind !== 'ack' && this.#receipts.isNew(body);
  }

  /** The connection or the peer is back: sends again what may not have arrived. */
  retry() {
    for (const entry of [...this.#pending]) {
      if (entry.failure !== null || this.#isUnacknowledged(entry, times.REPEAT_MS / 2)) {
        entry.repeats = 0;
        this.#again(entry);
      }
    }
  }

  /** Forgets everything. */
  close() {
    this.#timers.stopAll();
    this.#receipts.close();
    this.#pending = [];
  }

  /** @param {Entry} entry */
  async #attempt(entry) {
    entry.sentAt = this.#env.now();
    entry.failure = null;
    this.#schedule();
    try {
      await this.#transmit(entry.body, entry.latest?.());
      if (!this.#isRepeatable(entry)) {
        this.#remove(entry);
      }
    } catch (error) {
      const { code } = /** @type {import('./errors.js').SignalingError} */ (error);
      if (!PASSING.includes(code)) {
        this.#remove(entry);
      }
      entry.failure = code;
      if (BUSY.includes(code)) {
        this.#timers.start('busy', times.BUSY_RETRY_MS, () => this.#retryBusy());
      }
      throw error;
    }
  }

  #retryBusy() {
    for (const entry of this.#pending.filter(({ failure }) => BUSY.includes(failure ?? ''))) {
      if (++entry.repeats < times.MAX_REPEATS) {
        this.#again(entry);
      }
    }
  }

  /** @param {Entry} entry */
  #again(entry) {
    // kept once more where it fails once more
    this.#attempt(entry).catch(() => {});
  }

  /**
   * @param {CallBody} body
   * @param {CallBody['description']} [description] a newer one
   */
  #transmit(body, description = body.description) {
    const ack = body.to === undefined ? undefined : this.#receipts.take(body.to);
    return this.#client.send(this.#peer, CALL_TYPE, { ...body, ack, description });
  }

  /** The next repetition is due when the oldest message is. */
  #schedule() {
    const dueAt = Math.min(...this.#pending.filter((entry) => this.#mayRepeat(entry))
      .map((entry) => entry.sentAt + this.#patience(entry)));
    this.#timers.stop('repeat');
    if (dueAt < Infinity) {
      this.#timers.start('repeat', Math.max(0, dueAt - this.#env.now()), () => this.#repeat());
    }
  }

  #repeat() {
    const due = this.#pending.filter((entry) => this.#mayRepeat(entry)
      && this.#isUnacknowledged(entry, this.#patience(entry)));
    if (due.some(({ repeats }) => repeats === 0)) {
      // silence may be this page's own dead connection
      this.#client.check();
    }
    for (const entry of due) {
      entry.repeats += 1;
      this.#again(entry);
    }
    this.#schedule();
  }

  /**
   * A ring that no page has acknowledged is repeated ever more seldom, for as long as it rings: those that hear it may
   * be older, or not be there yet.
   *
   * @param {Entry} entry
   */
  #patience({ repeats }) {
    return times.REPEAT_MS * (this.#acknowledging.size === 0 ? 2 ** repeats : 1);
  }

  /**
   * What the own connection has not taken waits for the next one. A peer who was offline may be back: not every server
   * tells.
   *
   * @param {Entry} entry
   */
  #mayRepeat(entry) {
    const most = this.#acknowledging.size === 0 ? times.MAX_BLIND_REPEATS : times.MAX_REPEATS;
    return (entry.failure ?? 'target-offline') === 'target-offline' && entry.repeats < most && this.#isRepeatable(entry);
  }

  /**
   * @param {Entry} entry
   * @param {number} forMs
   */
  #isUnacknowledged(entry, forMs) {
    return this.#isRepeatable(entry) && this.#env.now() - entry.sentAt >= forMs;
  }

  /**
   * Whether silence means that a message did not arrive. Nobody knows yet who will hear a ring; one too many does no
   * harm to an older page.
   *
   * @param {Entry} entry
   */
  #isRepeatable({ body, missing }) {
    if (body.n === undefined) {
      return false;
    }
    return body.kind === 'ring' || (body.to === undefined ? missing.size > 0 : this.#acknowledging.has(body.to));
  }

  /** @param {Entry} entry */
  #remove(entry) {
    this.#pending = this.#pending.filter((other) => other !== entry);
  }
}

/**
 * @param {CallBody} body
 * @param {CallBody} next what is sent after it
 * @returns {boolean} whether nobody needs it any more
 */
function isVoid(body, next) {
  if (FINAL.includes(next.kind) || (body.kind === 'ring' && next.kind === 'ring')) {
    return true;
  }
  const type = next.description?.type;
  return type !== undefined && (body.kind === 'candidates' || isOffer(body) || type === body.description?.type);
}

/**
 * @param {Entry} entry
 * @param {CallBody} heard
 */
function isSettled({ body, missing }, heard) {
  if (body.to !== undefined && body.to !== heard.device) {
    return false;
  }
  // the peer says that the call is over
  const over = heard.kind === 'hangup' || heard.kind === 'cancel';
  if (body.kind === 'ring') {
    return true;
  }
  if (isOffer(body)) {
    return over || heard.answerTo === body.n;
  }
  if (over || heard.ack?.includes(/** @type {number} */ (body.n))) {
    missing.delete(heard.device);
    return missing.size === 0;
  }
  return false;
}

/** @param {CallBody} body */
function isOffer({ description }) {
  return description?.type === 'offer';
}
