import { shakeHands } from './handshake.js';
import { Liveness } from './liveness.js';

/** One socket to the server, from its handshake until it is dropped; then nothing more comes from it. */
export class Link {
  #socket;
  #liveness;
  #opened = false;
  #dropped = false;

  /**
   * @param {object} options
   * @param {import('./environment.js').Environment} options.env
   * @param {string | URL} options.url
   * @param {string | null} options.token
   * @param {{
   *   opened: () => void,
   *   heard: (data: unknown) => void,
   *   doubt: () => void,
   *   dead: () => void,
   *   closed: (code: number, opened: boolean) => void,
   * }} options.on `doubt`: the server has to be asked something; `dead`: it does not answer
   * @throws where the browser does not take the address
   */
  constructor({ env, url, token, on }) {
    this.#liveness = new Liveness(env, on.doubt, on.dead);
    this.#socket = shakeHands(env.WebSocket, url, token);
    const current = (/** @type {(event: any) => void} */ handle) => (/** @type {any} */ event) => {
      if (!this.#dropped) {
        handle(event);
      }
    };
    this.#socket.onopen = current(() => {
      this.#opened = true;
      this.#liveness.heard();
      on.opened();
    });
    this.#socket.onmessage = current(({ data }) => {
      this.#liveness.heard();
      on.heard(data);
    });
    this.#socket.onclose = current(({ code }) => on.closed(code, this.#opened));
  }

  /** Whether the server owes an answer, so that its silence means nothing. */
  get isInDoubt() {
    return this.#liveness.isInDoubt;
  }

  /** @param {object} message */
  send(message) {
    this.#socket.send(JSON.stringify(message));
  }

  /** Asks whether the server is still there. */
  check() {
    this.#liveness.check();
  }

  /** Something was sent that the server answers. */
  expectAnswer() {
    this.#liveness.expectAnswer();
  }

  /** Does not wait for the close event: on a dead network it comes a long time later. */
  drop() {
    this.#dropped = true;
    this.#liveness.stop();
    this.#socket.close();
  }
}
