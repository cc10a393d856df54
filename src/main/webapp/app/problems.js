/**
 * What to say when the server leads back to the page because a sign-in came to nothing: `?problem=CODE`.
 */

const ASK_THE_OPERATOR = 'That did not work. Whoever runs this server finds the reason in its log.';

/** @type {Record<string, string>} the server's codes; those that are not here are for whoever runs it */
const WORDS = {
  'unknown-issuer': 'One cannot sign in there.',
  'not-https': 'Signing in takes a page that is opened by https.',
  'access-denied': 'You did not sign in.',
  'wrong-state': 'That sign-in was no longer current. Please try again.',
  expired: 'That took too long. Please try again.',
  'too-many': 'Too many sign-ins failed lately from where you are. Please try again in a minute.',
  'provider-down': 'The place where you sign in does not answer. Please try again later.',
};

/**
 * @param {string} query the page's own, with the question mark
 * @returns {string} empty where nothing went wrong
 */
export function problemOf(query) {
  const code = new URLSearchParams(query).get('problem');
  if (code === null) {
    return '';
  }
  return Object.hasOwn(WORDS, code) ? WORDS[code] : ASK_THE_OPERATOR;
}
