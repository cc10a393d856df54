import { SignalingError } from './errors.js';

/** The messages that were sent a moment ago and that the server may still refuse. */
export class Unanswered {
  #env;
  #quietMs;
  #isInDoubt;
  #lastId = 0;
  /**
   * @type {Map<number, {resolve: (nothing: undefined) => void, reject: (error: SignalingError) => void, timer: any,
   *     held?: boolean}>} `held`: was quiet long enough, but so is the server
   */
  #waiting = new Map();

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
        waiting.held = true;
        if (!this.#isInDoubt()) {
          this.serverLives();
        }
      }, this.#quietMs);
      /** @type {{resolve: any, reject: any, timer: any, held?: boolean}} */
      const waiting = { resolve, reject, timer };
      this.#waiting.set(id, waiting);
    }));
    return { id, delivered };
  }

  /** What was quiet for long enough counts as delivered. */
  serverLives() {
    for (const [id, { held, resolve }] of this.#waiting) {
      if (held) {
        resolve(undefined);
        this.#waiting.delete(id);
      }
    }
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
    this.#env.clearTimeout(waiting.timer);
    waiting.reject(error);
    return true;
  }

  /** The connection is gone, and with it what the server would have said. */
  lose() {
    this.#waiting.forEach((_, id) => {
      this.refuse(new SignalingError('connection-lost', 'the message may not have arrived', { id }));
    });
  }
}
