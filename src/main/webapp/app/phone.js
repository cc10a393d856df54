import { Calls, SignalingClient } from '../signaling-client.js';
import { CallView } from './call-view.js';
import { endingOf, signInOverBecause } from './endings.js';
import { LeaveGuard } from './leave-guard.js';
import { MissedCalls } from './missed-calls.js';
import { isolatedName, nameOf } from './names.js';
import { Notifier } from './notifier.js';
import { announce, byId, hideBanner, setText, showBanner, showView } from './page.js';
import { PeopleList } from './people-list.js';
import { Reachability } from './reachability.js';
import { RingDialog } from './ring-dialog.js';
import { renew, signedInAsAnother, socketAddress, stillSignedIn } from './session.js';
import { Settings } from './settings.js';
import { SettingsDialog } from './settings-dialog.js';
import { Shortcuts } from './shortcuts.js';
import { Sounds } from './sounds.js';

/** @typedef {import('../signaling-client.js').Call} Call */
/** @typedef {import('../signaling-client.js').StateDetail} StateDetail */

/** @type {Record<string, string>} */
const STATES = {
  connecting: 'Connecting…',
  open: 'Connected',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
  closed: 'Not connected',
};

/** The page of somebody who is signed in: who is there, who rings, and the call. */
export class Phone {
  #self;
  #leave;
  #client;
  #calls;
  #settings = new Settings();
  #sounds = new Sounds(this.#settings);
  #notifier = new Notifier(this.#settings);
  #view = new CallView(this.#settings);
  #ringDialog = new RingDialog();
  #people = new PeopleList((user, options) => this.#ring(user, options));
  #missed = new MissedCalls((user, options) => this.#ring(user, options));
  #reachability = new Reachability(() => this.#renderConnection());
  #guard = new LeaveGuard(() => this.#hangUp());
  /** The call that was connected last. @type {Call | null} */
  #talked = null;
  /** Why to sign in again as soon as the call is over. @type {string | null} */
  #signInAgain = null;
  #connectionIsOver = false;

