/**
 * How long to wait before the next attempt to connect: exponential with full jitter, so that the users of a server
 * that fell do not come back in step.
 */
export class Backoff {
  #random;
  #baseMs;
  #capMs;
  /**
   * @param {() => number} random
   * @param {{baseMs?: number, capMs?: number}} [bounds] the first wait is below baseMs, no wait is above capMs
   */
  constructor(random, { baseMs = 500, capMs = 30_000 } = {}) {
    this.#random = random;
    this.#baseMs = baseMs;
    this.#capMs = capMs;
    this.attempts = 0;
  }

  /**
   * @param {number} [atLeastSpreadMs] spreads this wait over at least so long
   * @returns {number} milliseconds
   */
  next(atLeastSpreadMs = 0) {
    const spread = Math.min(this.#capMs, this.#baseMs * 2 ** Math.min(this.attempts, 16));
    this.attempts += 1;
    return Math.round(this.#random() * Math.max(spread, atLeastSpreadMs));
  }

  reset() {
    this.attempts = 0;
  }
}
