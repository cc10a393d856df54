import { Calls, SignalingClient } from '../signaling-client.js';
import { CallView } from './call-view.js';
import { isolatedName, nameOf } from './names.js';
import { announce, byId, hideBanner, setText, showBanner, showView } from './page.js';
import { PeopleList } from './people-list.js';
import { problemOf } from './problems.js';
import { RingDialog } from './ring-dialog.js';
import { issuers, renew, signedInAsAnother, socketAddress, stillSignedIn, whoAmI } from './session.js';

/** @typedef {import('../signaling-client.js').Call} Call */

const START_RETRY_MS = 5_000;
/** A page that was hidden for so long may have slept, and lost its connection without a word. */
const ASLEEP_MS = 60_000;

const NO_ISSUERS = 'Signing in on this page is not set up yet: the server knows no issuer with a client id. '
  + 'Clients that bring a token of their own can connect all the same.';

/** @type {Record<string, (name: string) => string>} */
const ENDINGS = {
  'hung-up-by-peer': (name) => `${name} hung up.`,
  declined: (name) => `${name} declined.`,
  busy: (name) => `${name} is in another call.`,
  'no-answer': (name) => `${name} did not answer.`,
  offline: (name) => `${name} is not online any more.`,
  cancelled: (name) => `${name} rang and hung up again.`,
  missed: (name) => `You missed a call from ${name}.`,
  'declined-elsewhere': () => 'The call was declined on another device.',
  'answered-elsewhere': () => 'The call was answered on another device.',
  lost: (name) => `The connection to ${name} was lost.`,
  failed: (name) => `The call with ${name} could not be connected.`,
};

/** Why a connection is over for good, and a new sign-in is needed. @type {Record<string, string>} */
const SIGN_IN_OVER = {
  'token-expired': 'Your sign-in has expired.',
  'signed-out': 'You were signed out.',
  // by this page, and for this reason alone
  closed: 'Somebody else signed in with this browser.',
};

/** @type {Record<string, string>} */
const STATES = {
  connecting: 'Connecting…',
  open: 'Connected',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
  closed: 'Not connected',
};

start();

/** Finds out who is signed in, and goes on from there. */
async function start() {
  try {
    const signIn = await whoAmI();
    hideBanner();
    const problem = problemOf(location.search);
    history.replaceState(null, '', location.pathname);
    await (signIn === null ? showSignIn(problem) : connect(signIn));
  } catch {
    showBanner('The server cannot be reached. Trying again…');
    setTimeout(start, START_RETRY_MS);
  }
}

/** @param {string} why what to say to somebody who had been signed in */
async function showSignIn(why) {
  const choices = await issuers();
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

/** @param {import('./session.js').SignIn} signIn */
function connect({ self, lifetimeMs }) {
  const client = new SignalingClient({ url: socketAddress(), self, admitted: stillSignedIn, renew, lifetimeMs });
  const calls = new Calls(client);
  const callView = new CallView();
  const ringDialog = new RingDialog();
  const people = new PeopleList((user, { video }) => {
    hideBanner();
    calls.ring(user, { video });
  });
  /** @type {string | null} */
  let signInAgain = null;

  setText(byId('me'), nameOf(self));
  byId('account').hidden = false;
  showView('view-people');

  client.addEventListener('users', () => people.show(client.users.values(), self));
  client.addEventListener('state', ({ detail }) => {
    renderConnection(detail.state);
    people.setOnline(detail.state === 'open');
    callView.setOnline(detail.state === 'open');
    if (detail.state === 'open') {
      hideBanner();
      leaveToAnother();
    } else if (detail.state === 'reconnecting') {
      showBanner(troubleOf(detail), { label: 'Try now', run: () => client.retryNow() });
    } else if (detail.state === 'closed') {
      closed(detail.reason);
    }
  });

  calls.addEventListener('ring', ({ detail: { call } }) => ringDialog.show(call));
  calls.addEventListener('call', ({ detail: { call } }) => {
    call.addEventListener('state', ({ detail }) => {
      if (call !== calls.current) {
        return;
      }
      if (detail.state === 'connecting') {
        showCall(call);
      } else if (detail.state === 'ended') {
        ended(call);
      }
    });
    if (call.outgoing) {
      showCall(call);
    }
  });

  /** Under this person's name nobody else must speak. */
  async function leaveToAnother() {
    if (await signedInAsAnother().catch(() => false)) {
      client.close();
    }
  }

  /** @param {Call} call */
  function showCall(call) {
    showView('view-call');
    callView.show(call);
  }

  /** @param {Call} call */
  function ended(call) {
    const inView = !byId('view-call').hidden;
    if (signInAgain !== null) {
      showSignIn(signInAgain);
      return;
    }
    showView('view-people');
    const ending = ENDINGS[call.reason ?? '']?.(isolatedName(call.peer));
    if (ending !== undefined && client.state === 'open') {
      showBanner(ending, { label: 'Close', run: closeBanner }, 'news');
    } else {
      announce(ending ?? 'The call is over');
    }
    if (inView && !people.focus(call.peer)) {
      byId('people-heading').focus();
    }
  }

  /** @param {string | undefined} reason */
  function closed(reason) {
    const over = SIGN_IN_OVER[reason ?? ''];
    const asked = over === undefined ? stillSignedIn().catch(() => true) : Promise.resolve(false);
    asked.then((signedIn) => {
      if (signedIn) {
        showBanner('The server ended the connection.', { label: 'Connect again', run: () => client.connect() });
        return;
      }
      signInAgain = `${over ?? 'The server did not accept your sign-in.'} Sign in again to go on.`;
      if (calls.isBusy) {
        showBanner(`${over ?? 'Your sign-in has expired.'} The call goes on; you can sign in again afterwards.`);
      } else {
        showSignIn(signInAgain);
      }
    });
  }

  addEventListener('online', () => client.retryNow());
  addEventListener('offline', () => renderConnection('offline'));
  let hiddenAt = 0;
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      hiddenAt = Date.now();
    } else if (Date.now() - hiddenAt > ASLEEP_MS) {
      client.retryNow();
    }
  });
  addEventListener('pagehide', () => calls.current?.hangUp());

  client.connect();
}

function closeBanner() {
  hideBanner();
  byId('people-heading').focus();
}

/** @param {string} state */
function renderConnection(state) {
  const shown = state === 'open' || navigator.onLine ? state : 'offline';
  byId('connection').hidden = false;
  byId('connection').dataset.state = shown;
  setText(byId('connection-text'), STATES[shown] ?? '');
}

/** @param {import('../signaling-client.js').StateDetail} detail */
function troubleOf({ reason, attempt = 0 }) {
  if (!navigator.onLine) {
    return 'This device is offline.';
  }
  if (reason === 'unreachable' && attempt > 3) {
    return 'The server cannot be reached, or does not accept connections from this page. Trying again…';
  }
  return 'The connection to the server is lost. Trying again…';
}
