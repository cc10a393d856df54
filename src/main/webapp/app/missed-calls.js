import { isolatedName, nameOf, paintAvatar } from './names.js';
import { announce, byId, setText } from './page.js';

/** @typedef {import('../signaling-client.js').UserInfo} UserInfo */
/** @typedef {{peer: UserInfo, video: boolean, at: number | Date}} Missed */

/** The oldest go: who was away for long learns of the latest calls. */
const MAX_KEPT = 20;

const WHEN = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const WHEN_EARLIER = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: 'numeric', minute: '2-digit' });

/** Who rang in vain, until it is dismissed. */
export class MissedCalls {
  #onCall;
  #list = byId('missed');
  #online = false;
  /** Newest first. @type {HTMLElement[]} */
  #items = [];

  /** @param {(user: UserInfo, options: {video: boolean}) => void} onCall */
  constructor(onCall) {
    this.#onCall = onCall;
    byId('missed-clear').addEventListener('click', () => {
      this.#items.splice(0).forEach((item) => item.remove());
      this.#render();
      this.#afterDismissal();
    });
  }

  /** @param {Missed} call */
  add(call) {
    const item = this.#make(call);
    this.#items.unshift(item);
    this.#list.prepend(item);
    this.#items.splice(MAX_KEPT).forEach((old) => this.#remove(old));
    this.#render();
  }

  /** @param {boolean} online whether anybody can be called now */
  setOnline(online) {
    this.#online = online;
    this.#items.forEach((item) => enable(item, online));
  }

  /** @param {Missed} call */
  #make({ peer, video, at }) {
    const template = /** @type {HTMLTemplateElement} */ (byId('missed-template'));
    const item = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (item.querySelector(selector));
    const time = /** @type {HTMLTimeElement} */ (part('time'));
    paintAvatar(part('.avatar'), peer);
    setText(part('.name'), nameOf(peer));
    part('.name').title = nameOf(peer);
    time.dateTime = new Date(at).toISOString();
    setText(part('.kind'), video ? 'video call' : 'audio call');
    setText(time, timeOf(new Date(at)));
    part('.call-back').setAttribute('aria-label', `Call ${isolatedName(peer)} back`);
    part('.call-back').onclick = () => this.#onCall(peer, { video });
    part('.dismiss').setAttribute('aria-label', `Dismiss the missed call from ${isolatedName(peer)}`);
    part('.dismiss').onclick = () => this.#dismiss(item);
    enable(item, this.#online);
    return item;
  }

  /** @param {HTMLElement} item */
  #dismiss(item) {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    this.#items = this.#items.filter((other) => other !== item);
    this.#remove(item);
    this.#render();
    /** @type {HTMLElement | null | undefined} */
    const heir = next?.querySelector('.dismiss');
    if (heir) {
      heir.focus();
    } else {
      this.#afterDismissal();
    }
  }

  /** @param {HTMLElement} item */
  #remove(item) {
    if (item.contains(document.activeElement)) {
      byId('people-heading').focus();
    }
    item.remove();
  }

  #afterDismissal() {
    byId('people-heading').focus();
    announce('No missed calls');
  }

  #render() {
    byId('missed-calls').hidden = this.#items.length === 0;
    byId('missed-clear').hidden = this.#items.length < 2;
  }
}

/**
 * @param {HTMLElement} item
 * @param {boolean} online
 */
function enable(item, online) {
  /** @type {HTMLButtonElement} */ (item.querySelector('.call-back')).disabled = !online;
}

/**
 * @param {Date} at
 * @param {Date} [now]
 * @returns {string} with the day, where it is another one
 */
export function timeOf(at, now = new Date()) {
  return (at.toDateString() === now.toDateString() ? WHEN : WHEN_EARLIER).format(at);
}
