/**
 * Who is signed in. The token itself stays in a cookie that scripts cannot read; the server says what it needs to.
 */

/** The server's root, wherever it is mounted: this file lies in a folder below it. */
const ROOT = new URL('..', import.meta.url);

/** @typedef {{name: string, label: string, href: string}} Issuer */

/** @returns {string} the address of the socket, at the server's root */
export function socketAddress() {
  const address = new URL(ROOT);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}

/**
 * @returns {Promise<import('../signaling-client.js').UserInfo | null>} null when nobody is signed in
 * @throws where the server cannot be asked
 */
export async function whoAmI() {
  const response = await fetch(new URL('signin/me', ROOT), { cache: 'no-store' });
  // 404: nobody can sign in at this server
  if ([401, 403, 404].includes(response.status)) {
    return null;
  }
  if (!response.ok) {
    throw new Error(`signin/me answered ${response.status}`);
  }
  const { issuer, subject, username } = await response.json();
  return { issuer, subject, username: typeof username === 'string' ? username : undefined };
}

/** @returns {Promise<Issuer[]>} where one may sign in; empty where that is not set up or cannot be asked */
export async function issuers() {
  try {
    const response = await fetch(new URL('signin/issuers', ROOT), { cache: 'no-store' });
    const list = response.ok ? await response.json() : [];
    return list.filter((/** @type {Issuer} */ { href }) => isOwnPage(href));
  } catch {
    return [];
  }
}

/** @param {string} href */
function isOwnPage(href) {
  return new URL(href, ROOT).origin === ROOT.origin;
}
