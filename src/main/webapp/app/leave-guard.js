import { byId } from './page.js';

/** Asks before a call is lost to a page that is closed, loaded again, or signed out of. */
export class LeaveGuard {
  #hangUp;
  #on = false;
  #dialog = /** @type {HTMLDialogElement} */ (byId('sign-out-dialog'));
  #form = /** @type {HTMLFormElement} */ (byId('sign-out-form'));
  #ask = (/** @type {BeforeUnloadEvent} */ event) => {
    event.preventDefault();
    // browsers before 2023 ask for this alone
    event.returnValue = true;
  };

  /** @param {() => void} hangUp */
  constructor(hangUp) {
    this.#hangUp = hangUp;
    this.#form.addEventListener('submit', (event) => {
      if (this.#on) {
        event.preventDefault();
        this.#dialog.showModal();
      }
    });
    byId('sign-out-no').addEventListener('click', () => this.#dialog.close());
    byId('sign-out-yes').addEventListener('click', () => this.#signOut());
  }

  /** A call goes on from now. */
  start() {
    this.#on = true;
    addEventListener('beforeunload', this.#ask);
  }

  /** Pages that ask without need are not kept by browsers for the way back. */
  stop() {
    this.#on = false;
    removeEventListener('beforeunload', this.#ask);
  }

  #signOut() {
    this.stop();
    this.#hangUp();
    this.#form.submit();
  }
}
