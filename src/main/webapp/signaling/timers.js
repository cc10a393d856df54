/** Timers with names: starting one again replaces it, so none is ever forgotten. */
export class Timers {
  #env;
  /** @type {Map<string, any>} */
  #running = new Map();

  /** @param {import('./environment.js').Environment} env */
  constructor(env) {
    this.#env = env;
  }

  /**
   * @param {string} name
   * @param {number} ms
   * @param {() => void} run
   */
  start(name, ms, run) {
    this.stop(name);
    this.#running.set(name, this.#env.setTimeout(() => {
      this.#running.delete(name);
      run();
    }, ms));
  }

  /** @param {string} name */
  isRunning(name) {
    return this.#running.has(name);
  }

  /** @param {string} name */
  stop(name) {
    this.#env.clearTimeout(this.#running.get(name));
    this.#running.delete(name);
  }

  stopAll() {
    this.#running.forEach((_, name) => this.stop(name));
  }
}
