/** The characters of a token in HTTP's sense (RFC 9110, section 5.6.2), which subprotocols are made of. */
const SUBPROTOCOL = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * Begins a handshake. The token travels among the subprotocols: addresses end up in logs, and in the console where the
 * handshake is refused. JWTs fit there; what does not goes into the query.
 *
 * @param {import('./environment.js').Environment['WebSocket']} Socket
 * @param {string | URL} url
 * @param {string | null} token null where the browser's cookie decides
 * @returns {InstanceType<import('./environment.js').Environment['WebSocket']>}
 * @throws where the browser does not take the address
 */
export function shakeHands(Socket, url, token) {
  const address = new URL(url);
  if (token !== null && SUBPROTOCOL.test(token)) {
    // browsers give up where none is chosen, and the server never chooses the token
    return new Socket(address.href, ['signaling.v1', `signaling.token.${token}`]);
  }
  if (token !== null) {
    address.searchParams.set('oidc', token);
  }
  return new Socket(address.href);
}

/**
 * @param {any} error of {@link shakeHands}
 * @returns {boolean} whether another attempt would meet it too
 */
export function isAddressRefused(error) {
  return ['SyntaxError', 'SecurityError', 'TypeError'].includes(error?.name);
}
