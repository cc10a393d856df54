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

  it('are one question for all who ask meanwhile', async () => {
    let asked = 0;
    client.send = async () => { asked += 1; };
    const waiting = [servers.get(), servers.get()];
    client.emit('message', { type: 'iceServers', origin: null, body: { iceServers: [TURN], ttl: 600 } });
    assert.deepEqual([await Promise.all(waiting), asked], [[[TURN], [TURN]], 1]);
  });

  it('are none where no answer comes, and nobody waits for it longer than 1.5 s', async () => {
    client.send = async () => {};
    const settled = [];
    servers.get().then((list) => settled.push(list));
    await clock.pass(1_499);
    assert.deepEqual(settled, []);
    await clock.pass(1);
    assert.deepEqual(settled, [[]]);
  });

  it('are those of the next question, and not of an answer that comes too late', async () => {
    client.send = async () => {};
    const waiting = servers.get();
    await clock.pass(1_500);
    client.emit('message', { type: 'iceServers', origin: null, body: { iceServers: [TURN], ttl: 600 } });
    assert.deepEqual(await waiting, []);
    answering(Object.assign(client, { send: async () => {} }), { iceServers: [STUN], ttl: 600 });
    assert.deepEqual([await servers.get(), client.asked], [[STUN], 1]);
  });

  it('are taken from the server alone, and from no message of a user or about something else', async () => {
    client.send = async () => {};
    const waiting = servers.get();
    client.emit('message', { type: 'iceServers', origin: BOB, body: { iceServers: [TURN], ttl: 600 } });
    client.emit('message', { type: 'expiring', origin: null, body: { iceServers: [TURN], ttl: 600 } });
    client.emit('message', { type: 'iceServers', origin: null, body: { iceServers: [STUN], ttl: 600 } });
    assert.deepEqual(await waiting, [STUN]);
    assert.equal(clock.pending, 0, 'nothing waits any more');
  });

  it('are asked for each time where the answer says no time, or one that makes no sense', async () => {
    for (const ttl of [undefined, 0, -1, '600', NaN]) {
      servers = new IceServers(answering(new FakeServer().join(ADA), { iceServers: [STUN], ttl }), clock.env);
      assert.deepEqual([await servers.get(), await servers.get()], [[STUN], [STUN]], `${ttl}`);
    }
  });

  it('are asked for twice a day at the least', async () => {
    answering(client, { iceServers: [STUN], ttl: 1e9 });
    await servers.get();
    await clock.pass(43_199_000);
    await servers.get();
    assert.equal(client.asked, 1);
    await clock.pass(1_000);
    await servers.get();
    assert.equal(client.asked, 2);
  });

  it('are asked for again after an error that may pass', async () => {
    const { send } = client;
    client.send = async () => { throw Object.assign(new Error('x'), { code: 'too-fast' }); };
    assert.deepEqual(await servers.get(), []);
    answering(Object.assign(client, { send }), { iceServers: [TURN], ttl: 600 });
    assert.deepEqual(await servers.get(), [TURN]);
  });

  it('are none where the answer is none', async () => {
    for (const body of [undefined, null, 'x', [], {}, { iceServers: {} }, { iceServers: [null, 1, 'stun:x', [], {}] }]) {
      servers = new IceServers(answering(new FakeServer().join(ADA), body), clock.env);
      assert.deepEqual(await servers.get(), [], JSON.stringify(body));
    }
  });

  it('are the first 16 that are listed', async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ urls: [`stun:${index}.example`] }));
    answering(client, { iceServers: many, ttl: 600 });
    assert.deepEqual(await servers.get(), many.slice(0, 16));
  });

  it('have no addresses but those that a browser takes', async () => {
    const good = ['stun:a.example', 'stuns:a.example:5349', 'turn:a.example?transport=udp', 'turns:a.example'];
    const bad = ['', 'http://a.example', 'stun:', 'stun:a b', 'xturn:a', `stun:${'a'.repeat(256)}`, 7, null, {}];
    answering(client, { iceServers: [{ ...TURN, urls: [...bad, ...good] }, { urls: bad }], ttl: 600 });
    assert.deepEqual(await servers.get(), [{ ...TURN, urls: good }]);
  });

  it('may have one address that is not in a list', async () => {
    answering(client, { iceServers: [{ urls: 'stun:a.example' }], ttl: 600 });
    assert.deepEqual(await servers.get(), [{ urls: ['stun:a.example'] }]);
  });

  it('lack each TURN server without credentials, which would have the browser refuse all', async () => {
    const urls = ['turn:a.example'];
    answering(client, {
      iceServers: [{ urls }, { urls, username: 'u' }, { urls, username: 'u', credential: 7 }, TURN, { ...STUN, username: 'u' }],
      ttl: 600,
    });
    assert.deepEqual(await servers.get(), [TURN, STUN]);
  });

  it('bring nothing along that the server was not asked for', async () => {
    answering(client, { iceServers: [{ ...TURN, credentialType: 'oauth', extra: 1 }], ttl: 600 });
    assert.deepEqual(await servers.get(), [TURN]);
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
