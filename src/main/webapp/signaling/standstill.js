/** So many looks are half a second or more, and every further one a quarter. */
const GAP = 3;
/**
 * About 3.5 s: a browser may learn only after 2 s that it has another address. And Chromium, which sends again what is
 * less than 3 s old, holds up the pictures for seconds where a way is back before that.
 */
const RESTART_AFTER = 12;
/** The polite side leaves the first restart to the other. */
const POLITE_RESTART_AFTER = 16;
const FIRST_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 80_000;

/**
 * Notices that nothing comes from the peer any more: a browser tells it after five seconds, and never where it finds
 * another way by itself meanwhile. Looks are counted, not time: a page that slept has not looked.
 */
export class Standstill {
  #patience;
  #packets = 0;
  #looks = 0;
  #pauseMs = 0;
  #mayRestartAt = 0;
  /** Another way is being looked for. */
  handled = false;

  /** @param {boolean} polite */
  constructor(polite) {
    this.#patience = polite ? POLITE_RESTART_AFTER : RESTART_AFTER;
  }

  /** When to look again, in milliseconds. */
  get lookInMs() {
    return this.#looks > 0 ? 250 : 500;
  }

  /**
   * @param {number} packets that have come so far; 0 where none are to be expected
   * @param {number} now
   * @returns {'restart' | 'over' | null} `restart` at most once in a standstill, and with growing pauses
   */
  look(packets, now) {
    const looks = this.#looks;
    this.#looks = packets > 0 && packets === this.#packets ? looks + 1 : 0;
    this.#packets = packets;
    if (this.#looks === 0) {
      this.handled = false;
      return looks >= GAP ? 'over' : null;
    }
    if (this.handled || this.#looks < this.#patience || now < this.#mayRestartAt) {
      return null;
    }
    this.handled = true;
    const calm = now - this.#mayRestartAt > MAX_PAUSE_MS;
    this.#pauseMs = calm ? FIRST_PAUSE_MS : Math.min(2 * this.#pauseMs, MAX_PAUSE_MS);
    this.#mayRestartAt = now + this.#pauseMs;
    return 'restart';
  }
}
