/** What somebody has chosen on this device: read when the page opens, kept where the browser keeps anything. */

const KEY = 'signaling-settings';

/** Devices by the browser's ids; an empty one is whatever the system prefers. */
const STANDARD = { quiet: false, notify: false, shortcuts: true, microphone: '', camera: '', speaker: '' };

/** @typedef {typeof STANDARD} Choices */

export class Settings {
  #storage;
  /** @type {Choices} */
  #choices;

  /** @param {Pick<Storage, 'getItem' | 'setItem'> | null} [storage] null: nothing outlasts the page */
  constructor(storage = storageOfBrowser()) {
    this.#storage = storage;
    this.#choices = { ...STANDARD, ...read(storage) };
  }

  /**
   * @template {keyof Choices} Name
   * @param {Name} name
   * @returns {Choices[Name]}
   */
  get(name) {
    return this.#choices[name];
  }

  /**
   * @template {keyof Choices} Name
   * @param {Name} name
   * @param {Choices[Name]} value
   */
  set(name, value) {
    this.#choices[name] = value;
    try {
      this.#storage?.setItem(KEY, JSON.stringify(this.#choices));
    } catch {
      // full, or not allowed: it holds for this page alone
    }
  }
}

/** @returns {Storage | null} null where the browser keeps nothing for this page, which reading it may tell by throwing */
function storageOfBrowser() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/**
 * @param {Pick<Storage, 'getItem'> | null} storage
 * @returns {Partial<Choices>} what is known and of the right kind
 */
function read(storage) {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? '{}');
    return Object.fromEntries(Object.entries(STANDARD)
      .filter(([name, standard]) => typeof kept?.[name] === typeof standard)
      .map(([name]) => [name, kept[name]]));
  } catch {
    return {};
  }
}
