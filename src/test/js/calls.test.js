import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { Calls } from '../../main/webapp/signaling-client.js';
import {
  ADA, BOB, CARL, Clock, FakeMediaStream, FakeServer, fakeDevices, fakePeerConnections, settle,
} from './fakes.js';

let clock;
let server;
let connections;
let lastId;

/** A page of a user: its telephone, and what was rung there. */
function page(self, devices = fakeDevices()) {
  const client = server.join(self);
  const env = {
    ...clock.env,
    RTCPeerConnection: connections.FakePeerConnection,
    MediaStream: FakeMediaStream,
    devices,
    randomId: () => `id-${++lastId}`,
  };
  const calls = new Calls(client, { env });
  const rings = [];
  calls.addEventListener('ring', ({ detail }) => rings.push(detail.call));
  return { client, calls, rings, devices };
}

async function connectedCall() {
  const ada = page(ADA);
  const bob = page(BOB);
  const outgoing = ada.calls.ring(BOB);
  await settle();
  bob.rings[0].accept();
  await clock.pass(50);
  connections.made.forEach((connection) => connection.become('connected'));
  return { ada, bob, outgoing, incoming: bob.rings[0] };
}

beforeEach(() => {
  clock = new Clock();
  server = new FakeServer();
  connections = fakePeerConnections();
  lastId = 0;
});

