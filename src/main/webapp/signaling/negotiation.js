import { readChannelMessage } from './call-message.js';

/**
 * How long a description waits for ICE candidates that come at once: those of the own network do, and then travel
 * inside it instead of in a message of their own.
 */
const FIRST_CANDIDATES_MS = 40;
/**
 * Candidates that come later are collected for longer and longer. The server hands one user one message each 100 ms,
 * so a message for each candidate would hold up everything behind it.
 */
const BATCH_MS = [150, 500, 2_000];
const FAREWELL_MS = 250;
const MAX_WAITING_CANDIDATES = 256;

/**
 * One RTCPeerConnection and its negotiation, by the perfect-negotiation pattern (WebRTC 1.0, section 10.7): both sides
 * may offer at any time, and when both do, the polite one gives way.
 *
 * One audio and one video transceiver exist from the start, so that camera, microphone and screen come and go by
 * replaceTrack, without another round of negotiation. The data channel carries what must not wait for the server.
 */
export class Negotiation {
  #env;
  #polite;
  #sendDescription;
  #sendCandidates;
  #on;
  #pc;
  /** @type {RTCDataChannel | null} */
  #channel = null;
  /** @type {{audio: MediaStreamTrack | null, video: MediaStreamTrack | null}} */
  #tracks = { audio: null, video: null };
  #makingOffer = false;
  #ignoresOffer = false;
  /** While a description is being made: the candidates of that time stand in it. */
  #describing = false;
  #closed = false;
  /** @type {RTCIceCandidateInit[]} */
  #candidates = [];
  #batches = 0;
  /** @type {any} */
  #batchTimer = null;
  /** Candidates that came before the description they belong to. @type {RTCIceCandidateInit[]} */
  #early = [];
  /** Descriptions and candidates are applied one after the other, in the order in which they came. */
  #queue = Promise.resolve();

  /**
   * @param {object} options
   * @param {import('./environment.js').Environment} options.env
   * @param {RTCIceServer[]} options.iceServers
   * @param {boolean} options.polite
   * @param {(description: {type: any, sdp: string}) => void} options.sendDescription
   * @param {(candidates: RTCIceCandidateInit[]) => void} options.sendCandidates
   * @param {{
   *   connection: (state: RTCPeerConnectionState) => void,
   *   track: (track: MediaStreamTrack) => void,
   *   channelOpen: () => void,
   *   channelMessage: (message: NonNullable<ReturnType<typeof readChannelMessage>>) => void,
   *   malformed: (why: string) => void,
   * }} options.on
   */
  constructor({ env, iceServers, polite, sendDescription, sendCandidates, on }) {
    this.#env = env;
    this.#polite = polite;
    this.#sendDescription = sendDescription;
    this.#sendCandidates = sendCandidates;
    this.#on = on;
    const pc = new env.RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' });
    this.#pc = pc;
    pc.onnegotiationneeded = () => this.#offer();
    pc.onicecandidate = ({ candidate }) => this.#gathered(candidate);
    pc.ontrack = ({ track }) => on.track(track);
    pc.onconnectionstatechange = () => on.connection(pc.connectionState);
  }

  /** Begins as the side that offers first. */
  start() {
    this.#pc.addTransceiver('audio', { direction: 'sendrecv' });
    this.#pc.addTransceiver('video', { direction: 'sendrecv' });
    this.#openChannel();
  }

  /**
   * @param {'audio' | 'video'} kind
   * @param {MediaStreamTrack | null} track null to send nothing
   */
  sendTrack(kind, track) {
    this.#tracks[kind] = track;
    this.#attach(kind);
  }

  /** @param {{type: 'offer' | 'answer', sdp: string}} description */
  receiveDescription(description) {
    this.#enqueue(() => this.#applyDescription(description));
  }

