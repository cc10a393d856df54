import { isObject } from './users.js';

const TYPE = 'iceServers';
const ANSWER_TIMEOUT_MS = 1_500;
const MAX_SERVERS = 16;
const MAX_TTL_S = 86_400;
const URL_PATTERN = /^(stun|turn)s?:[\x21-\x7e]{1,255}$/;

/**
 * Asks the server for STUN and TURN servers and keeps the answer while its credentials hold. A server that has none
 * to give, or does not know the question, costs nothing but the asking: calls then use the page's own network only.
 */
export class IceServers {
  #client;
  #env;
  /** @type {Promise<RTCIceServer[]> | null} */
  #answer = null;
  /** The last that are known: while nobody can be asked, they are better than none. @type {RTCIceServer[]} */
  #known = [];
  #validUntil = 0;

  /**
   * @param {import('./client.js').SignalingClient} client
   * @param {Pick<import('./environment.js').Environment, 'setTimeout' | 'clearTimeout' | 'now'>} env
   */
  constructor(client, env) {
    this.#client = client;
    this.#env = env;
  }

  /** @returns {Promise<RTCIceServer[]>} settles within 1.5 s, never rejects */
  get() {
    if (this.#answer === null || this.#env.now() >= this.#validUntil) {
      this.#validUntil = Infinity;
      this.#answer = this.#ask();
    }
    return this.#answer;
  }

  /** @returns {Promise<RTCIceServer[]>} */
  #ask() {
    return new Promise((resolve) => {
      /** @param {{servers?: RTCIceServer[], ttlMs: number}} answer without servers where there was none */
      const settle = ({ servers = this.#known, ttlMs }) => {
        this.#known = servers;
        this.#env.clearTimeout(timer);
        this.#client.removeEventListener('message', hear);
        this.#validUntil = this.#env.now() + ttlMs;
        resolve(servers);
      };
      const hear = (/** @type {any} */ { detail }) => {
        if (detail.origin === null && detail.type === TYPE) {
          settle(readIceServers(detail.body));
        }
      };
      const timer = this.#env.setTimeout(() => settle({ ttlMs: 0 }), ANSWER_TIMEOUT_MS);
      this.#client.addEventListener('message', hear);
      this.#client.send(null, TYPE).catch((error) => {
        // bad-target: the server takes the question for a message without a target, now and always
        settle({ ttlMs: error.code === 'bad-target' ? Infinity : 0 });
      });
    });
  }
}

/**
 * @param {unknown} body
 * @returns {{servers: RTCIceServer[], ttlMs: number}}
 */
function readIceServers(body) {
  if (!isObject(body) || !Array.isArray(body.iceServers)) {
    return { servers: [], ttlMs: 0 };
  }
  const ttl = typeof body.ttl === 'number' && body.ttl > 0 ? Math.min(body.ttl, MAX_TTL_S) : 0;
  const servers = body.iceServers.slice(0, MAX_SERVERS).map(readIceServer).filter((server) => server !== null);
  // asked again at half time: a call that begins now must be able to restart later
  return { servers: /** @type {RTCIceServer[]} */ (servers), ttlMs: ttl * 500 };
}

/**
 * @param {unknown} value
 * @returns {RTCIceServer | null}
 */
function readIceServer(value) {
  if (!isObject(value)) {
    return null;
  }
  /** @type {unknown[]} */
  const given = Array.isArray(value.urls) ? value.urls : [value.urls];
  const urls = given.map(String).filter((url) => URL_PATTERN.test(url));
  if (urls.length === 0) {
    return null;
  }
  if (typeof value.username === 'string' && typeof value.credential === 'string') {
    return { urls, username: value.username, credential: value.credential };
  }
  // the browser would refuse all servers because of one TURN server without credentials
  return urls.some((url) => url.startsWith('turn')) ? null : { urls };
}
