import { SignalingError } from './errors.js';

/** The messages that were sent a moment ago and that the server may still refuse. */
export class Unanswered {
  #env;
  #quietMs;
  #isInDoubt;
  #lastId = 0;
  /** @type {Map<number, {resolve: (nothing: undefined) => void, reject: (error: SignalingError) => void, timer: any}>} */
  #waiting = new Map();
  /** Were quiet long enough, but so is the server. @type {Set<number>} */
  #held = new Set();

  /**
   * @param {import('./environment.js').Environment} env
   * @param {number} quietMs after how long without a refusal a message counts as delivered
   * @param {() => boolean} isInDoubt whether silence may mean that the connection is gone
   */
  constructor(env, quietMs, isInDoubt) {
    this.#env = env;
    this.#quietMs = quietMs;
    this.#isInDoubt = isInDoubt;
  }

  /** @returns {{id: number, delivered: Promise<void>}} the id to put into the message */
  add() {
    const id = ++this.#lastId;
    const delivered = /** @type {Promise<void>} */ (new Promise((resolve, reject) => {
      const timer = this.#env.setTimeout(() => {
        this.#held.add(id);
        if (!this.#isInDoubt()) {
          this.serverLives();
        }
      }, this.#quietMs);
      this.#waiting.set(id, { resolve, reject, timer });
    }));
    return { id, delivered };
  }

  /** What was quiet for long enough counts as delivered. */
  serverLives() {
    for (const id of this.#held) {
      this.#waiting.get(id)?.resolve(undefined);
      this.#waiting.delete(id);
    }
    this.#held.clear();
  }

  /**
   * @param {SignalingError} error
   * @returns {boolean} whether it refuses one of the messages that wait
   */
  refuse(error) {
    const id = /** @type {number} */ (error.request.id);
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) {
      return false;
    }
    this.#waiting.delete(id);
    this.#held.delete(id);
    this.#env.clearTimeout(waiting.timer);
    waiting.reject(error);
    return true;
  }

  /** The connection is gone, and with it what the server would have said. */
  lose() {
    for (const id of [...this.#waiting.keys()]) {
      const why = 'the connection was lost; the message may not have arrived';
      this.refuse(new SignalingError('connection-lost', why, { id }));
    }
  }
}
