import { knowIssuers } from './names.js';
import { byId, hideBanner, setText, showBanner, showView } from './page.js';
import { Phone } from './phone.js';
import { problemOf } from './problems.js';
import { issuers, whoAmI } from './session.js';

const START_RETRY_MS = 5_000;

const NO_ISSUERS = 'Signing in on this page is not set up yet: the server knows no issuer with a client id. '
  + 'Clients that bring a token of their own can connect all the same.';

start();

/** Finds out who is signed in, and goes on from there. */
async function start() {
  // both are needed in any case, and neither waits for the other
  const [signIn, choices] = await insist(() => Promise.all([whoAmI(), issuers()]));
  const problem = problemOf(location.search);
  history.replaceState(null, '', location.pathname);
  knowIssuers(choices);
  if (signIn === null) {
    showSignIn(problem, choices);
  } else {
    new Phone(signIn, async (why) => showSignIn(why, await insist(issuers))).start();
  }
}

/**
 * @template T
 * @param {() => Promise<T>} ask the server
 * @returns {Promise<T>} as soon as it answers
 */
async function insist(ask) {
  for (;;) {
    try {
      const answer = await ask();
      hideBanner();
      return answer;
    } catch {
      showBanner('The server cannot be reached. Trying again…');
      await new Promise((again) => setTimeout(again, START_RETRY_MS));
    }
  }
}

/**
 * @param {string} why what to say to somebody who had been signed in
 * @param {import('./session.js').Issuer[]} choices
 */
function showSignIn(why, choices) {
  byId('account').hidden = true;
  byId('connection').hidden = true;
  hideBanner();
  setText(byId('signin-text'), choices.length > 0
    ? why || 'Your password stays with whom you choose.'
    : `${why} ${NO_ISSUERS}`.trim());
  byId('issuers').replaceChildren(...choices.map(({ label, name, href }) => {
    const link = document.createElement('a');
    link.href = href;
    link.dataset.testid = `sign-in-${name}`;
    link.textContent = `Sign in with ${label}`;
    const item = document.createElement('li');
    item.append(link);
    return item;
  }));
  showView('view-signin');
  byId('signin-heading').focus();
}
