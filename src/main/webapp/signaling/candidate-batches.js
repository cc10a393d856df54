import { Timers } from './timers.js';

/**
 * Candidates that come later are collected for longer and longer. The server hands one user one message every 100 ms,
 * so a message for each candidate would hold up everything behind it.
 */
const BATCH_MS = [150, 500, 2_000];

/** The ICE candidates that did not make it into the description, in few messages. */
export class CandidateBatches {
  #timers;
  #send;
  /** @type {RTCIceCandidateInit[]} */
  #candidates = [];
  #batches = 0;

  /**
   * @param {import('./environment.js').Environment} env
   * @param {(candidates: RTCIceCandidateInit[]) => void} send
   */
  constructor(env, send) {
    this.#timers = new Timers(env);
    this.#send = send;
  }

  /** @param {RTCIceCandidate | null} candidate null at the end */
  add(candidate) {
    if (candidate === null) {
      this.#flush();
      return;
    }
    this.#candidates.push(candidate.toJSON());
    if (!this.#timers.isRunning('batch') && this.#batches < BATCH_MS.length) {
      this.#timers.start('batch', BATCH_MS[this.#batches], () => this.#flush());
    }
  }

  /** All so far stand in a description, or nobody needs them any more. */
  clear() {
    this.#timers.stopAll();
    this.#candidates = [];
    this.#batches = 0;
  }

  #flush() {
    this.#timers.stopAll();
    if (this.#candidates.length > 0) {
      this.#batches += 1;
      this.#send(this.#candidates.splice(0));
    }
  }
}
