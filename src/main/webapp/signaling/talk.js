import * as times from './call-times.js';
import { Negotiation } from './negotiation.js';
import { RemoteMedia } from './remote-media.js';
import { Standstill } from './standstill.js';
import { Timers } from './timers.js';

/** @typedef {import('./call-message.js').CallBody} CallBody */

const MAX_WAITING = 32;

/**
 * What a call is about, from the moment both want it: the connection between the two, what they send each other, and
 * looking for another way where the one that they had is gone.
 */
export class Talk {
  #env;
  #polite;
  #iceServers;
  #local;
  #send;
  #on;
  #remote;
  #timers;
  #standstill;
  /** @type {string | null} */
  #peerDevice = null;
  /** @type {Negotiation | null} */
  #negotiation = null;
  /** Descriptions and candidates wait here until the ICE servers are known. @type {CallBody[]} */
  #waiting = [];
  /** @type {RTCPeerConnectionState} */
  #connection = 'new';
  #closed = false;
  /** The last that are known. @type {RTCIceServer[]} */
  #servers = [];

  /**
   * @param {object} options
   * @param {import('./environment.js').Environment} options.env
   * @param {boolean} options.polite
   * @param {() => Promise<RTCIceServer[]>} options.iceServers
   * @param {import('./local-media.js').LocalMedia} options.local
   * @param {(body: {kind: string, [field: string]: any}, latest?: () => CallBody['description']) => number} options.send
   *     gives the message's number
   * @param {{
   *   changed: () => void,
   *   connection: (state: RTCPeerConnectionState) => void,
   *   stoodStill: () => void,
   *   hungUp: () => void,
   *   failed: (reason: 'malformed' | 'failed', why: string) => void,
   * }} options.on
   */
  constructor({ env, polite, iceServers, local, send, on }) {
    this.#env = env;
    this.#polite = polite;
    this.#iceServers = iceServers;
    this.#local = local;
    this.#send = send;
    this.#on = on;
    this.#remote = new RemoteMedia(env, on.changed);
    this.#timers = new Timers(env);
    this.#standstill = new Standstill(polite);
  }

  get remote() {
    return this.#remote.view;
  }

  /** Whether a TURN server may be used. */
  get relayKnown() {
    return this.#servers.some(({ urls }) => [urls].flat().some((url) => url.startsWith('turn')));
  }

  /** Whether both sides have described themselves, so that only a way can be missing. */
  get isAgreed() {
    return this.#negotiation?.isAgreed === true;
  }

  /**
   * @param {string} peerDevice
   * @param {boolean} offers whether this side makes the first offer
   */
  async begin(peerDevice, offers) {
    this.#peerDevice = peerDevice;
    try {
      const servers = await this.#iceServers();
      if (!this.#closed) {
        this.#negotiate(servers, offers);
      }
    } catch (error) {
      this.#on.failed('failed', String(error));
    }
  }

  /** @param {CallBody} body a description or candidates */
  receive(body) {
    if (this.#negotiation === null) {
      this.#waiting = [...this.#waiting, body].slice(-MAX_WAITING);
    } else {
      this.#standstill.handled ||= body.description !== undefined;
      this.#negotiation.receive(body);
    }
  }

  /** Other tracks are sent, or other things are to be said of them. */
  localChanged() {
    this.#sendTracks();
    this.#tellMedia();
  }

