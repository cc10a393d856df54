import { Backoff } from './backoff.js';
import { Timers } from './timers.js';
import { readToken } from './users.js';

/** A token is renewed when a third of its time is left, and not more than this. */
const MAX_LEAD_MS = 90_000;
/** A device that slept has not counted the time: look at its clock now and then. */
const LOOK_MS = 30_000;
const LEAST_WAIT_MS = 1_000;
/** A page's function that does not come back, as on a network that died, would keep it from being asked again. */
const ASK_MS = 30_000;

/**
 * What a client has to show: the token for each handshake, and a fresh one for the open connection ahead of the old
 * one's end.
 *
 * @typedef {{token: string, lifetimeMs: number}} FreshToken
 */
export class Tokens {
  #env;
  #token;
  #renew;
  #give;
  #backoff;
  #timers;
  /** By this device's clock, in milliseconds since 1970; Infinity while unknown. */
  #endsAt = Infinity;
  #dueAt = Infinity;
  #open = false;
  #asking = false;
  #over = false;

  /**
   * @param {import('./environment.js').Environment} env
   * @param {Pick<import('../signaling-client.js').SignalingClientOptions, 'token' | 'renew' | 'lifetimeMs'>} options
   * @param {(token: string) => Promise<void>} give hands a fresh token to the server on the open connection
   */
  constructor(env, { token, renew, lifetimeMs }, give) {
    this.#env = env;
    this.#token = token;
    this.#renew = renew;
    this.#give = give;
    this.#backoff = new Backoff(env.random, { baseMs: 2 * LEAST_WAIT_MS, capMs: LOOK_MS });
    this.#timers = new Timers(env);
    if (typeof token === 'string') {
      this.#endsAt = readToken(token).expiresAt ?? Infinity;
    } else if (lifetimeMs !== undefined) {
      this.#lasts(lifetimeMs);
    }
  }

  /** Whether the token is known to have run out. */
  get expired() {
    return this.#endsAt <= this.#env.now();
  }

  /** @param {'refused' | 'token-expired'} reason why the server did not take the last one */
  hasAnother(reason) {
    return typeof this.#token === 'function'
      || (this.#renew !== undefined && !this.#over && (reason === 'token-expired' || this.expired));
  }

  /**
   * @returns {Promise<string | null>} the token for the next handshake; null where the browser's cookie decides
   * @throws where it cannot be had now
   */
  async next() {
    if (typeof this.#token === 'function') {
      return this.#ask(this.#token, 0);
    }
    if (this.#renew !== undefined && !this.#over && this.#dueAt <= this.#env.now()) {
      try {
        await this.#fresh();
      } catch (error) {
        if (this.expired) {
          throw error;
        }
      }
    }
    return this.#token ?? null;
  }

  /** A connection is open: from now on it gets fresh tokens. */
  start() {
    this.#open = true;
    this.look();
  }

  /** The connection is gone. */
  stop() {
    this.#open = false;
    this.#timers.stopAll();
  }

  /**
   * The server says when it will end the connection: news where this device's clock is wrong, or the token says nothing.
   *
   * @param {number} lifetimeMs
   */
  warned(lifetimeMs) {
    if (this.#env.now() + lifetimeMs < this.#endsAt) {
      this.#lasts(lifetimeMs);
      this.look();
    }
  }

  /** The server says that the token has ended. */
  ended() {
    this.#dueAt = this.#env.now();
    this.#endsAt = this.#env.now();
  }

  /** Looks at the clock, and asks for a fresh token when it is time. */
  look() {
    const wait = this.#dueAt - this.#env.now();
    if (!this.#open || this.#over || this.#asking || wait === Infinity) {
      return;
    }
    if (wait > 0) {
      this.#timers.start('look', Math.min(wait, LOOK_MS), () => this.look());
    } else {
      this.#renewNow();
    }
  }

  async #renewNow() {
    this.#asking = true;
    try {
      const token = await this.#fresh();
      if (token !== null && this.#open) {
        await this.#give(token);
      }
      this.#backoff.reset();
    } catch {
      this.#dueAt = this.#env.now() + LEAST_WAIT_MS + this.#backoff.next();
    }
    this.#asking = false;
    this.look();
  }

  /** @returns {Promise<string | null>} null where there will be none any more */
  async #fresh() {
    if (this.#renew !== undefined) {
      const fresh = await this.#inTime(this.#renew());
      this.#over = fresh === null;
      if (fresh !== null) {
        this.#lasts(fresh.lifetimeMs);
      }
      return fresh?.token ?? null;
    }
    return typeof this.#token === 'function' ? this.#ask(this.#token, this.#endsAt) : null;
  }

  /**
   * @param {() => string | Promise<string>} source
   * @param {number} before when the token ends that is had already
   */
  async #ask(source, before) {
    const token = await this.#inTime(source());
    const lifetime = this.#lifetimeOf(token);
    if (this.#env.now() + lifetime <= before) {
      throw new Error('the same token again');
    }
    this.#lasts(lifetime);
    return token;
  }

  /**
   * @template T
   * @param {T | Promise<T>} asked
   * @returns {Promise<T>}
   */
  #inTime(asked) {
    return new Promise((resolve, reject) => {
      const timer = this.#env.setTimeout(() => reject(new Error('no answer')), ASK_MS);
      Promise.resolve(asked).finally(() => this.#env.clearTimeout(timer)).then(resolve, reject);
    });
  }

  /** @param {number} lifetimeMs from now on */
  #lasts(lifetimeMs) {
    const lead = Math.min(lifetimeMs / 3, MAX_LEAD_MS) * (2 + this.#env.random()) / 3;
    this.#endsAt = this.#env.now() + lifetimeMs;
    this.#dueAt = this.#env.now() + Math.max(LEAST_WAIT_MS, lifetimeMs - lead);
  }

  /**
   * How long a token that has just come will last. Where that makes no sense by the device's clock, the clock is wrong.
   *
   * @param {string} token
   */
  #lifetimeOf(token) {
    const { issuedAt, expiresAt } = readToken(token);
    if (expiresAt === null) {
      return Infinity;
    }
    const left = expiresAt - this.#env.now();
    const whole = issuedAt === null ? left : expiresAt - issuedAt;
    return left > 0 && left <= whole ? left : whole;
  }
}
