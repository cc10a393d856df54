import { Calls } from '../../main/webapp/signaling-client.js';
import { ADA, BOB, Clock, FakeMediaStream, FakeServer, fakeDevices, fakePeerConnections, settle } from './fakes.js';

/** A clock, a server, and pages that call each other. */
export class World {
  clock = new Clock();
  server = new FakeServer();
  connections = fakePeerConnections();
  #lastId = 0;

  /** A page of a user: its telephone, and what was rung and missed there. */
  page(self, { devices = fakeDevices(), old = false } = {}) {
    const client = this.server.join(self);
    if (old) {
      makeOld(client);
    }
    const env = {
      ...this.clock.env,
      RTCPeerConnection: this.connections.FakePeerConnection,
      MediaStream: FakeMediaStream,
      devices,
      randomId: () => `id-${++this.#lastId}`,
    };
    const calls = new Calls(client, { env });
    const rings = [];
    const missed = [];
    calls.addEventListener('ring', ({ detail }) => rings.push(detail.call));
    calls.addEventListener('missed', ({ detail }) => missed.push(detail));
    return { client, calls, rings, missed, devices };
  }

  /** Ada calls Bob, who accepts. Ada is the polite side. */
  async connectedCall({ ada = this.page(ADA), bob = this.page(BOB) } = {}) {
    const outgoing = ada.calls.ring(BOB);
    await settle();
    bob.rings[0].accept();
    await this.clock.pass(50);
    this.all('connected');
    await this.clock.pass(1_000);
    const [bobs, adas] = this.connections.made;
    return { ada, bob, outgoing, incoming: bob.rings[0], adas, bobs };
  }

  all(state) {
    this.connections.made.forEach((connection) => connection.become(state));
  }

  /** What a user has sent, as `kind` or, for descriptions, `offer` and `answer`. */
  sent(subject) {
    return this.server.log.filter(({ from, kind }) => from === subject && kind)
      .map(({ kind, body }) => (kind === 'description' ? body.description.type : kind));
  }
}

/** The page does what pages did before messages had numbers: it sends none, and does not understand them. */
function makeOld(client) {
  const strip = ({ n, ack, answerTo, ...body }) => body;
  const send = client.send.bind(client);
  client.send = async (target, type, body) => {
    if (body?.kind !== 'ack') {
      await send(target, type, body && strip(body));
    }
  };
  const emit = client.emit.bind(client);
  client.emit = (name, detail) => {
    if (name !== 'message') {
      emit(name, detail);
    } else if (detail.body?.kind !== 'ack') {
      emit(name, { ...detail, body: detail.body && strip(detail.body) });
    }
  };
}
