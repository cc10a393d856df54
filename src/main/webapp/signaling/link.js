import { shakeHands } from './handshake.js';
import { Liveness } from './liveness.js';

/** One socket to the server, from its handshake until it is dropped; then nothing more comes from it. */
export class Link {
  #socket;

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
   *   closed: (code: number) => void,
   * }} options.on `doubt`: the server has to be asked something; `dead`: it does not answer
   * @throws where the browser does not take the address
   */
  constructor({ env, url, token, on }) {
    this.liveness = new Liveness(env, on.doubt, on.dead);
    this.#socket = shakeHands(env.WebSocket, url, token);
    this.#socket.onopen = () => {
      this.liveness.heard();
      on.opened();
    };
    this.#socket.onmessage = ({ data }) => {
      this.liveness.heard();
      on.heard(data);
    };
    this.#socket.onclose = ({ code }) => on.closed(code);
  }

  /** @param {object} message */
  send(message) {
    this.#socket.send(JSON.stringify(message));
  }

  /** Does not wait for the close event: on a dead network it comes a long time later. */
  drop() {
    const socket = this.#socket;
    this.liveness.stop();
    socket.onopen = socket.onmessage = socket.onclose = () => {};
    socket.close();
  }
}
