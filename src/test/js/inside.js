/**
 * What the classes of the client module have for each other alone: signaling-client.d.ts does not declare it, and
 * declarations.test.js and declarations.types.ts hold that nothing else is missing there.
 */
export const INSIDE = /** @type {const} */ ({
  SignalingClient: [],
  Calls: [],
  Call: ['start', 'isWith', 'receive', 'peerIs', 'serverIsBack', 'peerIsOnline', 'peerStaysOffline', 'end'],
  SignalingError: ['read'],
});
