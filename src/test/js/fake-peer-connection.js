/**
 * RTCPeerConnection as WebRTC 1.0 says, as far as calls depend on it: signaling states with rollback (4.4.1), the
 * operations chain, negotiationneeded (4.7.3), ICE restarts, configuration. Its connection comes when a test says so.
 * conformance.js says the same of a browser's own.
 */

function failure(name, message = name) {
  return Object.assign(new Error(message), { name });
}

/** What is left of a direction where the other side has `other`. */
function agreed(direction, other) {
  const sends = direction.startsWith('send') && (other === 'sendrecv' || other === 'recvonly');
  const receives = direction.endsWith('recv') && (other === 'sendrecv' || other === 'sendonly');
  return `${sends}/${receives}`;
}

class FakeTransceiver {
  #onDirection;
  #direction;
  mid = null;
  /** What the current local description says, and what the remote one did. */
  described = null;
  remote = null;
  heard = false;
  wholePictures = 0;

  constructor(kind, direction, onDirection) {
    this.#direction = direction;
    this.#onDirection = onDirection;
    this.receiver = { track: { kind, readyState: 'live' } };
    this.sender = { track: null, replaceTrack: async (track) => { this.sender.track = track; } };
    this.sender.getParameters = () => ({ encodings: [{}] });
    this.sender.setParameters = async (_, { encodingOptions: [{ keyFrame }] }) => { this.wholePictures += keyFrame; };
  }

  get direction() {
    return this.#direction;
  }

  set direction(direction) {
    if (direction !== this.#direction) {
      this.#direction = direction;
      this.#onDirection();
    }
  }
}

class PeerConnection {
  signalingState = 'stable';
  connectionState = 'new';
  iceGatheringState = 'new';
  currentLocalDescription = null;
  pendingLocalDescription = null;
  currentRemoteDescription = null;
  pendingRemoteDescription = null;
  transceivers = [];
  candidates = [];
  restarts = 0;
  /** Of sound and pictures, that have come. */
  packets = 0;
  closed = false;
  #name;
  #versions = 0;
  #chain = Promise.resolve();
  #operations = 0;
  #checkWhenIdle = false;
  #needed = false;
  #credentials = null;
  #toReplace = null;

  constructor(config, name) {
    this.config = config;
    this.#name = name;
  }

  get localDescription() {
    return this.pendingLocalDescription ?? this.currentLocalDescription;
  }

  get remoteDescription() {
    return this.pendingRemoteDescription ?? this.currentRemoteDescription;
  }

  addTransceiver(kind, { direction = 'sendrecv' } = {}) {
    this.#makeTransceiver(kind, direction);
    this.#updateNegotiationNeeded();
  }

  getTransceivers() {
    return this.transceivers;
  }

  createDataChannel() {
    this.channel = { readyState: 'connecting', sent: [], send: (text) => this.channel.sent.push(JSON.parse(text)) };
    this.#updateNegotiationNeeded();
    return this.channel;
  }

  getConfiguration() {
    return this.config;
  }

  setConfiguration(config) {
    this.#mustBeOpen();
    if ((config.bundlePolicy ?? 'balanced') !== (this.config.bundlePolicy ?? 'balanced')) {
      throw failure('InvalidModificationError');
    }
    this.config = config;
  }