describe('a call', () => {
  it('rings, is accepted, connects and ends, with three messages one way and one the other', async () => {
    const { bob, outgoing, incoming } = await connectedCall();
    assert.equal(outgoing.state, 'connected');
    assert.equal(incoming.state, 'connected');
    assert.deepEqual(connections.made.map(({ signalingState }) => signalingState), ['stable', 'stable']);
    outgoing.hangUp();
    await settle();
    assert.equal(incoming.reason, 'hung-up-by-peer');
    assert.deepEqual(server.kinds('ada'), ['ring', 'description', 'hangup']);
    assert.deepEqual(server.kinds('bob'), ['accept']);
    assert.ok(bob.devices.tracks.length > 0 && bob.devices.tracks.every(({ stopped }) => stopped));
    await clock.pass(300);
    assert.ok(connections.made.every(({ closed }) => closed));
  });

  it('sends camera and microphone both ways', async () => {
    await connectedCall();
    for (const { transceivers } of connections.made) {
      assert.deepEqual(transceivers.map(({ sender }) => sender.track?.kind), ['audio', 'video']);
    }
  });

  it('learns who rings when the ring has overtaken the list of users', async () => {
    const ada = page(ADA);
    const bob = page(BOB);
    const { users } = bob.client;
    bob.client.users = new Map();
    ada.calls.ring(BOB);
    await settle();
    const [call] = bob.rings;
    assert.equal(call.peer.username, undefined);
    const names = [];
    call.addEventListener('peer', ({ detail }) => names.push(detail.peer.username));

    bob.client.users = users;
    bob.client.emit('users', {});
    bob.client.emit('users', {});

    assert.deepEqual([call.peer, names], [ADA, ['Ada']]);
  });

  it('can be declined, and then rings nowhere else', async () => {
    const ada = page(ADA);
    const [bob, other] = [page(BOB), page(BOB)];
    const call = ada.calls.ring(BOB);
    await settle();
    bob.rings[0].decline();
    await settle();
    assert.equal(call.reason, 'declined');
    assert.equal(other.rings[0].reason, 'declined-elsewhere');
  });

  it('is answered on one device only', async () => {
    const ada = page(ADA);
    const [bob, other] = [page(BOB), page(BOB)];
    const call = ada.calls.ring(BOB);
    await settle();
    bob.rings[0].accept();
    other.rings[0].accept();
    await clock.pass(50);
    assert.equal(call.state, 'connecting');
    assert.equal(bob.rings[0].state, 'connecting');
    assert.equal(other.rings[0].reason, 'answered-elsewhere');
  });

  it('can be cancelled, and gives up by itself when nobody answers', async () => {
    const ada = page(ADA);
    const bob = page(BOB);
    ada.calls.ring(BOB).hangUp();
    await settle();
    assert.equal(bob.rings[0].reason, 'cancelled');
    const second = ada.calls.ring(BOB);
    await clock.pass(45_000);
    assert.equal(second.reason, 'no-answer');
    assert.equal(bob.calls.isBusy, false);
  });

  it('meets a busy line', async () => {
    const { outgoing } = await connectedCall();
    const carl = page(CARL);
    const call = carl.calls.ring(BOB);
    await settle();
    assert.equal(call.reason, 'busy');
    assert.equal(outgoing.state, 'connected');
  });

  it('becomes one call when both ring each other', async () => {
    const ada = page(ADA);
    const bob = page(BOB);
    ada.calls.ring(BOB);
    bob.calls.ring(ADA);
    await clock.pass(50);
    assert.equal(ada.calls.current.id, bob.calls.current.id);
    assert.deepEqual([ada.calls.current.state, bob.calls.current.state], ['connecting', 'connecting']);
    assert.equal(ada.rings.length + bob.rings.length, 0);
  });

  it('needs another user', () => {
    const ada = page(ADA);
    assert.throws(() => ada.calls.ring(ADA), TypeError);
    assert.throws(() => ada.calls.ring({ issuer: '', subject: 'x' }), TypeError);
  });

  it('ends with a message when the offer is malformed', async () => {
    for (const description of [{ type: 'offer', sdp: 'v=0 nonsense' }, { type: 'offer' }, '<img>']) {
      const ada = page(ADA);
      const bob = server.join(BOB);
      const call = ada.calls.ring(BOB);
      await settle();
      await bob.send(ADA, 'call', { kind: 'accept', call: call.id, device: 'evil', description });
      await clock.pass(50);
      assert.equal(call.reason, 'failed');
      assert.equal(server.kinds('ada').at(-1), 'hangup');
      server.clients = [];
    }
  });

  it('ignores what somebody else says about it', async () => {
    const { outgoing } = await connectedCall();
    const carl = server.join(CARL);
    await carl.send(ADA, 'call', { kind: 'hangup', call: outgoing.id, device: 'x' });
    const bobElsewhere = server.join(BOB);
    await bobElsewhere.send(ADA, 'call', { kind: 'hangup', call: outgoing.id, device: 'another-page' });
    await settle();
    assert.equal(outgoing.state, 'connected');
  });

  it('goes on without pictures where the camera is denied, and says so', async () => {
    const ada = page(ADA, fakeDevices({ deny: ['video'] }));
    const problems = [];
    page(BOB);
    const call = ada.calls.ring(BOB);
    call.addEventListener('problem', ({ detail }) => problems.push(detail));
    await settle();
    assert.deepEqual(problems, [{ device: 'camera', problem: 'denied' }]);
    assert.deepEqual([call.local.audio, call.local.video], [true, false]);
  });
});

