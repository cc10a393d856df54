/**
 * The browser's side of the signaling server: who is online, messages to them, and calls by WebRTC.
 *
 * `SignalingClient` alone is enough for a client with calls of its own; `Calls` adds calls between pages that use
 * this module. Neither touches the document. Types and events stand in signaling-client.d.ts.
 */
export { SignalingClient } from './signaling/client.js';
export { Calls } from './signaling/calls.js';
export { Call } from './signaling/call.js';
export { CloseCode, SignalingError } from './signaling/errors.js';
export { readToken, userKey } from './signaling/users.js';
