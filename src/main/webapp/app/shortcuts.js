import { byId } from './page.js';

/** A key, and the button that it presses. @type {Record<string, string>} */
const KEYS = { m: 'mute', v: 'camera', s: 'screen', f: 'full-screen', h: 'hang-up' };
const HELP = '?';
const TYPING = 'input, textarea, select, [contenteditable]';

/**
 * Single keys that press the buttons of a call. Not while somebody types, nor beside a dialog; and whoever speaks to the
 * computer can turn them off (WCAG 2.1.4).
 */
export class Shortcuts {
  #settings;
  #dialog = /** @type {HTMLDialogElement} */ (byId('shortcuts-dialog'));

  /**
   * @param {import('./settings.js').Settings} settings
   * @param {EventTarget} [page]
   */
  constructor(settings, page = document) {
    this.#settings = settings;
    page.addEventListener('keydown', (event) => this.#pressed(/** @type {KeyboardEvent} */ (event)));
    byId('shortcuts-close').addEventListener('click', () => this.#dialog.close());
    this.tell();
  }

  show() {
    this.#dialog.showModal();
  }

  /** Tells whoever listens to the page which keys press what, or that none do. */
  tell() {
    for (const [key, id] of Object.entries(KEYS)) {
      if (this.#settings.get('shortcuts')) {
        byId(id).setAttribute('aria-keyshortcuts', key);
      } else {
        byId(id).removeAttribute('aria-keyshortcuts');
      }
    }
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (!this.#settings.get('shortcuts') || isForOthers(event)) {
      return;
    }
    // a question mark takes the shift key on most keyboards
    if (event.key === HELP) {
      this.show();
    } else if (!event.shiftKey && !byId('view-call').hidden) {
      this.#press(event.key.toLowerCase());
    }
  }

  /** @param {string} key */
  #press(key) {
    const button = Object.hasOwn(KEYS, key) ? byId(KEYS[key]) : null;
    if (button !== null && !button.hidden) {
      button.click();
    }
  }
}

/** @param {KeyboardEvent} event */
function isForOthers({ ctrlKey, metaKey, altKey, repeat, isComposing, target }) {
  return ctrlKey || metaKey || altKey || repeat || isComposing
    || document.querySelector('dialog[open]') !== null
    || (target instanceof Element && target.closest(TYPING) !== null);
}
