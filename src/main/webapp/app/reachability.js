/** @typedef {import('../signaling-client.js').ClientState} ClientState */

/**
 * Whether the server can be reached: what the client knows of its connection, and what the browser knows of the device.
 * Each may be wrong for a while, so the one that has changed last is believed.
 */
export class Reachability {
  #onChange;
  #onLine;
  /** @type {ClientState} */
  #state = 'idle';
  #deviceIsOffline = false;

  /**
   * @param {(shown: ClientState | 'offline') => void} onChange
   * @param {{target?: EventTarget, onLine?: () => boolean}} [browser]
   */
  constructor(onChange, { target = globalThis, onLine = () => navigator.onLine } = {}) {
    this.#onChange = onChange;
    this.#onLine = onLine;
    target.addEventListener('online', () => this.#device(false));
    target.addEventListener('offline', () => this.#device(true));
  }

  /** @param {ClientState} state of the client */
  connectionIs(state) {
    this.#state = state;
    // a connection that has just opened is the better witness: some devices never know that they are online
    this.#deviceIsOffline = state !== 'open' && !this.#onLine();
    this.#onChange(this.shown);
  }

  /** @returns {ClientState | 'offline'} */
  get shown() {
    return this.#deviceIsOffline && this.#state !== 'closed' ? 'offline' : this.#state;
  }

  /** @param {boolean} offline */
  #device(offline) {
    this.#deviceIsOffline = offline;
    this.#onChange(this.shown);
  }
}
