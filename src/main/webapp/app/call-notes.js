import { byId } from './page.js';

/** @typedef {import('../signaling-client.js').MediaProblem} MediaProblem */

const PASSING_MS = 10_000;

/** @type {Record<string, (device: string) => string>} */
const PROBLEMS = {
  denied: (device) => `The browser blocks your ${device} here. You can allow it in the site settings.`,
  missing: (device) => `No ${device} was found.`,
  'in-use': (device) => `Another program is using your ${device}.`,
  ended: (device) => `Your ${device} has stopped. It may have been unplugged.`,
  unavailable: (device) => `Your ${device} cannot be ${device === 'screen' ? 'shared' : 'used'} here.`,
};

/** What is to be said in a call besides its state: one line about each thing, so that none hides another. */
export class CallNotes {
  #place = byId('call-note');
  /** @type {Map<string, HTMLElement>} by what it is about: a device, or `news` */
  #lines = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #passing;

  /** @param {MediaProblem} problem */
  problem({ device, problem }) {
    this.#say(device, (PROBLEMS[problem] ?? PROBLEMS.unavailable)(device));
  }

  /**
   * Something that is of interest for a moment.
   *
   * @param {string} text
   */
  news(text) {
    this.#say('news', text);
    clearTimeout(this.#passing);
    this.#passing = setTimeout(() => this.clear('news'), PASSING_MS);
  }

  /**
   * @param {string} about
   * @returns {boolean} whether something is said about it
   */
  has(about) {
    return this.#lines.has(about);
  }

  /** @param {string} about what needs no note any more */
  clear(about) {
    this.#lines.get(about)?.remove();
    this.#lines.delete(about);
  }

  clearAll() {
    clearTimeout(this.#passing);
    [...this.#lines.keys()].forEach((about) => this.clear(about));
  }

  /**
   * @param {string} about
   * @param {string} text
   */
  #say(about, text) {
    // a new element, because a screen reader reads what is added, and the same trouble may come twice
    this.clear(about);
    const line = document.createElement('p');
    line.textContent = text;
    this.#lines.set(about, line);
    this.#place.append(line);
  }
}