describe('during a call', () => {
  it('mute, camera and screen need no signaling', async () => {
    const { ada, outgoing } = await connectedCall();
    const before = server.log.length;
    const [connection] = connections.made.filter(({ transceivers }) => transceivers
      .some(({ sender }) => outgoing.local.tracks.includes(sender.track)));
    const sent = () => connection.transceivers[1].sender.track;
    outgoing.setMuted(true);
    assert.equal(ada.devices.tracks[0].enabled, false);
    await outgoing.setCamera(false);
    assert.equal(sent(), null);
    await outgoing.shareScreen(true);
    assert.equal(outgoing.local.screen, true);
    assert.ok(sent() !== null);
    sent().onended();
    await settle();
    assert.equal(outgoing.local.screen, false);
    await outgoing.setCamera(true);
    assert.equal(sent().kind, 'video');
    assert.equal(server.log.length, before);
  });

  it('the peer can hang up without the server', async () => {
    const { ada, outgoing, incoming } = await connectedCall();
    ada.client.up = false;
    connections.made[0].channel.onmessage({ data: '{"kind":"hangup"}' });
    connections.made[1].channel.onmessage({ data: '{"kind":"hangup"}' });
    assert.equal(outgoing.reason, 'hung-up-by-peer');
    assert.equal(incoming.reason, 'hung-up-by-peer');
  });

  it('a lost way is looked for anew, and the call goes on when it is found', async () => {
    const { outgoing } = await connectedCall();
    connections.made.forEach((connection) => connection.become('disconnected'));
    assert.equal(outgoing.state, 'interrupted');
    await clock.pass(4_600);
    assert.ok(connections.made.some(({ restarts }) => restarts === 1));
    connections.made.forEach((connection) => connection.become('connected'));
    assert.equal(outgoing.state, 'connected');
    await clock.pass(60_000);
    assert.equal(outgoing.state, 'connected');
  });

  it('a peer that stays away ends it', async () => {
    const { outgoing } = await connectedCall();
    connections.made.forEach((connection) => connection.become('failed'));
    await clock.pass(29_000);
    assert.equal(outgoing.reason, null);
    await clock.pass(1_000);
    assert.equal(outgoing.reason, 'lost');
  });

  it('a peer that is offline as well is waited for only a moment', async () => {
    const { ada, outgoing } = await connectedCall();
    ada.client.emit('users', { user: BOB, online: false });
    await clock.pass(60_000);
    assert.equal(outgoing.state, 'connected');
    connections.made.forEach((connection) => connection.become('disconnected'));
    await clock.pass(8_000);
    assert.equal(outgoing.reason, 'lost');
  });

  it('what could not be sent is sent when the connection is back', async () => {
    const { ada, incoming, outgoing } = await connectedCall();
    ada.client.up = false;
    outgoing.hangUp();
    await settle();
    assert.equal(incoming.state, 'connected');
    ada.client.up = true;
    ada.client.emit('users', {});
    await settle();
    assert.equal(incoming.reason, 'hung-up-by-peer');
  });
});

describe('ICE servers', () => {
  async function configOf(body) {
    const ada = page(ADA);
    const bob = page(BOB);
    const answer = async (target, type) => {
      assert.deepEqual([target, type], [null, 'iceServers']);
      ada.client.emit('message', { type: 'iceServers', origin: BOB, body: { iceServers: [{ urls: 'stun:evil' }] } });
      ada.client.emit('message', { type: 'iceServers', origin: null, body });
    };
    const relay = ada.client.send.bind(ada.client);
    ada.client.send = (target, ...rest) => (target === null ? answer : relay)(target, ...rest);
    ada.calls.ring(BOB);
    await settle();
    bob.rings[0].accept();
    await clock.pass(50);
    return connections.made.map(({ config }) => config.iceServers);
  }

  it('come from the server, and from nobody else', async () => {
    const turn = { urls: ['turn:turn.example:3478'], username: 'u', credential: 'c' };
    const given = await configOf({ iceServers: [turn, { urls: 'stun:stun.example' }], ttl: 600 });
    assert.ok(given.some((servers) => servers.length === 2 && servers[0].username === 'u'));
  });

  it('are left out where they make no sense', async () => {
    const odd = [null, {}, { urls: 'https://x' }, { urls: ['turn:no-credentials'] }, { urls: [5] }];
    const given = await configOf({ iceServers: odd, ttl: 600 });
    assert.deepEqual(given, [[], []]);
  });

  it('are done without where the server knows none', async () => {
    await connectedCall();
    assert.deepEqual(connections.made.map(({ config }) => config.iceServers), [[], []]);
  });
});

describe('ICE candidates', () => {
  it('travel in few messages, however many there are', async () => {
    await connectedCall();
    const before = server.log.length;
    for (let n = 0; n < 40; n++) {
      connections.made[0].gather(`candidate:${n}`);
      await clock.pass(100);
    }
    connections.made[0].gather(null);
    await settle();
    assert.equal(server.log.length - before, 4);
    assert.equal(connections.made[1].candidates.length, 40);
  });

  it('that are broken do no harm', async () => {
    const { outgoing } = await connectedCall();
    connections.made[0].gather('broken');
    connections.made[0].gather('candidate:1');
    await clock.pass(200);
    assert.deepEqual(connections.made[1].candidates, ['candidate:1']);
    assert.equal(outgoing.state, 'connected');
  });
});
