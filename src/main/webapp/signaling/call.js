import * as times from './call-times.js';
import { emit } from './events.js';
import { LocalMedia } from './local-media.js';
import { Negotiation } from './negotiation.js';
import { RemoteMedia } from './remote-media.js';
import { Timers } from './timers.js';

/** @typedef {import('./call-message.js').CallBody} CallBody */
/** @typedef {'calling' | 'ringing' | 'connecting' | 'connected' | 'interrupted' | 'ended'} CallState */

/** What a hang-up by the peer means; other reasons than these: it failed. */
const HUNG_UP = new Map([[undefined, 'hung-up-by-peer'], ['lost', 'lost']]);

/**
 * One call with one user. Made by {@link Calls}, which also brings it the peer's messages.
 *
 * `calling` and `ringing` → `connecting` → `connected` ⇄ `interrupted` → `ended`.
 *
 * Events: `state`, `media`, `problem`, `peer`; what they carry stands in signaling-client.d.ts.
 */
export class Call extends EventTarget {
  #env;
  #iceServers;
  #polite;
  #send;
  #media;
  /** @type {CallState} */
  #state;
  /** @type {string | null} */
  #reason = null;
  /** @type {Negotiation | null} */
  #negotiation = null;
  /** @type {string | null} */
  #peerDevice;
  /** Descriptions and candidates wait here until the ICE servers are known. @type {CallBody[]} */
  #waiting = [];
  #remote = new RemoteMedia(() => emit(this, 'media', {}));
  /** `deadline`: to ring, to connect, or to find a lost peer; `restart`; `offline`. */
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
   * @param {() => Promise<RTCIceServer[]>} options.iceServers
   * @param {(body: object) => void} options.send
   */
  constructor({ env, id, peer, polite, video, peerDevice, iceServers, send }) {
    super();
    this.id = id;
    this.peer = peer;
    this.video = video;
    this.outgoing = peerDevice === null;
    this.#env = env;
    this.#iceServers = iceServers;
    this.#polite = polite;
    this.#peerDevice = peerDevice;
    this.#send = send;
    this.#state = this.outgoing ? 'calling' : 'ringing';
    this.#media = new LocalMedia({
      env,
      onChange: () => this.#localChanged(),
      onProblem: (problem) => emit(this, 'problem', problem),
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
    return this.#remote.view;
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
      this.end('declined', { kind: 'decline' });
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

  /** @param {boolean} on */
  setCamera(on) {
    return this.#media.setCamera(on);
  }

  /** @param {boolean} on */
  shareScreen(on) {
    return this.#media.shareScreen(on);
  }

  /** @returns {Promise<RTCStatsReport | null>} null before the call connects */
  async stats() {
    return this.#negotiation?.stats() ?? null;
  }

  /**
   * A message of the peer that belongs to this call.
   *
   * @param {CallBody} body
   */
  receive(body) {
    if (body.malformed !== undefined) {
      this.end('failed', { kind: 'hangup', reason: 'malformed' }, body.malformed);
      return;
    }
    switch (body.kind) {
      case 'accept':
        this.#accepted(body);
        break;
      case 'decline':
        // the caller tells all devices of the callee that they need ring no more
        this.end('declined', { kind: 'cancel', reason: 'declined' });
        break;
      case 'busy':
        this.end('busy', { kind: 'cancel', reason: 'declined' });
        break;
      case 'cancel':
        this.end(body.reason === 'declined' ? 'declined-elsewhere' : 'cancelled');
        break;
      case 'hangup':
        this.end(HUNG_UP.get(body.reason) ?? 'failed', undefined, body.reason);
        break;
      case 'description':
      case 'candidates':
        this.#negotiate(body);
        break;
      default:
        // a ring that came twice
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
      this.#timers.start('offline', times.OFFLINE_GRACE_MS, () => this.#peerStaysOffline());
    }
  }

  /**
   * @param {string} reason
   * @param {object} [message] what the peer is told, if anything
   * @param {string} [detail] for the log of who develops a client
   */
  end(reason, message, detail) {
    if (this.#state === 'ended') {
      return;
    }
    this.#timers.stopAll();
    if (message !== undefined) {
      this.#send(message);
    }
    this.#media.stop();
    this.#negotiation?.close({ farewell: { kind: 'hangup' } });
    this.#reason = reason;
    this.#setState('ended', detail);
  }

  #ring() {
    this.#send({ kind: 'ring', video: this.video });
  }

