import { SignalingError } from './errors.js';

/** The messages that were sent a moment ago and that the server may still refuse. */
export class Unanswered {
  #env;
  #quietMs;
  #lastId = 0;
  /** @type {Map<number, {reject: (error: SignalingError) => void, timer: any}>} */
  #waiting = new Map();

  /**
   * @param {import('./environment.js').Environment} env
   * @param {number} quietMs after how long without a refusal a message counts as delivered
   */
  constructor(env, quietMs) {
    this.#env = env;
    this.#quietMs = quietMs;
  }

  /** @returns {{id: number, delivered: Promise<void>}} the id to put into the message */
  add() {
    const id = ++this.#lastId;
    const delivered = /** @type {Promise<void>} */ (new Promise((resolve, reject) => {
      const timer = this.#env.setTimeout(() => {
        this.#waiting.delete(id);
        resolve(undefined);
      }, this.#quietMs);
      this.#waiting.set(id, { reject, timer });
    }));
    return { id, delivered };
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
    for (const id of [...this.#waiting.keys()]) {
      const why = 'the connection was lost; the message may not have arrived';
      this.refuse(new SignalingError('connection-lost', why, { id }));
    }
  }
}
