/**
 * Candidates that come later are collected for longer and longer. The server hands one user one message every 100 ms,
 * so a message for each candidate would hold up everything behind it.
 */
const BATCH_MS = [150, 500, 2_000];

/** The ICE candidates that did not make it into the description, in few messages. */
export class CandidateBatches {
  #env;
  #send;
  /** @type {RTCIceCandidateInit[]} */
  #candidates = [];
  #batches = 0;
  /** @type {any} */
  #timer = null;

  /**
   * @param {import('./environment.js').Environment} env
   * @param {(candidates: RTCIceCandidateInit[]) => void} send
   */
  constructor(env, send) {
    this.#env = env;
    this.#send = send;
  }

  /** @param {RTCIceCandidate | null} candidate null at the end */
  add(candidate) {
    if (candidate === null) {
      this.#flush();
      return;
    }
    this.#candidates.push(candidate.toJSON());
    if (this.#timer === null && this.#batches < BATCH_MS.length) {
      this.#timer = this.#env.setTimeout(() => this.#flush(), BATCH_MS[this.#batches]);
    }
  }

  /** All so far stand in a description, or nobody needs them any more. */
  clear() {
    this.#env.clearTimeout(this.#timer);
    this.#timer = null;
    this.#candidates = [];
    this.#batches = 0;
  }

  #flush() {
    this.#env.clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#candidates.length > 0) {
      this.#batches += 1;
      this.#send(this.#candidates.splice(0));
    }
  }
}
