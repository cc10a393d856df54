/**
 * Who is signed in. The token itself stays in a cookie that scripts cannot read; the server says what it needs to.
 */

import { userKey } from '../signaling-client.js';

/** The server's root, wherever it is mounted: this file lies in a folder below it. */
const ROOT = new URL('..', import.meta.url);
const ANSWER_MS = 15_000;

/** The last answer: until when somebody is signed in, in seconds by the server's clock, and who. */
let known = 0;
/** @type {string | null} */
let person = null;

/** @typedef {{name: string, label: string, issuer?: string, href: string}} Issuer */

/**
 * Who is signed in, for how long from now, and what the open connection is told so that it lasts as long.
 *
 * @typedef {{self: import('../signaling-client.js').UserInfo, token: string, lifetimeMs: number}} SignIn
 */

/** @returns {string} the address of the socket, at the server's root */
export function socketAddress() {
  const address = new URL(ROOT);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}

/**
 * @returns {Promise<SignIn | null>} null when nobody is signed in
 * @throws where the server cannot be asked
 */
export async function whoAmI() {
  const answer = await askWhoIAm();
  if (answer.status === 401) {
    // the token is over; the sign-in may not be
    return renew();
  }
  // 404: nobody can sign in at this server
  if (answer.status === 403 || answer.status === 404) {
    return null;
  }
  return take(answer);
}

/**
 * @returns {Promise<boolean>} for somebody who was signed in: whether the server still takes it
 * @throws where the server cannot be asked
 */
export async function stillSignedIn() {
  const { status } = await askWhoIAm();
  if (status === 200 || status === 403) {
    return status === 200;
  }
  if (status === 401) {
    return await renew() !== null;
  }
  // 404 as well: a server that has just been started answers so until it has found this application
  throw new Error(`signin/me answered ${status}`);
}

/**
 * A connection belongs to whoever owns the cookie when it opens, and that may be somebody who signed in in another tab.
 *
 * @returns {Promise<boolean>} whether the cookie is somebody else's than this page's
 * @throws where the server cannot be asked
 */
export async function signedInAsAnother() {
  const { status, body } = await askWhoIAm();
  return status === 200 && userKey(body) !== person;
}

/**
 * Renews the sign-in at the issuer. One tab of a browser at a time, because many an issuer takes what renews a sign-in
 * once only; the others then find it renewed.
 *
 * @returns {Promise<SignIn | null>} null when it is over
 * @throws where that cannot be done now
 */
export function renew() {
  return alone(async () => {
    const me = await askWhoIAm();
    const before = { known, person };
    if (me.status === 200) {
      const signIn = take(me);
      if (before.person !== null && person !== before.person) {
        // somebody else signed in with this browser, and this page is not theirs
        person = before.person;
        return null;
      }
      if (known > before.known) {
        return signIn;
      }
    }
    const answer = await ask('signin/renew', { method: 'POST' });
    return [401, 403, 404].includes(answer.status) ? null : take(answer);
  });
}

/**
 * @template T
 * @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
function alone(run) {
  // absent on a page that was loaded without TLS
  const locks = globalThis.navigator?.locks;
  return locks === undefined ? run() : locks.request('signaling-renew', run);
}

/**
 * @param {Answer} answer
 * @returns {SignIn}
 */
function take({ path, status, body }) {
  if (status !== 200) {
    throw new Error(`${path} answered ${status}`);
  }
  const { issuer, subject, username, expires, seconds, refresh } = body;
  known = expires;
  person = userKey({ issuer, subject });
  const self = { issuer, subject, username: typeof username === 'string' ? username : undefined };
  return { self, token: refresh, lifetimeMs: seconds * 1_000 };
}

/** @returns {RequestInit} */
function options() {
  return { cache: 'no-store', signal: within(ANSWER_MS) };
}

/**
 * @param {number} ms
 * @returns {AbortSignal} aborts after that time, also in browsers before 2022, which cannot do so by themselves
 */
function within(ms) {
  if (typeof AbortSignal.timeout === 'function') {
    return AbortSignal.timeout(ms);
  }
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller.signal;
}

/** @typedef {{path: string, status: number, body: any}} Answer 401 where nobody is signed in; a body with 200 alone */

function askWhoIAm() {
  return ask('signin/me');
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<Answer>}
 */
async function ask(path, init) {
  // that nobody is signed in is no error, and need not look like one in the console
  const response = await fetch(new URL(`${path}?or=nobody`, ROOT), { ...init, ...options() });
  const body = response.ok ? await response.json() : null;
  const status = body?.signedIn === false ? 401 : response.ok ? 200 : response.status;
  return { path, status, body };
}

/**
 * @returns {Promise<Issuer[]>} where one may sign in; empty where that is not set up
 * @throws where the server cannot be asked
 */
export async function issuers() {
  const { path, status, body } = await ask('signin/issuers');
  if (status !== 200 && status !== 404) {
    throw new Error(`${path} answered ${status}`);
  }
  return (body ?? []).filter((/** @type {Issuer} */ { href }) => isOwnPage(href));
}

/** @param {string} href */
function isOwnPage(href) {
  return new URL(href, ROOT).origin === ROOT.origin;
}
