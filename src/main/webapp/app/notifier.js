import { isolatedName } from './names.js';

/** @typedef {import('../signaling-client.js').Call} Call */

/** One notification at most: a later one takes the place of the one before. */
const TAG = 'signaling-call';

/** Tells of a call outside of the page, where the page is hidden and the person has asked for that. */
export class Notifier {
  #settings;
  /** @type {Notification | null} */
  #shown = null;

  /** @param {import('./settings.js').Settings} settings */
  constructor(settings) {
    this.#settings = settings;
  }

  /** Whether this browser can do so at all. */
  static get possible() {
    return typeof globalThis.Notification === 'function';
  }

  /**
   * Asks the browser to ask the person; only from a click.
   *
   * @returns {Promise<boolean>} whether it is allowed
   */
  static async ask() {
    return Notifier.possible && await Notification.requestPermission() === 'granted';
  }

  /** @param {Call} call that rings */
  show(call) {
    if (!document.hidden || !this.#settings.get('notify') || !Notifier.possible
      || Notification.permission !== 'granted') {
      return;
    }
    this.#open(call);
    call.addEventListener('peer', () => this.#shown !== null && call.state === 'ringing' && this.#open(call));
  }

  close() {
    this.#shown?.close();
    this.#shown = null;
  }

  /** @param {Call} call */
  #open(call) {
    try {
      const options = { tag: TAG, body: call.video ? 'Video call' : 'Audio call', icon: 'icon.svg',
        silent: this.#settings.get('quiet') };
      const notification = new Notification(`${isolatedName(call.peer)} is calling`, options);
      notification.onclick = () => {
        globalThis.focus();
        notification.close();
      };
      this.#shown = notification;
    } catch {
      // phones take them from service workers alone
    }
  }
}
