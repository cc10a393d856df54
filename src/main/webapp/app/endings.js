/**
 * What to say when something is over, in words that are true for who reads them: the same end is one's own act on one
 * side and news on the other.
 */

/** @typedef {import('../signaling-client.js').EndReason} EndReason */
/** @typedef {((name: string) => string) | null} Words null where nothing need be said, or where it cannot happen */

/** @param {Words} words */
const both = (words) => ({ outgoing: words, incoming: words });
/** @param {Words} words */
const caller = (words) => ({ outgoing: words, incoming: null });
/** @param {Words} words */
const callee = (words) => ({ outgoing: null, incoming: words });

/** @type {Record<EndReason | 'declined-here', {outgoing: Words, incoming: Words}>} */
export const ENDINGS = {
  // one's own act, and both know
  'hung-up': both(null),
  'hung-up-by-peer': both((name) => `${name} hung up.`),
  declined: caller((name) => `${name} declined.`),
  'declined-here': callee((name) => `You declined the call from ${name}.`),
  busy: caller((name) => `${name} is in another call.`),
  'no-answer': caller((name) => `${name} did not answer.`),
  offline: both((name) => `${name} is not online any more.`),
  // for the caller it is the own act
  cancelled: callee((name) => `${name} rang and hung up again.`),
  missed: callee((name) => `You missed a call from ${name}.`),
  'declined-elsewhere': callee(() => 'The call was declined on another device.'),
  'answered-elsewhere': callee(() => 'The call was answered on another device.'),
  // both rang, and the other one of the two calls goes on
  merged: both(null),
  lost: both((name) => `The connection to ${name} was lost.`),
  failed: both((name) => `The call with ${name} could not be connected.`),
};

const BROKE_OFF = (/** @type {string} */ name) => `The call with ${name} broke off.`;
const NO_RELAY = ' Between some networks calls need a TURN server, and none is set up here: please tell whoever runs this '
  + 'server.';

/**
 * @param {{reason: string | null, outgoing: boolean, relayKnown?: boolean}} call that has ended
 * @param {string} name the peer's, ready for a sentence
 * @param {{talked?: boolean, detail?: string}} [more] whether the call had been connected; what its last event said
 * @returns {string | null} null where nothing need be said
 */
export function endingOf({ reason, outgoing, relayKnown }, name, { talked = false, detail } = {}) {
  if (reason === 'failed' && talked) {
    return BROKE_OFF(name);
  }
  const ending = Object.entries(ENDINGS).find(([known]) => known === reason)?.[1];
  const words = ending?.[outgoing ? 'outgoing' : 'incoming'] ?? null;
  const hint = reason === 'failed' && detail === 'no-route' && relayKnown === false ? NO_RELAY : '';
  return words === null ? null : words(name) + hint;
}

/** Why a connection is over for good, and a new sign-in is needed. @type {Record<string, string>} */
const SIGN_IN_OVER = {
  'token-expired': 'Your sign-in has expired.',
  'signed-out': 'You were signed out.',
  'another-user': 'Somebody else signed in with this browser.',
};

/**
 * @param {string | undefined} reason of a connection that is closed
 * @returns {string | null} null where it says nothing about the sign-in
 */
export function signInOverBecause(reason) {
  return Object.entries(SIGN_IN_OVER).find(([known]) => known === reason)?.[1] ?? null;
}
