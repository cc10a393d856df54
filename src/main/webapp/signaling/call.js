import * as times from './call-times.js';
import { endingOf } from './endings.js';
import { emit } from './events.js';
import { LocalMedia } from './local-media.js';
import { Talk } from './talk.js';
import { Timers } from './timers.js';

/** @typedef {import('./call-message.js').CallBody} CallBody */
/** @typedef {import('../signaling-client.js').CallState} CallState */
/** @typedef {import('../signaling-client.js').EndReason} EndReason */

/**
 * One call with one user. Made by {@link Calls}, which also brings it the peer's messages.
 *
 * `calling` and `ringing` → `connecting` → `connected` ⇄ `interrupted` → `ended`.
 *
 * Events: `state`, `media`, `problem`, `peer`; what they carry stands in signaling-client.d.ts.
 */
export class Call extends EventTarget {
  #tell;
  #checkLine;
  #missed;
  #media;
  #talk;
  /** @type {CallState} */
  #state;
  /** @type {EndReason | null} */
  #reason = null;
  /** @type {string | null} */
  #peerDevice;
  /** `deadline`: to ring, to connect, or to find a lost peer; `offline`. */
  #timers;
  #peerOnline = true;

  /**
   * @param {object} options
   * @param {import('./environment.js').Environment} options.env
   * @param {string} options.id
   * @param {import('./users.js').UserInfo} options.peer
   * @param {boolean} options.polite
   * @param {boolean} options.video
   * @param {string | null} options.peerDevice the caller's; null for a call that one makes oneself
   * @param {() => import('../signaling-client.js').PreferredDevices} options.devices
   * @param {() => Promise<RTCIceServer[]>} options.iceServers
   * @param {(body: {kind: string, [field: string]: any}, latest?: () => CallBody['description']) => number} options.send
   *     gives the message's number
   * @param {() => void} options.checkLine asks whether the own connection still works
   * @param {(why: import('../signaling-client.js').MissedDetail['why']) => void} options.missed
   */
  constructor({ env, id, peer, polite, video, peerDevice, devices, iceServers, send, checkLine, missed }) {
    super();
    this.id = id;
    this.peer = peer;
    this.video = video;
    this.outgoing = peerDevice === null;
    this.#peerDevice = peerDevice;
    this.#tell = send;
    this.#checkLine = checkLine;
    this.#missed = missed;
    this.#state = this.outgoing ? 'calling' : 'ringing';
    this.#media = new LocalMedia({
      env,
      devices,
      onChange: () => this.#localChanged(),
      onProblem: (problem) => emit(this, 'problem', problem),
    });
    this.#talk = new Talk({
      env,
      polite,
      iceServers,
      local: this.#media,
      send,
      on: {
        changed: () => emit(this, 'media', {}),
        connection: (connection) => this.#connectionChanged(connection),
        // as where a device has changed networks
        stoodStill: checkLine,
        hungUp: () => this.end('hung-up-by-peer'),
        failed: (reason, why) => this.#fail(reason, why),
      },
    });
    this.#timers = new Timers(env);
    this.#timers.start('deadline', times.RING_MS, () => this.#ringingIsOver());
  }

  get state() {
    return this.#state;
  }

  /** Why the call ended; null before. */
  get reason() {
    return this.#reason;
  }

  /** The tracks that are sent and whether they carry anything. */
  get local() {
    return this.#media.view;
  }

  /** The peer's tracks and what it says of them. */
  get remote() {
    return this.#talk.remote;
  }

  /** Whether the call knows a TURN server; without one, some networks let no call through. */
  get relayKnown() {
    return this.#talk.relayKnown;
  }

  /**
   * @param {CallBody} body
   * @returns {boolean} whether it comes from the page that this call is with
   */
  isWith(body) {
    return this.#peerDevice === null || body.device === this.#peerDevice;
  }

  /** Rings the peer. */
  start() {
    this.#ring();
    this.#media.open({ video: this.video });
  }

  /** Takes a call that rings. Camera and microphone open meanwhile; the peer need not wait for them. */
  accept({ video = this.video } = {}) {
    if (this.#state === 'ringing') {
      this.#media.open({ video });
      this.#connect(true);
    }
  }

  decline() {
    if (this.#state === 'ringing') {
      this.end('declined-here', { kind: 'decline' });
    }
  }

  /** Ends the call, whatever its state. */
  hangUp() {
    if (this.#state === 'ringing') {
      this.decline();
    } else if (this.#state === 'calling') {
      this.end('cancelled', { kind: 'cancel' });
    } else {
      this.end('hung-up', { kind: 'hangup' });
    }
  }

  /** @param {boolean} muted */
  setMuted(muted) {
    this.#media.setMuted(muted);
  }

  /** @param {boolean} on whether it is open; unlike a muted one, one that is off can be used by others */
  setMicrophone(on) {
    return this.#media.setMicrophone(on);
  }

  /** @param {boolean} on */
  setCamera(on) {
    return this.#media.setCamera(on);
  }

  /** @param {import('../signaling-client.js').PreferredDevices} devices for this call, from now on */
  useDevices(devices) {
    return this.#media.useDevices(devices);
  }

  /** @param {boolean} on */
  shareScreen(on) {
    return this.#media.shareScreen(on);
  }

  /** @returns {Promise<RTCStatsReport | null>} null before the call connects */
  stats() {
    return this.#talk.stats();
  }

  /**
   * A message of the peer that belongs to this call.
   *
   * @param {CallBody} body
   */
  receive(body) {
    if (body.malformed !== undefined) {
      this.#fail('malformed', body.malformed);
      return;
    }
    const ending = endingOf(body);
    if (ending !== null) {
      this.#missedBecause(ending.missed);
      this.end(ending.reason, ending.reply, this.#whyFailed(body.reason));
    } else if (body.kind === 'accept') {
      this.#accepted(body);
    } else if (body.kind !== 'ring') {
      this.#describe(body);
    }
  }

  /**
   * What the list of users says of the peer: a ring may overtake the news of who rings.
   *
   * @param {import('./users.js').UserInfo} peer the same user
   */
  peerIs(peer) {
    if (peer.username !== this.peer.username) {
      this.peer = peer;
      emit(this, 'peer', { peer });
    }
  }

  /** The own connection to the server is back. */
  serverIsBack() {
    this.#talk.serverIsBack();
  }

  /** @param {boolean} online */
  peerIsOnline(online) {
    const cameBack = online && !this.#peerOnline;
    this.#peerOnline = online;
    this.#timers.stop('offline');
    if (online) {
      if (cameBack && this.#state === 'calling') {
        // a page that was loaded anew has not heard the first ring
        this.#ring();
      }
    } else if (this.#state !== 'connected' && this.#state !== 'ended') {
      this.#timers.start('offline', times.OFFLINE_GRACE_MS, () => this.peerStaysOffline());
    }
  }

  /**
   * @param {EndReason} reason
   * @param {{kind: string, reason?: string}} [message] what the peer is told, if anything
   * @param {string} [detail] for the log of who develops a client
   */
  end(reason, message, detail) {
    if (this.#state === 'ended') {
      return;
    }
    this.#timers.stopAll();
    if (message !== undefined) {
      // a cancel is for all devices of the callee
      this.#tell({ ...message, to: message.kind === 'cancel' ? null : this.#peerDevice });
    }
    this.#media.stop();
    this.#talk.close();
    this.#reason = reason;
    this.#setState('ended', detail);
  }

  /**
   * @param {string} reason for the peer
   * @param {string} [why]
   */
  #fail(reason, why) {
    this.end('failed', { kind: 'hangup', reason }, why);
  }

  #ring() {
    this.#tell({ kind: 'ring', video: this.video });
  }

  /** @param {CallBody} body */
  #accepted(body) {
    if (this.#state === 'calling') {
      this.#peerDevice = body.device;
      this.#connect(false);
    }
    this.#describe(body);
  }

  /** @param {import('../signaling-client.js').MissedDetail['why']} [why] */
  #missedBecause(why) {
    if (this.#state === 'ringing' && why !== undefined) {
      this.#missed(why);
    }
  }

  /** @param {boolean} offers whether this side makes the first offer */
  #connect(offers) {
    this.#timers.start('deadline', times.CONNECT_MS, () => this.#fail('timeout', this.#whyFailed('timeout')));
    this.#setState('connecting');
    this.#talk.begin(/** @type {string} */ (this.#peerDevice), offers);
  }

  /** @param {string} [reason] */
  #whyFailed(reason) {
    return reason === 'timeout' && this.#talk.isAgreed ? 'no-route' : reason;
  }

  /** @param {CallBody} body */
  #describe(body) {
    // before, nobody has agreed to anything
    if (this.#state !== 'calling' && this.#state !== 'ringing') {
      this.#talk.receive(body);
    }
  }

  #localChanged() {
    if (this.#state !== 'ended') {
      this.#talk.localChanged();
      emit(this, 'media', {});
    }
  }

  /** @param {RTCPeerConnectionState} connection */
  #connectionChanged(connection) {
    if (connection === 'connected') {
      this.#timers.stopAll();
      this.#setState('connected');
    } else if (this.#state === 'connected' && (connection === 'disconnected' || connection === 'failed')) {
      this.#interrupted();
    }
  }

  #interrupted() {
    this.#timers.start('deadline', times.LOST_AFTER_MS, () => this.#lost());
    this.#setState('interrupted');
    // what took the way to the peer may have taken the way to the server
    this.#checkLine();
    if (!this.#peerOnline) {
      this.peerIsOnline(false);
    }
  }

  #ringingIsOver() {
    if (this.outgoing) {
      this.end('no-answer', { kind: 'cancel', reason: 'no-answer' });
    } else {
      this.#missedBecause('no-answer');
      this.end('missed');
    }
  }

  /** Ends the call. A peer who comes back must not go on ringing, or begin to. */
  peerStaysOffline() {
    this.#missedBecause('offline');
    if (this.#state === 'calling' || this.#state === 'ringing') {
      this.end('offline', this.outgoing ? { kind: 'cancel' } : undefined);
    } else {
      this.#lost();
    }
  }

  #lost() {
    this.end('lost', { kind: 'hangup', reason: 'lost' });
  }

  /**
   * @param {CallState} state
   * @param {string} [detail]
   */
  #setState(state, detail) {
    this.#state = state;
    emit(this, 'state', { state, reason: this.#reason, ...(detail === undefined ? {} : { detail }) });
  }
}