  /**
   * @param {import('./session.js').SignIn} signIn
   * @param {(why: string) => void} leave to where people sign in
   */
  constructor({ self, lifetimeMs }, leave) {
    this.#self = self;
    this.#leave = leave;
    this.#client = new SignalingClient({ url: socketAddress(), self, admitted: stillSignedIn, renew, lifetimeMs });
    this.#calls = new Calls(this.#client);
    this.#chooseDevices();
    const shortcuts = new Shortcuts(this.#settings);
    new SettingsDialog({
      settings: this.#settings,
      sounds: this.#sounds,
      shortcuts,
      onDevice: (device) => this.#deviceChosen(device),
    });
  }

  start() {
    setText(byId('me'), nameOf(this.#self));
    byId('me').title = nameOf(this.#self);
    byId('account').hidden = false;
    showView('view-people');
    this.#client.addEventListener('users', () => this.#people.show(this.#client.users.values(), this.#self));
    this.#client.addEventListener('state', ({ detail }) => this.#connectionChanged(detail));
    this.#calls.addEventListener('call', ({ detail: { call } }) => this.#watch(call));
    this.#calls.addEventListener('ring', ({ detail: { call } }) => this.#rung(call));
    this.#calls.addEventListener('missed', ({ detail }) => this.#missedCall(detail));
    addEventListener('online', () => this.#client.retryNow());
    // a device that slept may have lost its connection without a word
    document.addEventListener('visibilitychange', () => document.hidden || this.#client.retryNow());
    // not one that rings: another tab or device may take it, or this page once it is loaded again
    addEventListener('pagehide', () => this.#calls.current?.state !== 'ringing' && this.#hangUp());
    this.#client.connect();
  }

  // the connection

  /** @param {StateDetail} detail */
  #connectionChanged(detail) {
    this.#connectionIsOver = detail.state === 'closed';
    this.#reachability.connectionIs(detail.state);
    if (detail.state === 'open') {
      hideBanner();
      this.#leaveToAnother();
    } else if (detail.state === 'reconnecting') {
      showBanner(troubleOf(detail), { label: 'Try now', run: () => this.#client.retryNow() });
    } else if (detail.state === 'closed') {
      this.#closed(detail.reason);
    }
  }

  #renderConnection() {
    const { shown } = this.#reachability;
    const pill = byId('connection');
    pill.hidden = this.#signInAgain !== null && !this.#calls.isBusy;
    pill.dataset.state = shown;
    setText(byId('connection-text'), STATES[shown] ?? '');
    this.#people.setOnline(shown === 'open');
    this.#missed.setOnline(shown === 'open');
    this.#view.setServer(this.#server());
  }

  #server() {
    if (this.#connectionIsOver) {
      return this.#signInAgain === null ? 'over' : 'signed-out';
    }
    const { shown } = this.#reachability;
    return shown === 'open' || shown === 'offline' ? shown : 'away';
  }

  /** Under this person's name nobody else must speak. */
  async #leaveToAnother() {
    if (await signedInAsAnother().catch(() => false)) {
      this.#client.close();
    }
  }

  /** @param {string | undefined} reason */
  async #closed(reason) {
    // by this page, and for this reason alone
    const over = signInOverBecause(reason === 'closed' ? 'another-user' : reason);
    if (over === null && await stillSignedIn().catch(() => true)) {
      showBanner('The server ended the connection.', { label: 'Connect again', run: () => this.#client.connect() });
      return;
    }
    this.#signInAgain = `${over ?? 'The server did not accept your sign-in.'} Sign in again to go on.`;
    if (this.#calls.isBusy) {
      showBanner(`${over ?? 'Your sign-in has expired.'} The call goes on; you can sign in again afterwards.`);
      this.#renderConnection();
    } else {
      this.#leave(this.#signInAgain);
    }
  }

  // calls

  /**
   * @param {import('../signaling-client.js').UserInfo} user
   * @param {{video: boolean}} options
   */
  #ring(user, options) {
    hideBanner();
    this.#calls.ring(user, options);
  }

  #hangUp() {
    this.#calls.current?.hangUp();
  }

  /** @param {Call} call */
  #watch(call) {
    call.addEventListener('state', ({ detail }) => {
      if (call === this.#calls.current) {
        this.#callChanged(call, detail.detail);
      }
    });
    if (call.outgoing) {
      this.#showCall(call);
      this.#sounds.ringback();
    }
  }

  /** @param {Call} call */
  #rung(call) {
    this.#ringDialog.show(call);
    this.#sounds.ring();
    this.#notifier.show(call);
  }

  /**
   * @param {Call} call
   * @param {string | undefined} detail
   */
  #callChanged(call, detail) {
    this.#sounds.stop();
    this.#notifier.close();
    this.#ringDialog.close(call);
    if (call.state === 'connecting') {
      this.#showCall(call);
    } else if (call.state === 'connected') {
      this.#talked = call;
    } else if (call.state === 'ended') {
      this.#ended(call, detail);
    }
  }

  /** @param {Call} call */
  #showCall(call) {
    this.#guard.start();
    showView('view-call');
    this.#view.show(call);
  }

  /**
   * @param {Call} call
   * @param {string | undefined} detail
   */
  #ended(call, detail) {
    const inView = !byId('view-call').hidden;
    const talked = this.#talked === call;
    this.#talked = null;
    this.#guard.stop();
    if (this.#signInAgain !== null) {
      this.#leave(this.#signInAgain);
      return;
    }
    showView('view-people');
    const ending = endingOf(call, isolatedName(call.peer), { talked, detail });
    if (ending !== null && this.#client.state === 'open') {
      showBanner(ending, { label: 'Close', run: closeBanner }, 'news');
    } else {
      announce(ending ?? 'The call is over');
    }
    if (inView && !this.#people.focus(call.peer)) {
      byId('people-heading').focus();
    }
  }

  /** @param {import('./missed-calls.js').Missed} missed */
  #missedCall(missed) {
    this.#missed.add(missed);
    this.#view.mention(`${isolatedName(missed.peer)} tried to call you.`);
  }

  // devices

  #chooseDevices() {
    const [microphone, camera] = [this.#settings.get('microphone'), this.#settings.get('camera')];
    this.#calls.devices = { microphone: microphone || undefined, camera: camera || undefined };
  }

  /** @param {import('./device-pickers.js').Device} device */
  #deviceChosen(device) {
    this.#chooseDevices();
    if (device === 'speaker') {
      this.#view.setSpeaker();
    } else if (this.#calls.isBusy) {
      this.#calls.current?.useDevices({ [device]: this.#settings.get(device) });
    }
  }
}

function closeBanner() {
  hideBanner();
  byId('people-heading').focus();
}

/** @param {StateDetail} detail */
function troubleOf({ reason, attempt = 0 }) {
  if (!navigator.onLine) {
    return 'This device is offline.';
  }
  if (reason === 'unreachable' && attempt > 3) {
    return 'The server cannot be reached, or does not accept connections from this page. Trying again…';
  }
  return 'The connection to the server is lost. Trying again…';
}