  /** @param {CallBody} body */
  #accepted(body) {
    if (this.#state === 'calling') {
      this.#peerDevice = body.device;
      this.#connect(false);
    }
    this.#negotiate(body);
  }

  /** @param {boolean} offers whether this side makes the first offer */
  #connect(offers) {
    this.#timers.start('deadline', times.CONNECT_MS, () => this.end('failed', { kind: 'hangup', reason: 'timeout' }));
    this.#setState('connecting');
    this.#iceServers()
      .then((iceServers) => this.#state === 'connecting' && this.#negotiateWith(iceServers, offers))
      .catch((error) => this.end('failed', { kind: 'hangup', reason: 'failed' }, error.message));
  }

  /**
   * @param {RTCIceServer[]} iceServers
   * @param {boolean} offers
   */
  #negotiateWith(iceServers, offers) {
    let kind = offers ? 'accept' : 'description';
    const negotiation = new Negotiation({
      env: this.#env,
      iceServers,
      polite: this.#polite,
      sendDescription: (description) => {
        this.#send({ kind, to: this.#peerDevice, description });
        kind = 'description';
      },
      sendCandidates: (candidates) => this.#send({ kind: 'candidates', to: this.#peerDevice, candidates }),
      on: {
        connection: (state) => this.#connectionChanged(state),
        track: (track) => this.#remote.addTrack(track),
        channelOpen: () => this.#tellMedia(),
        channelMessage: (message) => this.#channelMessage(message),
        malformed: (why) => this.end('failed', { kind: 'hangup', reason: 'malformed' }, why),
      },
    });
    this.#negotiation = negotiation;
    if (offers) {
      negotiation.start();
    }
    this.#sendTracks();
    this.#waiting.splice(0).forEach((body) => this.#negotiate(body));
  }

  /** @param {CallBody} body */
  #negotiate(body) {
    if (this.#state === 'calling' || this.#state === 'ringing') {
      // nobody has agreed to anything yet
      return;
    }
    if (this.#negotiation === null) {
      // bounded: the connection is there within 1.5 s, and the server paces what comes
      this.#waiting.push(body);
    } else if (body.description !== undefined) {
      this.#negotiation.receiveDescription(body.description);
    } else if (body.candidates !== undefined) {
      this.#negotiation.receiveCandidates(body.candidates);
    }
  }

  #localChanged() {
    if (this.#state === 'ended') {
      return;
    }
    this.#sendTracks();
    this.#tellMedia();
    emit(this, 'media', {});
  }

  #tellMedia() {
    const { audio, video, screen } = this.#media.view;
    this.#negotiation?.tell({ kind: 'media', audio, video, screen });
  }

  #sendTracks() {
    this.#negotiation?.sendTrack('audio', this.#media.audioTrack);
    this.#negotiation?.sendTrack('video', this.#media.videoTrack);
  }

  /** @param {{kind: 'hangup'} | {kind: 'media', audio: boolean, video: boolean, screen: boolean}} message */
  #channelMessage(message) {
    if (message.kind === 'hangup') {
      this.end('hung-up-by-peer');
    } else {
      this.#remote.says(message);
    }
  }

  /** @param {RTCPeerConnectionState} connection */
  #connectionChanged(connection) {
    if (this.#state === 'ended') {
      return;
    }
    if (connection === 'connected') {
      this.#timers.stopAll();
      this.#setState('connected');
    } else if (connection === 'disconnected' || connection === 'failed') {
      this.#interrupted(connection === 'failed');
    }
  }

  /** @param {boolean} failed whether the browser has given up on the way that it had */
  #interrupted(failed) {
    if (this.#state === 'connected') {
      this.#timers.start('deadline', times.LOST_AFTER_MS, () => this.end('lost', { kind: 'hangup', reason: 'lost' }));
      this.#setState('interrupted');
      if (!this.#peerOnline) {
        this.peerIsOnline(false);
      }
    }
    const patience = this.#polite ? times.POLITE_RESTART_AFTER_MS : times.RESTART_AFTER_MS;
    this.#timers.start('restart', failed && !this.#polite ? 0 : patience, () => this.#negotiation?.restartIce());
  }

  #ringingIsOver() {
    if (this.outgoing) {
      this.end('no-answer', { kind: 'cancel' });
    } else {
      this.end('missed');
    }
  }

  #peerStaysOffline() {
    this.end({ calling: 'offline', ringing: 'cancelled' }[/** @type {string} */ (this.#state)] ?? 'lost');
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
