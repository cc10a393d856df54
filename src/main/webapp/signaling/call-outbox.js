import { CALL_TYPE } from './call-message.js';

/** Later attempts may succeed where a message met one of these. */
const PASSING = new Set(['not-connected', 'connection-lost', 'target-offline', 'target-busy', 'too-fast']);
/** Nothing announces that these are over. */
const BUSY = new Set(['target-busy', 'too-fast']);
const BUSY_RETRY_MS = 1_000;
const MAX_KEPT = 16;

/**
 * The messages of one call to its peer. Those that could not be delivered wait until the connection or the peer is
 * back, so that a call lives through a reconnect on either side. A message may arrive twice: each is harmless then.
 */
export class CallOutbox {
  #client;
  #peer;
  #env;
  /** @type {object[]} */
  #kept = [];

  /**
   * @param {import('./client.js').SignalingClient} client
   * @param {import('./users.js').UserId} peer
   * @param {import('./environment.js').Environment} env
   */
  constructor(client, peer, env) {
    this.#client = client;
    this.#peer = peer;
    this.#env = env;
  }

  /**
   * @param {import('./call-message.js').CallBody} body
   * @returns {Promise<void>} rejects where the message did not arrive, though it may be kept for later
   */
  async send(body) {
    try {
      await this.#client.send(this.#peer, CALL_TYPE, body);
    } catch (error) {
      const { code } = /** @type {import('./errors.js').SignalingError} */ (error);
      if (PASSING.has(code)) {
        this.#keep(body);
      }
      if (BUSY.has(code)) {
        this.#env.setTimeout(() => this.retry(), BUSY_RETRY_MS);
      }
      throw error;
    }
  }

  /** Sends again what was kept. */
  retry() {
    for (const body of this.#kept.splice(0)) {
      // kept once more where it fails once more
      this.send(/** @type {any} */ (body)).catch(() => {});
    }
  }

  /** @param {import('./call-message.js').CallBody} body */
  #keep(body) {
    if (body.kind === 'description' || body.kind === 'hangup' || body.kind === 'cancel') {
      // it makes what waited before it void
      this.#kept = [];
    }
    this.#kept = [...this.#kept, body].slice(-MAX_KEPT);
  }
}
