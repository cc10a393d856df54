import { isolatedName, nameOf, paintAvatar } from './names.js';
import { byId, setText } from './page.js';

/** @typedef {import('../signaling-client.js').Call} Call */

/** Asks whether to take a call, for as long as it rings. */
export class RingDialog {
  #dialog = /** @type {HTMLDialogElement} */ (byId('ring'));
  /** @type {Call | null} */
  #call = null;
  #title = document.title;

  constructor() {
    byId('accept').addEventListener('click', () => this.#call?.accept());
    byId('accept-audio').addEventListener('click', () => this.#call?.accept({ video: false }));
    byId('decline').addEventListener('click', () => this.#call?.decline());
    this.#dialog.addEventListener('cancel', (event) => {
      // the Escape key; the dialog closes when the call has changed
      event.preventDefault();
      this.#call?.decline();
    });
  }

  /** @param {Call} call */
  show(call) {
    this.#call = call;
    this.#showPeer(call);
    setText(byId('ring-text'), call.video ? 'would like to talk with video' : 'would like to talk');
    byId('accept-audio').hidden = !call.video;
    call.addEventListener('peer', () => this.#showPeer(call));
    this.#dialog.showModal();
    // not the button: a person who is typing would take the call with the next space
    byId('ring-heading').focus();
  }

  /**
   * To be called before anything else takes the focus: nothing beside a dialog can have it.
   *
   * @param {Call} call that does not ring any more
   */
  close(call) {
    if (this.#call === call) {
      this.#call = null;
      document.title = this.#title;
      this.#dialog.close();
    }
  }

  /** @param {Call} call */
  #showPeer(call) {
    if (this.#call === call) {
      setText(byId('ring-name'), nameOf(call.peer));
      byId('ring-name').title = nameOf(call.peer);
      paintAvatar(byId('ring-avatar'), call.peer);
      document.title = `${isolatedName(call.peer)} is calling`;
    }
  }
}
