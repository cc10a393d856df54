/** A clock and a network that tests drive by hand; devices and connections have files of their own. */

export { FakeMediaStream, FakeTrack, fakeAudio, fakeDevices } from './fake-devices.js';
export { fakePeerConnections } from './fake-peer-connection.js';

export const ADA = { issuer: 'https://idp.example/a', subject: 'ada', username: 'Ada' };
export const BOB = { issuer: 'https://idp.example/a', subject: 'bob', username: 'Bob' };
export const CARL = { issuer: 'https://idp.example/a', subject: 'carl', username: 'Carl' };

/** Lets everything run that waits for nothing but its turn: all microtasks come before the next round of the loop. */
export function settle() {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
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

/** What the server answers to its own questions: a newer one also says whom it took. */
const ANSWERS = {
  iceServers: { type: 'iceServers', body: { iceServers: [], ttl: 600 } },
  refresh: { type: 'refresh', body: { expires: 1 } },
  self: { type: 'error', body: { code: 'bad-target', message: 'm', request: { type: 'self' } } },
};

/** Makes WebSocket stand-ins and keeps them in `made`; one that is `dead` swallows everything without a word. */
export function fakeSockets() {
  const made = [];
  class FakeSocket {
    sent = [];
    closed = false;
    dead = false;

    constructor(url, protocols) {
      this.url = url;
      this.protocols = protocols;
      made.push(this);
    }

    send(text) {
      const message = JSON.parse(text);
      this.sent.push(message);
      if (!this.dead && message.target === undefined && message.type in ANSWERS) {
        queueMicrotask(() => this.hear(ANSWERS[message.type]));
      }
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
    this.log.push({ from: from.self.subject, kind: body?.kind, body });
    const receivers = this.clients.filter(({ self, up }) => up && self.subject === target.subject);
    if (receivers.length === 0) {
      throw Object.assign(new Error('offline'), { code: 'target-offline' });
    }
    const origin = { issuer: from.self.issuer, subject: from.self.subject };
    const copy = JSON.parse(JSON.stringify(body));
    for (const receiver of receivers.filter(({ deaf }) => !deaf)) {
      queueMicrotask(() => receiver.emit('message', { type, origin, body: copy }));
    }
  }

  kinds(subject) {
    return this.log.filter(({ from, kind }) => from === subject && kind).map(({ kind }) => kind);
  }
}

/**
 * `up`: whether it knows of a connection. One that is `mute` or `deaf` has a dead one and does not know it: what it
 * sends, or what is sent to it, is lost.
 */
class FakeClient extends EventTarget {
  up = true;
  mute = false;
  deaf = false;
  checks = 0;
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
    if (!this.mute) {
      this.server.relay(this, target, type, body);
    }
  }

  check() {
    this.checks += 1;
  }

  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
