const MAX_REMEMBERED = 64;
/** Whoever rings again and again does not push out what others have to be told. */
const MAX_OF_ONE_PEER = 8;

/**
 * @typedef {object} Line what goes on with the peer about one call
 * @property {string} peer by userKey
 * @property {import('./call-outbox.js').CallOutbox | null} outbox null for a call that was never one here
 * @property {object | null} [end] what the peer was told last; null where it need not be told; absent where the call
 *     would ring again
 */

/** The lines of calls that are over: the peer may not have heard of it. */
export class PastCalls {
  /** @type {Map<string, Line>} */
  #lines = new Map();

  /** @param {string} call */
  get(call) {
    return this.#lines.get(call);
  }

  /**
   * @param {string} call
   * @param {Line} line
   */
  add(call, line) {
    this.#lines.set(call, line);
    const ofPeer = [...this.#lines].filter(([, { peer }]) => peer === line.peer);
    if (ofPeer.length > MAX_OF_ONE_PEER) {
      this.#forget(ofPeer[0][0]);
    } else if (this.#lines.size > MAX_REMEMBERED) {
      this.#forget(/** @type {string} */ (this.#lines.keys().next().value));
    }
  }

  /** @param {string} [peer] only what is for this user */
  retry(peer) {
    for (const line of this.#lines.values()) {
      if (peer === undefined || peer === line.peer) {
        line.outbox?.retry();
      }
    }
  }

  /** @param {string} call */
  #forget(call) {
    this.#lines.get(call)?.outbox?.close();
    this.#lines.delete(call);
  }
}