  /** @param {RTCIceCandidateInit[]} candidates */
  receiveCandidates(candidates) {
    this.#enqueue(async () => {
      if (this.#pc.remoteDescription === null) {
        this.#early = [...this.#early, ...candidates].slice(-MAX_WAITING_CANDIDATES);
      } else {
        await this.#applyCandidates(candidates);
      }
    });
  }

  /** Looks for another way to the peer; media goes on meanwhile where it can. */
  restartIce() {
    this.#pc.restartIce();
  }

  /**
   * Tells the peer something without the server.
   *
   * @param {object} message
   */
  tell(message) {
    if (this.#channel?.readyState === 'open') {
      this.#channel.send(JSON.stringify(message));
    }
  }

  /** @returns {Promise<RTCStatsReport>} */
  stats() {
    return this.#pc.getStats();
  }

  /**
   * @param {{farewell: object}} options what to tell the peer last, in case the server is away
   */
  close({ farewell }) {
    const pc = this.#pc;
    this.tell(farewell);
    this.#closed = true;
    this.#env.clearTimeout(this.#batchTimer);
    pc.onnegotiationneeded = pc.onicecandidate = pc.ontrack = pc.onconnectionstatechange = null;
    // closing at once would take the farewell back
    this.#env.setTimeout(() => pc.close(), FAREWELL_MS);
  }

  /** @param {() => Promise<void>} step */
  #enqueue(step) {
    this.#queue = this.#queue.then(async () => {
      try {
        await (this.#closed ? undefined : step());
      } catch (error) {
        if (!this.#closed) {
          this.#on.malformed(error instanceof Error ? error.message : String(error));
        }
      }
    });
  }

  async #offer() {
    try {
      this.#makingOffer = true;
      this.#describing = true;
      await this.#pc.setLocalDescription();
      await this.#firstCandidates();
      // an offer of the peer may have rolled this one back meanwhile
      if (this.#pc.signalingState === 'have-local-offer') {
        this.#describe();
      }
    } catch {
      // only a closed connection cannot make an offer, and then none is needed
    } finally {
      this.#makingOffer = false;
    }
  }

  /** @param {{type: 'offer' | 'answer', sdp: string}} description */
  async #applyDescription(description) {
    const pc = this.#pc;
    if (description.type === 'answer' && pc.signalingState !== 'have-local-offer') {
      // a repetition, or an answer to an offer that was rolled back
      return;
    }
    const collision = description.type === 'offer' && (this.#makingOffer || pc.signalingState !== 'stable');
    this.#ignoresOffer = !this.#polite && collision;
    if (this.#ignoresOffer) {
      return;
    }
    await pc.setRemoteDescription(description);
    await this.#applyCandidates(this.#early.splice(0));
    if (description.type === 'offer') {
      await this.#answer(description.sdp);
    }
  }

  /** @param {string} offer */
  async #answer(offer) {
    this.#attach('audio');
    this.#attach('video');
    if (this.#channel === null && offer.includes('\nm=application ')) {
      this.#openChannel();
    }
    this.#describing = true;
    await this.#pc.setLocalDescription();
    await this.#firstCandidates();
    this.#describe();
  }

  /** @param {'audio' | 'video'} kind */
  #attach(kind) {
    const transceiver = this.#pc.getTransceivers().find(({ receiver }) => receiver.track.kind === kind);
    if (transceiver !== undefined && !this.#closed) {
      transceiver.direction = 'sendrecv';
      // fails only where the connection is closed meanwhile
      transceiver.sender.replaceTrack(this.#tracks[kind]).catch(() => {});
    }
  }

  #openChannel() {
    const channel = this.#pc.createDataChannel('call', { negotiated: true, id: 0 });
    this.#channel = channel;
    channel.onopen = () => this.#on.channelOpen();
    channel.onmessage = ({ data }) => {
      const message = readChannelMessage(data);
      if (message !== null && !this.#closed) {
        this.#on.channelMessage(message);
      }
    };
  }

  /** Sends the local description, and with it all candidates so far: they stand in it. */
  #describe() {
    this.#describing = false;
    const description = this.#pc.localDescription;
    if (this.#closed || description === null) {
      return;
    }
    this.#env.clearTimeout(this.#batchTimer);
    this.#batchTimer = null;
    this.#candidates = [];
    this.#batches = 0;
    this.#sendDescription({ type: description.type, sdp: description.sdp });
  }

  /** @returns {Promise<void>} when gathering is over, or after a moment */
  #firstCandidates() {
    const pc = this.#pc;
    if (pc.iceGatheringState === 'complete') {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const done = () => {
        this.#env.clearTimeout(timer);
        pc.onicegatheringstatechange = null;
        resolve();
      };
      const timer = this.#env.setTimeout(done, FIRST_CANDIDATES_MS);
      pc.onicegatheringstatechange = () => {
        if (pc.iceGatheringState === 'complete') {
          done();
        }
      };
    });
  }

  /** @param {RTCIceCandidate | null} candidate null at the end */
  #gathered(candidate) {
    if (this.#describing) {
      return;
    }
    if (candidate === null) {
      this.#flush();
      return;
    }
    this.#candidates.push(candidate.toJSON());
    if (this.#batchTimer === null && this.#batches < BATCH_MS.length) {
      this.#batchTimer = this.#env.setTimeout(() => this.#flush(), BATCH_MS[this.#batches]);
    }
  }

  #flush() {
    this.#env.clearTimeout(this.#batchTimer);
    this.#batchTimer = null;
    if (!this.#closed && this.#candidates.length > 0) {
      this.#batches += 1;
      this.#sendCandidates(this.#candidates.splice(0));
    }
  }

  /** @param {RTCIceCandidateInit[]} candidates */
  async #applyCandidates(candidates) {
    for (const candidate of candidates) {
      try {
        await this.#pc.addIceCandidate(candidate);
      } catch {
        // one that does not fit, or belongs to an ignored offer, is one way less to the peer and no more
      }
    }
  }
}
