import { Timers } from './timers.js';

const IDLE_MS = 60_000;
const ANSWER_MS = 10_000;
const QUICK_ANSWER_MS = 8_000;

/**
 * Whether the server at the other end still lives. A connection that broke without a word looks open, for hours if
 * nobody sends anything; so after a minute of silence the server is asked something that it always answers. Anything
 * that it says counts as the answer.
 */
export class Liveness {
  #timers;
  #ask;
  #dead;

  /**
   * @param {import('./environment.js').Environment} env
   * @param {() => void} ask
   * @param {() => void} dead
   */
  constructor(env, ask, dead) {
    this.#timers = new Timers(env);
    this.#ask = ask;
    this.#dead = dead;
  }

  /** Whether the server owes an answer, so that its silence means nothing. */
  get isInDoubt() {
    return this.#timers.isRunning('answer');
  }

  /** Something came from the server, or the connection has just opened. */
  heard() {
    this.#timers.stop('answer');
    this.#timers.start('idle', IDLE_MS, () => this.check(ANSWER_MS));
  }

  /** Asks whether the server is still there. */
  check(answerMs = QUICK_ANSWER_MS) {
    if (!this.isInDoubt) {
      this.#timers.start('answer', answerMs, this.#dead);
      this.#ask();
    }
  }

  /** Something was sent that the server answers. */
  expectAnswer() {
    if (!this.isInDoubt) {
      this.#timers.start('answer', ANSWER_MS, this.#dead);
    }
  }

  stop() {
    this.#timers.stopAll();
  }
}
