import { CandidateBatches } from './candidate-batches.js';
import { readChannelMessage } from './call-message.js';

/**
 * How long a description waits for ICE candidates that come at once: those of the own network do, and then travel
 * inside it instead of in a message of their own.
 */
const FIRST_CANDIDATES_MS = 40;
/** An offer that is older than this and meets one of the peer was lost. */
const UNHEARD_AFTER_MS = 1_000;
/** @type {RTCConfiguration} */
const CONFIGURATION = { bundlePolicy: 'max-bundle' };
const FAREWELL_MS = 250;
const MAX_WAITING_CANDIDATES = 256;

/** @typedef {{type: 'offer' | 'answer', sdp: string}} Description */
/** @typedef {{audio: MediaStreamTrack | null, video: MediaStreamTrack | null}} Tracks */

/**
 * One RTCPeerConnection and its negotiation, by the perfect-negotiation pattern (WebRTC 1.0, section 10.7): both sides
 * may offer at any time, and when both do, the polite one gives way.
 *
 * One audio and one video transceiver exist from the start, so that camera, microphone and screen come and go by
 * replaceTrack, without another round of negotiation. The data channel carries what must not wait for the server.
 *
 * Descriptions may come late or twice: an offer counts once, unless it had to be ignored, and an answer counts for the
 * current offer alone. Pages that do not number their messages send each description once.
 */
export class Negotiation {
  #env;
  #polite;
  #sendDescription;
  #on;
  #pc;
  /** @type {RTCDataChannel | null} */
  #channel = null;
  /** @type {Tracks} */
  #tracks = { audio: null, video: null };
  #makingOffer = false;
  /** The number of the offer that waits for its answer; 0 where there is none. */
  #ownOffer = 0;
  /** The number of the peer's last description that was taken: an offer from before it is void. */
  #peerLatest = 0;
  #offeredAt = 0;
  /** While a description is being made: the candidates of that time stand in it. */
  #describing = false;
  #closed = false;
  #batches;
  /** Candidates that came before the description they belong to. @type {RTCIceCandidateInit[]} */
  #early = [];
  /** Descriptions and candidates are applied one after the other, in the order in which they came. */
  #queue = Promise.resolve();

  /**
   * @param {object} options
   * @param {import('./environment.js').Environment} options.env
   * @param {RTCIceServer[]} options.iceServers
   * @param {boolean} options.polite
   * @param {(message: {description: Description, answerTo?: number}, latest: () => Description) => number}
   *     options.sendDescription gives the number of the message
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
    this.#batches = new CandidateBatches(env, sendCandidates);
    this.#on = on;
    const pc = new env.RTCPeerConnection({ ...CONFIGURATION, iceServers });
    this.#pc = pc;
    pc.onnegotiationneeded = () => this.#offer();
    pc.onicecandidate = ({ candidate }) => this.#gathered(candidate);
    pc.ontrack = ({ track }) => on.track(track);
    pc.onconnectionstatechange = () => on.connection(pc.connectionState);
  }

  /** Begins as the side that offers first. */
  start() {
    this.#pc.addTransceiver('audio');
    this.#pc.addTransceiver('video');
    this.#openChannel();
  }

  /** @param {Tracks} tracks null to send nothing */
  sendTracks(tracks) {
    this.#tracks = tracks;
    this.#attach('audio');
    this.#attach('video');
  }

