import { detailsOf, inWords } from './connection-details.js';
import { byId, setText } from './page.js';

/** @typedef {import('../signaling-client.js').Call} Call */

const EACH_MS = 2_000;

/** How the connection of a call is, for as long as somebody looks. */
export class DetailsDialog {
  #dialog = /** @type {HTMLDialogElement} */ (byId('details-dialog'));
  #list = byId('details-list');
  /** @type {import('./connection-details.js').Details | null} */
  #details = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  constructor() {
    byId('details-close').addEventListener('click', () => this.#dialog.close());
    this.#dialog.addEventListener('close', () => clearInterval(this.#timer));
  }

  /** @param {Call} call */
  show(call) {
    this.#details = null;
    this.#render();
    this.#refresh(call);
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#refresh(call), EACH_MS);
    this.#dialog.showModal();
  }

  close() {
    this.#dialog.close();
  }

  /** @param {Call} call */
  async #refresh(call) {
    const report = await call.stats().catch(() => null);
    if (report !== null && this.#dialog.open) {
      this.#details = detailsOf(/** @type {Map<string, any>} */ (/** @type {unknown} */ (report)), this.#details);
      this.#render();
    }
  }

  #render() {
    const lines = inWords(this.#details);
    if (this.#list.childElementCount !== lines.length * 2) {
      this.#list.replaceChildren(...lines.flatMap(() => ['dt', 'dd']).map((name) => document.createElement(name)));
    }
    lines.flat().forEach((text, index) => setText(this.#list.children[index], text));
  }
}
