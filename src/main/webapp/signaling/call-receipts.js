import * as times from './call-times.js';
import { Timers } from './timers.js';

const MAX_DEVICES = 8;
const MAX_NUMBERS = 32;

/**
 * What has arrived of one call's messages, so that none counts twice, and what the peer's pages still have to be told
 * of that. Acknowledgments wait a moment for a message that can carry them.
 */
export class Receipts {
  #timers;
  #say;
  /** By device, the newest last. @type {Map<string, number[]>} */
  #seen = new Map();
  /** @type {Map<string, number[]>} */
  #owed = new Map();

  /**
   * @param {import('./environment.js').Environment} env
   * @param {(device: string) => void} say sends a message to the device that carries what is owed
   */
  constructor(env, say) {
    this.#timers = new Timers(env);
    this.#say = say;
  }

  /**
   * @param {import('./call-message.js').CallBody} body
   * @returns {boolean} false for a repetition
   */
  isNew({ device, n, kind, description }) {
    // an offer is acknowledged by its answer, and one that was ignored is looked at again
    if (n === undefined || kind === 'accept' || description?.type === 'offer') {
      return true;
    }
    this.#note(this.#owed, device, n);
    if (!this.#timers.isRunning('ack')) {
      this.#timers.start('ack', times.ACK_MS, () => [...this.#owed.keys()].forEach((owed) => this.#say(owed)));
    }
    return this.#note(this.#seen, device, n);
  }

  /**
   * @param {string} device
   * @returns {number[] | undefined} what it has to be told, once
   */
  take(device) {
    const numbers = this.#owed.get(device);
    this.#owed.delete(device);
    return numbers;
  }

  close() {
    this.#timers.stopAll();
  }

  /**
   * @param {Map<string, number[]>} map
   * @param {string} device
   * @param {number} n
   * @returns {boolean} whether it was not there
   */
  #note(map, device, n) {
    const numbers = map.get(device) ?? [];
    if (numbers.includes(n)) {
      return false;
    }
    map.delete(device);
    map.set(device, [...numbers, n].slice(-MAX_NUMBERS));
    if (map.size > MAX_DEVICES) {
      map.delete(/** @type {string} */ (map.keys().next().value));
    }
    return true;
  }
}
