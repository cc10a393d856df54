/**
 * Who a user is on the wire, and checks for everything that a peer or a server may have got wrong.
 *
 * @typedef {{issuer: string, subject: string}} UserId
 * @typedef {{issuer: string, subject: string, username?: string}} UserInfo
 */

const MAX_ID_CHARS = 2048;

/**
 * The user as one string, for maps and comparisons. Issuer and subject may hold any character, so a plain separator
 * would let two users look like one.
 *
 * @param {UserId} user
 * @returns {string}
 */
export function userKey(user) {
  return JSON.stringify([user.issuer, user.subject]);
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * @param {unknown} text
 * @returns {Record<string, any> | null} null where it is not the JSON of an object
 */
export function readObject(text) {
  try {
    const value = JSON.parse(String(text));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * @param {unknown} value what stands where a userInfo or userId belongs
 * @returns {UserInfo | null} the user, or null where it is none; an odd username is left out
 */
export function readUser(value) {
  if (!isObject(value) || !isIdText(value.issuer) || !isIdText(value.subject)) {
    return null;
  }
  const user = { issuer: value.issuer, subject: value.subject };
  return typeof value.username === 'string' && value.username !== '' ? { ...user, username: value.username } : user;
}

/**
 * @param {unknown} text
 * @returns {text is string}
 */
function isIdText(text) {
  return typeof text === 'string' && text.length > 0 && text.length <= MAX_ID_CHARS;
}

/**
 * Who a token speaks for. The token is only read, not verified: the server does that, and always writes the origin
 * of a message itself.
 *
 * @param {string} token a JWT
 * @returns {{user: UserInfo | null, issuedAt: number | null, expiresAt: number | null}} in milliseconds since 1970
 */
export function readToken(token) {
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (c) => c.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes));
    return {
      user: readUser({ issuer: claims.iss, subject: claims.sub, username: claims.preferred_username }),
      issuedAt: typeof claims.iat === 'number' ? claims.iat * 1000 : null,
      expiresAt: typeof claims.exp === 'number' ? claims.exp * 1000 : null,
    };
  } catch {
    return { user: null, issuedAt: null, expiresAt: null };
  }
}
