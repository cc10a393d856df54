import { readObject, readUser } from './users.js';

/**
 * @param {unknown} data a frame
 * @returns {{type: string, origin: import('./users.js').UserInfo | null, body: any} | null} null for what is no message.
 *     With an origin it was relayed: whatever its type says, it is a peer's word and not the server's
 */
export function readMessage(data) {
  const message = readObject(data);
  if (typeof message?.type !== 'string') {
    return null;
  }
  const origin = message.origin === undefined ? null : readUser(message.origin);
  const isForged = message.origin !== undefined && origin === null;
  return isForged ? null : { type: message.type, origin, body: message.body };
}
