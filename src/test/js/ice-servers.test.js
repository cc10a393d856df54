import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { IceServers } from '../../main/webapp/signaling/ice-servers.js';
import { ADA, BOB, Clock, FakeServer, settle } from './fakes.js';
import { World } from './pages.js';

const TURN = { urls: ['turn:turn.example:3478'], username: 'u', credential: 'c' };
const STUN = { urls: ['stun:stun.example'] };

/** Makes a client answer the question as the server does; `answers` are given one after the other. */
function answering(client, ...answers) {
  const send = client.send.bind(client);
  client.asked = 0;
  client.send = async (target, type, ...rest) => {
    if (type !== 'iceServers' || !client.up) {
      return send(target, type, ...rest);
    }
    client.asked += 1;
    const body = answers.length > 1 ? answers.shift() : answers[0];
    client.emit('message', { type: 'iceServers', origin: null, body });
  };
  return client;
}

describe('ICE servers', () => {
  let clock;
  let client;
  let servers;

  beforeEach(() => {
    clock = new Clock();
    client = new FakeServer().join(ADA);
    servers = new IceServers(client, clock.env);
  });

  it('are asked for again when half of their time is over', async () => {
    answering(client, { iceServers: [TURN], ttl: 600 });
    assert.deepEqual(await servers.get(), [TURN]);
    await clock.pass(299_000);
    await servers.get();
    assert.equal(client.asked, 1);
    await clock.pass(1_000);
    await servers.get();
    assert.equal(client.asked, 2);
  });

  it('are the last ones while nobody can be asked', async () => {
    answering(client, { iceServers: [TURN], ttl: 2 });
    await servers.get();
    await clock.pass(2_000);
    client.up = false;
    assert.deepEqual(await servers.get(), [TURN]);
    client.up = true;
    client.send = async () => {};
    const waiting = servers.get();
    await clock.pass(1_500);
    assert.deepEqual(await waiting, [TURN]);
  });

  it('are none where the server does not know the question, which it is asked once', async () => {
    let asked = 0;
    client.send = async () => {
      asked += 1;
      throw Object.assign(new Error('x'), { code: 'bad-target' });
    };
    assert.deepEqual([await servers.get(), await servers.get(), asked], [[], [], 1]);
  });
});

describe('a call', () => {
  let world;

  beforeEach(() => {
    world = new World();
  });

  const serversOf = (connection) => connection.config.iceServers.map(({ username }) => username ?? 'stun');

  it('takes fresh servers before it looks for another way', async () => {
    const bob = world.page(BOB);
    answering(bob.client, { iceServers: [TURN], ttl: 60 }, { iceServers: [{ ...TURN, username: 'fresh' }], ttl: 60 });
    const { bobs, incoming } = await world.connectedCall({ bob });
    assert.deepEqual([serversOf(bobs), incoming.relayKnown], [['u'], true]);
    await world.clock.pass(3_600_000);
    world.all('failed');
    await world.clock.pass(10);
    assert.equal(bobs.restarts, 1);
    assert.deepEqual(serversOf(bobs), ['fresh']);
  });

  it('goes on as it is where its way is back while it waits for fresh servers', async () => {
    const bob = world.page(BOB);
    answering(bob.client, { iceServers: [TURN], ttl: 60 });
    const { bobs } = await world.connectedCall({ bob });
    await world.clock.pass(60_000);
    bob.client.send = async () => {};
    world.all('failed');
    await world.clock.pass(10);
    world.all('connected');
    await world.clock.pass(5_000);
    assert.equal(bobs.restarts, 0);
  });

  it('that began while the own connection was away gets servers later', async () => {
    const ada = world.page(ADA);
    const bob = world.page(BOB);
    const { send } = answering(bob.client, { iceServers: [TURN], ttl: 600 });
    bob.client.send = async (target, ...rest) => {
      if (target === null) {
        throw Object.assign(new Error('away'), { code: 'not-connected' });
      }
      await send(target, ...rest);
    };
    ada.calls.ring(BOB);
    await settle();
    bob.rings[0].accept();
    await world.clock.pass(50);
    assert.deepEqual([serversOf(world.connections.made[0]), bob.rings[0].relayKnown], [[], false]);
    bob.client.send = send;
    bob.client.emit('state', { state: 'open' });
    await world.clock.pass(10);
    assert.deepEqual([serversOf(world.connections.made[0]), bob.rings[0].relayKnown], [['u'], true]);
    assert.equal(world.connections.made[0].restarts, 1);
  });

  it('says what was missing when there is no way', async () => {
    for (const [list, relayKnown] of [[[TURN], true], [[STUN], false]]) {
      world = new World();
      const [ada, bob] = [world.page(ADA), world.page(BOB)];
      answering(ada.client, { iceServers: list, ttl: 600 });
      const details = [];
      const call = ada.calls.ring(BOB);
      call.addEventListener('state', ({ detail }) => details.push(detail));
      await settle();
      const [ring] = bob.rings;
      ring.addEventListener('state', ({ detail }) => details.push(detail));
      ring.accept();
      await world.clock.pass(21_000);
      assert.deepEqual(details.filter(({ state }) => state === 'ended'), Array(2).fill(
        { state: 'ended', reason: 'failed', detail: 'no-route' }));
      assert.deepEqual([call.relayKnown, ring.relayKnown], [relayKnown, false]);
    }
  });

  it('that was accepted and never described is not said to lack a way', async () => {
    const [ada, bob] = [world.page(ADA), world.page(BOB)];
    ada.calls.ring(BOB);
    await settle();
    ada.client.mute = true;
    const details = [];
    bob.rings[0].addEventListener('state', ({ detail }) => details.push(detail.detail));
    bob.rings[0].accept();
    await world.clock.pass(21_000);
    assert.equal(details.at(-1), 'timeout');
  });
});