  setLocalDescription(description) {
    return this.#chained(async () => {
      const type = description?.type ?? (this.signalingState === 'have-remote-offer' ? 'answer' : 'offer');
      if (type === 'rollback') {
        this.#rollback('have-local-offer');
        return;
      }
      this.#must(type === 'answer' ? ['have-remote-offer'] : ['stable', 'have-local-offer']);
      this.#describe(type);
      this.#gather();
    });
  }

  setRemoteDescription(description) {
    return this.#chained(async () => {
      if (!description.sdp?.startsWith('v=0') || description.sdp.includes('nonsense')) {
        throw failure('OperationError', 'Failed to parse SessionDescription');
      }
      if (description.type === 'answer') {
        this.#must(['have-local-offer']);
        const heard = this.#applyRemote(description);
        this.#settle();
        this.#tellTracks(heard);
        return;
      }
      if (this.signalingState === 'have-local-offer') {
        this.#rollback('have-local-offer');
      }
      this.#must(['stable', 'have-remote-offer']);
      const heard = this.#applyRemote(description);
      this.#become('have-remote-offer');
      this.#tellTracks(heard);
    });
  }

  addIceCandidate(candidate) {
    return this.#chained(async () => {
      if (candidate?.candidate && this.remoteDescription === null) {
        throw failure('InvalidStateError');
      }
      if (candidate?.candidate === 'broken') {
        throw failure('OperationError', 'no candidate');
      }
      if (candidate?.candidate) {
        this.candidates.push(candidate.candidate);
      }
    });
  }

  restartIce() {
    if (!this.closed) {
      this.restarts += 1;
      this.#toReplace = this.#ufragOf(this.localDescription);
      this.#updateNegotiationNeeded();
    }
  }

  async getStats() {
    return new Map([['in', { type: 'inbound-rtp', packetsReceived: this.packets }], ['out', { type: 'outbound-rtp' }]]);
  }

  become(state) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  gather(candidate) {
    this.onicecandidate?.({ candidate: candidate && { candidate, toJSON: () => ({ candidate, sdpMid: '0' }) } });
  }

  close() {
    this.closed = true;
    this.signalingState = 'closed';
    this.connectionState = 'closed';
  }

  #makeTransceiver(kind, direction) {
    this.transceivers.push(new FakeTransceiver(kind, direction, () => this.#updateNegotiationNeeded()));
  }

  #describe(type) {
    const fresh = this.#credentials === null
      || (type === 'offer' ? this.#toReplace === this.#credentials : this.#isRestartedByPeer());
    const ufrag = fresh ? `${this.#name}.${++this.#versions}` : this.#credentials;
    this.transceivers.forEach((transceiver, index) => { transceiver.mid ??= String(index); });
    const application = this.channel || /m=application/.test(this.remoteDescription?.sdp) ? ['m=application 9'] : [];
    const lines = this.transceivers.map(({ receiver, direction }) => `m=${receiver.track.kind} 9 ${direction}`);
    const sdp = [`v=0 ${type} of ${this.#name}`, `a=ice-ufrag:${ufrag}`, ...lines, ...application, ''].join('\n');
    this.pendingLocalDescription = { type, sdp };
    if (type === 'answer') {
      this.#settle();
    } else {
      this.#become('have-local-offer');
    }
  }

  #isRestartedByPeer() {
    const before = this.#ufragOf(this.currentRemoteDescription);
    return before !== null && before !== this.#ufragOf(this.pendingRemoteDescription);
  }

  #ufragOf(description) {
    return /a=ice-ufrag:(\S+)/.exec(description?.sdp ?? '')?.[1] ?? null;
  }

  /** @returns the tracks that are new */
  #applyRemote(description) {
    this.pendingRemoteDescription = { type: description.type, sdp: description.sdp };
    const lines = [...description.sdp.matchAll(/m=(audio|video) 9 (\w+)/g)];
    const heard = [];
    lines.forEach(([, kind, direction], index) => {
      if (this.transceivers[index] === undefined) {
        this.#makeTransceiver(kind, 'recvonly');
      }
      const transceiver = this.transceivers[index];
      transceiver.remote = direction;
      if (!transceiver.heard && direction.startsWith('send')) {
        transceiver.heard = true;
        heard.push(transceiver.receiver.track);
      }
    });
    return heard;
  }

  /** After the new state was told. */
  #tellTracks(tracks) {
    tracks.forEach((track) => this.ontrack?.({ track }));
  }

  /** Offer and answer are both there. */
  #settle() {
    this.currentLocalDescription = this.pendingLocalDescription;
    this.currentRemoteDescription = this.pendingRemoteDescription;
    this.pendingLocalDescription = this.pendingRemoteDescription = null;
    this.#credentials = this.#ufragOf(this.currentLocalDescription);
    if (this.#toReplace !== this.#credentials) {
      this.#toReplace = null;
    }
    this.transceivers.forEach((transceiver, index) => {
      transceiver.mid ??= String(index);
      transceiver.described = transceiver.direction;
    });
    this.#become('stable');
  }

  #rollback(from) {
    this.#must([from]);
    this.pendingLocalDescription = this.pendingRemoteDescription = null;
    if (this.currentLocalDescription === null) {
      this.transceivers.forEach((transceiver) => { transceiver.mid = null; });
    }
    this.#become('stable');
  }

  #become(state) {
    if (state !== this.signalingState) {
      this.signalingState = state;
      this.onsignalingstatechange?.();
    }
    if (state === 'stable') {
      this.#needed = false;
      this.#updateNegotiationNeeded();
    }
  }

  #gather() {
    this.iceGatheringState = 'gathering';
    queueMicrotask(() => {
      if (!this.closed && this.iceGatheringState === 'gathering') {
        this.onicecandidate?.({ candidate: null });
        this.iceGatheringState = 'complete';
        this.onicegatheringstatechange?.();
      }
    });
  }

  #mustBeOpen() {
    if (this.closed) {
      throw failure('InvalidStateError');
    }
  }

  #must(states) {
    if (!states.includes(this.signalingState)) {
      throw failure('InvalidStateError', `${this.signalingState} is none of ${states}`);
    }
  }

  /** One operation after the other; what is under way when the connection is closed never settles. */
  #chained(operation) {
    if (this.closed) {
      return Promise.reject(failure('InvalidStateError'));
    }
    this.#operations += 1;
    return new Promise((resolve, reject) => {
      this.#chain = this.#chain.then(() => (this.closed ? undefined : operation())).then(
        () => this.closed || resolve(),
        (error) => this.closed || reject(error),
      ).then(() => {
        this.#operations -= 1;
        if (this.#operations === 0 && this.#checkWhenIdle) {
          this.#checkWhenIdle = false;
          this.#updateNegotiationNeeded();
        }
      });
    });
  }

  #updateNegotiationNeeded() {
    if (this.#operations > 0) {
      this.#checkWhenIdle = true;
      return;
    }
    queueMicrotask(() => {
      if (this.#operations > 0) {
        this.#checkWhenIdle = true;
      } else if (!this.closed && this.signalingState === 'stable') {
        const before = this.#needed;
        this.#needed = this.#isNegotiationNeeded();
        if (this.#needed && !before) {
          this.onnegotiationneeded?.();
        }
      }
    });
  }

  #isNegotiationNeeded() {
    const { sdp, type } = this.currentLocalDescription ?? { sdp: '', type: '' };
    return this.#toReplace !== null || (this.channel !== undefined && !sdp.includes('m=application'))
      || this.transceivers.some(({ mid, direction, described, remote }) => mid === null || (type === 'offer'
        ? direction !== described
        : agreed(direction, remote) !== agreed(described, remote)));
  }
}

/** Makes RTCPeerConnection stand-ins and keeps them in `made`. */
export function fakePeerConnections() {
  const made = [];
  class FakePeerConnection extends PeerConnection {
    constructor(config = {}) {
      super(config, made.length);
      made.push(this);
    }
  }
  return { made, FakePeerConnection };
}