  /** @param {Pick<import('./call-message.js').CallBody, 'description' | 'candidates' | 'n' | 'answerTo'>} body */
  receive({ description, candidates = [], ...numbers }) {
    this.#enqueue(async () => {
      if (description?.type === 'offer') {
        await this.#applyOffer(description, numbers.n);
      } else if (description !== undefined) {
        await this.#applyAnswer(description, numbers);
      } else if (this.#pc.remoteDescription === null) {
        this.#early = [...this.#early, ...candidates].slice(-MAX_WAITING_CANDIDATES);
      } else {
        await this.#applyCandidates(candidates);
      }
    });
  }

  /** @param {RTCIceServer[]} iceServers for the next restart */
  setServers(iceServers) {
    try {
      this.#pc.setConfiguration({ ...CONFIGURATION, iceServers });
    } catch {
      // closed meanwhile, or servers that the browser does not take: those that it has stay
    }
  }

  /** Looks for another way to the peer; media goes on meanwhile where it can. */
  restartIce() {
    this.#pc.restartIce();
  }

  /** Where much was lost, the peer's browser would ask for a whole picture seconds later. */
  sendWholePicture() {
    const sender = this.#transceiver('video')?.sender;
    sender?.setParameters(sender.getParameters(), { encodingOptions: [{ keyFrame: true }] }).catch(() => {
      // the browser will ask for it by itself
    });
  }

  /** Whether both sides have described themselves, so that only a way can be missing. */
  get isAgreed() {
    return this.#pc.currentRemoteDescription !== null;
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
    this.#batches.clear();
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
          this.#on.malformed(String(error));
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

  /**
   * @param {Description} offer
   * @param {number} [n]
   */
  async #applyOffer(offer, n) {
    if (n !== undefined && n <= this.#peerLatest) {
      return;
    }
    if (!this.#polite && (this.#makingOffer || this.#pc.signalingState !== 'stable')) {
      if (n === undefined && this.#ownOffer > 0 && this.#env.now() - this.#offeredAt > UNHEARD_AFTER_MS) {
        // whoever offers now has not heard this side's offer, and will not repeat its own
        this.#describe();
      }
      return;
    }
    this.#peerLatest = n ?? this.#peerLatest;
    this.#ownOffer = 0;
    await this.#pc.setRemoteDescription(offer);
    await this.#applyCandidates(this.#early.splice(0));
    await this.#answer(offer.sdp, n);
  }

  /**
   * @param {Description} answer
   * @param {{n?: number, answerTo?: number}} numbers
   */
  async #applyAnswer(answer, { n, answerTo }) {
    // else a repetition, or an answer to an offer that was rolled back
    if (this.#ownOffer > 0 && (answerTo ?? this.#ownOffer) === this.#ownOffer) {
      this.#ownOffer = 0;
      this.#peerLatest = n ?? this.#peerLatest;
      await this.#pc.setRemoteDescription(answer);
      await this.#applyCandidates(this.#early.splice(0));
    }
  }

  /**
   * @param {string} offer
   * @param {number} [answerTo]
   */
  async #answer(offer, answerTo) {
    this.sendTracks(this.#tracks);
    if (this.#channel === null && offer.includes('\nm=application ')) {
      this.#openChannel();
    }
    this.#describing = true;
    await this.#pc.setLocalDescription();
    await this.#firstCandidates();
    this.#describe(answerTo);
  }

  /** @param {'audio' | 'video'} kind */
  #attach(kind) {
    const transceiver = this.#transceiver(kind);
    if (transceiver !== undefined && !this.#closed) {
      transceiver.direction = 'sendrecv';
      // fails only where the connection is closed meanwhile
      transceiver.sender.replaceTrack(this.#tracks[kind]).catch(() => {});
    }
  }

  /** @param {'audio' | 'video'} kind */
  #transceiver(kind) {
    return this.#pc.getTransceivers().find(({ receiver }) => receiver.track.kind === kind);
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

  /**
   * Sends the local description, and with it all candidates so far: they stand in it.
   *
   * @param {number} [answerTo]
   */
  #describe(answerTo) {
    this.#describing = false;
    // setLocalDescription without an argument makes no other
    const description = /** @type {Description | null} */ (this.#pc.localDescription);
    if (this.#closed || description === null) {
      return;
    }
    this.#batches.clear();
    const { type } = description;
    const latest = () => {
      const now = /** @type {Description | null} */ (this.#pc.localDescription);
      return now?.type === type ? now : description;
    };
    const n = this.#sendDescription({ description, answerTo }, latest);
    if (type === 'offer') {
      this.#ownOffer = n;
      this.#offeredAt = this.#env.now();
    }
  }

  /** @returns {Promise<void>} when gathering is over, or after a moment */
  #firstCandidates() {
    const pc = this.#pc;
    return new Promise((resolve) => {
      const timer = this.#env.setTimeout(resolve, FIRST_CANDIDATES_MS);
      const look = () => {
        if (pc.iceGatheringState === 'complete') {
          this.#env.clearTimeout(timer);
          resolve();
        }
      };
      pc.onicegatheringstatechange = look;
      look();
    });
  }

  /** @param {RTCIceCandidate | null} candidate */
  #gathered(candidate) {
    if (!this.#describing) {
      this.#batches.add(candidate);
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
