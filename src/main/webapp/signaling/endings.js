/**
 * What a message of the peer means that ends a call.
 *
 * @typedef {object} Ending
 * @property {import('../signaling-client.js').EndReason} reason why the call ended, on this side
 * @property {{kind: string, reason: string}} [reply] tells the callee's other devices that they need ring no more
 * @property {'busy' | 'no-answer' | 'cancelled'} [missed] what is to be said of it where it still rings
 */

/** By the caller's reason. @type {Record<string, Ending>} */
const CANCELS = {
  declined: { reason: 'declined-elsewhere' },
  busy: { reason: 'missed', missed: 'busy' },
  'no-answer': { reason: 'missed', missed: 'no-answer' },
};

/**
 * @param {import('./call-message.js').CallBody} body
 * @returns {Ending | null} null where the call goes on
 */
export function endingOf({ kind, reason = '' }) {
  switch (kind) {
    case 'decline':
      return forAll('declined');
    case 'busy':
      return forAll('busy');
    case 'cancel':
      return Object.hasOwn(CANCELS, reason) ? CANCELS[reason] : { reason: 'cancelled', missed: 'cancelled' };
    case 'hangup':
      return { reason: reason === '' ? 'hung-up-by-peer' : reason === 'lost' ? reason : 'failed' };
    default:
      return null;
  }
}

/** @param {'declined' | 'busy'} reason */
function forAll(reason) {
  return { reason, reply: { kind: 'cancel', reason } };
}