  /**
   * The server can be reached again: over another network perhaps, which a restart from before knows nothing of, and it
   * may know of ways that nobody could ask for before.
   */
  async serverIsBack() {
    if (isBroken(this.#connection)) {
      await this.#restart();
    } else if (!this.relayKnown && await this.#refreshServers() && this.#connection !== 'connected') {
      this.#negotiation?.restartIce();
    }
  }

  /** @returns {Promise<RTCStatsReport | null>} */
  async stats() {
    return this.#negotiation?.stats() ?? null;
  }

  close() {
    this.#closed = true;
    this.#timers.stopAll();
    this.#negotiation?.close({ farewell: { kind: 'hangup' } });
  }

  /**
   * @param {RTCIceServer[]} iceServers
   * @param {boolean} offers
   */
  #negotiate(iceServers, offers) {
    let kind = offers ? 'accept' : 'description';
    this.#servers = iceServers;
    const negotiation = new Negotiation({
      env: this.#env,
      iceServers,
      polite: this.#polite,
      sendDescription: (message, latest) => {
        const n = this.#send({ kind, to: this.#peerDevice, ...message }, latest);
        kind = 'description';
        return n;
      },
      sendCandidates: (candidates) => this.#send({ kind: 'candidates', to: this.#peerDevice, candidates }),
      on: {
        connection: (state) => this.#connectionChanged(state),
        track: (track) => this.#remote.addTrack(track),
        channelOpen: () => this.#tellMedia(),
        channelMessage: (message) => this.#channelMessage(message),
        malformed: (why) => this.#on.failed('malformed', why),
      },
    });
    this.#negotiation = negotiation;
    if (offers) {
      negotiation.start();
    }
    this.#sendTracks();
    this.#waiting.splice(0).forEach((body) => this.receive(body));
  }

  #tellMedia() {
    const { audio, video, screen } = this.#local.view;
    this.#negotiation?.tell({ kind: 'media', audio, video, screen });
  }

  #sendTracks() {
    this.#negotiation?.sendTracks({ audio: this.#local.audioTrack, video: this.#local.videoTrack });
  }

  /** @param {{kind: 'hangup'} | {kind: 'media', audio: boolean, video: boolean, screen: boolean}} message */
  #channelMessage(message) {
    if (message.kind === 'hangup') {
      this.#on.hungUp();
    } else {
      this.#remote.says(message);
    }
  }

  /** @param {RTCPeerConnectionState} state */
  #connectionChanged(state) {
    if (this.#closed) {
      return;
    }
    this.#connection = state;
    if (state === 'connected') {
      this.#timers.stop('restart');
      this.#watch();
    } else if (isBroken(state)) {
      const patience = this.#polite ? times.POLITE_RESTART_AFTER_MS : times.RESTART_AFTER_MS;
      // failed: the browser itself has given up on the way that it had
      this.#timers.start('restart', state === 'failed' && !this.#polite ? 0 : patience, () => this.#restart());
    }
    this.#on.connection(state);
  }

  /** Sound and pictures that have come; 0 where the peer may have nothing to send: a screen can stand still. */
  async #packets() {
    const { audio, video, screen } = this.#remote.view;
    const report = audio || (video && !screen) ? await this.stats().catch(() => null) : null;
    let packets = 0;
    report?.forEach(({ type, packetsReceived = 0 }) => {
      packets += type === 'inbound-rtp' ? packetsReceived : 0;
    });
    return packets;
  }

  /** For as long as the call goes on: browsers are slow to tell that nothing comes any more. */
  #watch() {
    this.#timers.start('look', this.#standstill.lookInMs, async () => {
      const found = this.#standstill.look(await this.#packets(), this.#env.now());
      if (this.#closed) {
        return;
      }
      this.#watch();
      if (found !== null) {
        this.#on.stoodStill();
      }
      if (found === 'over') {
        this.#negotiation?.sendWholePicture();
      } else if (found === 'restart' && this.#connection === 'connected') {
        this.#restart();
      }
    });
  }

  async #restart() {
    this.#timers.stop('restart');
    // credentials of TURN servers end sooner than calls
    const wasConnected = this.#connection === 'connected';
    await this.#refreshServers();
    // the way that was broken may be back meanwhile
    if (wasConnected || this.#connection !== 'connected') {
      this.#negotiation?.restartIce();
    }
  }

  /** @returns {Promise<boolean>} whether there are any */
  async #refreshServers() {
    const servers = await this.#iceServers();
    if (servers.length > 0 && !this.#closed) {
      this.#servers = servers;
      this.#negotiation?.setServers(servers);
    }
    return servers.length > 0;
  }
}

/** @param {RTCPeerConnectionState} state */
function isBroken(state) {
  return state === 'disconnected' || state === 'failed';
}
