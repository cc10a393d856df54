/** A clock, a network and devices that tests drive by hand. */

export const ADA = { issuer: 'https://idp.example/a', subject: 'ada', username: 'Ada' };
export const BOB = { issuer: 'https://idp.example/a', subject: 'bob', username: 'Bob' };
export const CARL = { issuer: 'https://idp.example/a', subject: 'carl', username: 'Carl' };

/** Lets everything run that waits for nothing but its turn. */
export async function settle() {
  for (let turn = 0; turn < 30; turn++) {
    await Promise.resolve();
  }
}

export class Clock {
  #now = 1_000_000;
  #timers = new Map();
  #last = 0;

  get env() {
    return {
      setTimeout: (run, ms) => {
        this.#timers.set(++this.#last, { run, at: this.#now + ms });
        return this.#last;
      },
      clearTimeout: (timer) => this.#timers.delete(timer),
      now: () => this.#now,
    };
  }

  get pending() {
    return this.#timers.size;
  }

  /** The time goes on, and the timers with the device stand still. */
  sleep(ms) {
    this.#now += ms;
    this.#timers.forEach((timer) => { timer.at += ms; });
  }

  async pass(ms) {
    const end = this.#now + ms;
    await settle();
    for (let due = this.#due(end); due !== undefined; due = this.#due(end)) {
      this.#timers.delete(due[0]);
      this.#now = due[1].at;
      due[1].run();
      await settle();
    }
    this.#now = end;
  }

  #due(end) {
    return [...this.#timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0];
  }
}

/** Makes WebSocket stand-ins and keeps them in `made`. */
export function fakeSockets() {
  const made = [];
  class FakeSocket {
    sent = [];
    closed = false;

    constructor(url) {
      this.url = url;
      made.push(this);
    }

    send(text) {
      this.sent.push(JSON.parse(text));
    }

    close() {
      this.closed = true;
    }

    hear(message) {
      this.onmessage({ data: typeof message === 'string' ? message : JSON.stringify(message) });
    }
  }
  return { made, FakeSocket };
}

/** What a SignalingClient looks like to `Calls`: two of them are joined by a `FakeServer`. */
export class FakeServer {
  clients = [];
  log = [];

  join(self) {
    const client = new FakeClient(this, self);
    this.clients.push(client);
    return client;
  }

  relay(from, target, type, body) {
    this.log.push({ from: from.self.subject, kind: body?.kind });
    const receivers = this.clients.filter(({ self, up }) => up && self.subject === target.subject);
    if (receivers.length === 0) {
      throw Object.assign(new Error('offline'), { code: 'target-offline' });
    }
    const origin = { issuer: from.self.issuer, subject: from.self.subject };
    const copy = JSON.parse(JSON.stringify(body));
    for (const receiver of receivers) {
      queueMicrotask(() => receiver.emit('message', { type, origin, body: copy }));
    }
  }

  kinds(subject) {
    return this.log.filter(({ from, kind }) => from === subject && kind).map(({ kind }) => kind);
  }
}

class FakeClient extends EventTarget {
  up = true;
  users = new Map([ADA, BOB, CARL].map((user) => [JSON.stringify([user.issuer, user.subject]), user]));

  constructor(server, self) {
    super();
    this.server = server;
    this.self = self;
  }

  isOnline(user) {
    return this.server.clients.some(({ self, up }) => up && self.subject === user.subject);
  }

  async send(target, type, body) {
    if (!this.up) {
      throw Object.assign(new Error('away'), { code: 'not-connected' });
    }
    if (target === null) {
      throw Object.assign(new Error('no target'), { code: 'bad-target' });
    }
    this.server.relay(this, target, type, body);
  }

  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Makes RTCPeerConnection stand-ins: their descriptions are words, their connection comes when the test says so. */
export function fakePeerConnections() {
  const made = [];
  class FakePeerConnection {
    signalingState = 'stable';
    connectionState = 'new';
    iceGatheringState = 'complete';
    localDescription = null;
    remoteDescription = null;
    transceivers = [];
    candidates = [];
    restarts = 0;

    constructor(config) {
      this.config = config;
      made.push(this);
    }

    addTransceiver(kind) {
      this.#makeTransceiver(kind);
      if (kind === 'video') {
        queueMicrotask(() => this.onnegotiationneeded?.());
      }
    }

    #makeTransceiver(kind) {
      const sender = { track: null, replaceTrack: async (track) => { sender.track = track; } };
      this.transceivers.push({ receiver: { track: { kind } }, sender, direction: 'recvonly' });
    }

    getTransceivers() {
      return this.transceivers;
    }

    createDataChannel() {
      this.channel = { readyState: 'connecting', sent: [], send: (text) => this.channel.sent.push(JSON.parse(text)) };
      return this.channel;
    }

    async setLocalDescription() {
      const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
      this.localDescription = { type, sdp: `v=0 ${type} of ${made.indexOf(this)}\nm=application 9` };
      this.signalingState = type === 'answer' ? 'stable' : 'have-local-offer';
    }

    async setRemoteDescription(description) {
      if (description.sdp.includes('nonsense')) {
        throw new TypeError('Failed to parse SessionDescription');
      }
      if (description.type === 'offer' && this.transceivers.length === 0) {
        this.#makeTransceiver('audio');
        this.#makeTransceiver('video');
      }
      this.remoteDescription = description;
      this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    }

    async addIceCandidate(candidate) {
      if (candidate.candidate === 'broken') {
        throw new TypeError('no candidate');
      }
      this.candidates.push(candidate.candidate);
    }

    restartIce() {
      this.restarts += 1;
      this.onnegotiationneeded?.();
    }

    become(state) {
      this.connectionState = state;
      this.onconnectionstatechange?.();
    }

    gather(candidate) {
      this.onicecandidate?.({ candidate: candidate && { toJSON: () => ({ candidate, sdpMid: '0' }) } });
    }

    close() {
      this.closed = true;
    }
  }
  return { made, FakePeerConnection };
}

/** Camera and microphone; `deny` names the kinds that are refused. */
export function fakeDevices({ deny = [] } = {}) {
  const tracks = [];
  const track = (kind) => {
    const made = { kind, enabled: true, stopped: false, stop: () => { made.stopped = true; } };
    tracks.push(made);
    return made;
  };
  const stream = (list) => ({
    getTracks: () => list,
    getAudioTracks: () => list.filter(({ kind }) => kind === 'audio'),
    getVideoTracks: () => list.filter(({ kind }) => kind === 'video'),
    addTrack: (added) => list.push(added),
  });
  return {
    tracks,
    getUserMedia: async (constraints) => {
      const kinds = ['audio', 'video'].filter((kind) => constraints[kind]);
      if (kinds.some((kind) => deny.includes(kind))) {
        throw Object.assign(new Error('denied'), { name: 'NotAllowedError' });
      }
      return stream(kinds.map(track));
    },
    getDisplayMedia: async () => stream([track('video')]),
  };
}
