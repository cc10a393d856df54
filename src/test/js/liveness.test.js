import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SignalingClient } from '../../main/webapp/signaling-client.js';
import { startClient } from './clients.js';
import { ADA, BOB, CARL, Clock, settle } from './fakes.js';

const LIST = { type: 'userList', body: { users: [ADA, BOB] } };

async function connected(options = {}) {
  const started = await startClient(options);
  started.open();
  started.sockets[0].hear(LIST);
  await settle();
  return started;
}

const asked = ({ sent }, type) => sent.filter((message) => message.type === type).length;

describe('a connection', () => {
  it('that is silent for a minute is asked for a sign of life, and stays when there is one', async () => {
    const { client, clock, sockets } = await connected();
    await clock.pass(59_000);
    assert.equal(asked(sockets[0], 'iceServers'), 0);
    await clock.pass(3_600_000);
    assert.equal(asked(sockets[0], 'iceServers'), 60);
    assert.equal(asked(sockets[0], 'userList'), 1, 'lists are large in a crowd');
    assert.equal(client.state, 'open');
    assert.equal(sockets.length, 1);
  });

  it('that says something now and then is not asked', async () => {
    const { clock, sockets } = await connected();
    for (let minute = 0; minute < 10; minute++) {
      await clock.pass(50_000);
      sockets[0].hear({ type: 'userOnline', body: { user: CARL } });
    }
    assert.equal(asked(sockets[0], 'iceServers'), 0);
  });

  it('that is dead is left within 70 s, though no close event comes', async () => {
    const { client, clock, sockets, states } = await connected();
    sockets[0].dead = true;
    await clock.pass(69_000);
    assert.equal(client.state, 'open');
    await clock.pass(1_000);
    assert.deepEqual(states.at(-1), { state: 'reconnecting', reason: 'no-answer', retryInMs: 250, attempt: 1 });
    assert.equal(sockets[0].closed, true);
    await clock.pass(250);
    assert.equal(sockets.length, 2);
  });

  it('that leaves a fresh token without an answer is dead', async () => {
    const { clock, sockets, states } = await connected({
      lifetimeMs: 30_000,
      renew: async () => ({ token: 'sealed', lifetimeMs: 30_000 }),
    });
    sockets[0].dead = true;
    await clock.pass(24_999);
    assert.equal(asked(sockets[0], 'refresh'), 1);
    await clock.pass(11_000);
    assert.ok(states.some(({ reason }) => reason === 'no-answer'));
    assert.equal(sockets.length, 2);
  });

  it('that died while the device slept is left 8 s after it woke up', async () => {
    const { client, clock, sockets, states } = await connected();
    sockets[0].dead = true;
    client.retryNow();
    client.retryNow();
    assert.equal(asked(sockets[0], 'iceServers'), 1);
    await clock.pass(7_999);
    assert.equal(client.state, 'open');
    await clock.pass(1);
    assert.equal(states.at(-1).reason, 'no-answer');
  });

  it('to a server that does not know the cheap question is kept by another', async () => {
    const { client, clock, sockets } = await connected();
    const errors = [];
    client.addEventListener('error', ({ detail }) => errors.push(detail));
    sockets[0].dead = true;
    for (const code of ['too-fast', 'bad-target']) {
      client.check();
      sockets[0].hear({ type: 'error', body: { code, message: 'm', request: { type: 'iceServers' } } });
    }
    await clock.pass(60_000);
    assert.equal(asked(sockets[0], 'iceServers'), 2, 'it counts as nonsense there');
    assert.equal(asked(sockets[0], 'userList'), 2);
    assert.deepEqual(errors, []);
  });
});

describe('a message that is sent while the server is silent', () => {
  it('is rejected when the connection turns out to be dead', async () => {
    const { client, clock, sockets } = await connected();
    sockets[0].dead = true;
    client.check();
    const lost = assert.rejects(client.send(BOB, 'hello'), { code: 'connection-lost' });
    await clock.pass(8_000);
    await lost;
  });

  it('counts as delivered when the server speaks again', async () => {
    const { client, clock, sockets } = await connected();
    sockets[0].dead = true;
    client.check();
    let delivered = false;
    client.send(BOB, 'hello').then(() => { delivered = true; });
    await clock.pass(5_000);
    assert.equal(delivered, false);
    sockets[0].hear({ type: 'userOnline', body: { user: CARL } });
    await settle();
    assert.equal(delivered, true);
    await clock.pass(10_000);
    assert.equal(client.state, 'open');
  });
});

describe('an attempt to connect', () => {
  async function withSocket(WebSocket, options = {}) {
    const clock = new Clock();
    const env = { ...clock.env, WebSocket, random: () => 0.5 };
    const client = new SignalingClient({ url: 'wss://signaling.example/', env, ...options });
    const states = [];
    client.addEventListener('state', ({ detail }) => states.push(detail));
    client.connect();
    await settle();
    return { client, clock, states };
  }

  const throwing = (name) => class {
    constructor() {
      throw Object.assign(new Error(name), { name });
    }
  };

  it('ends for good where the browser does not take the address', async () => {
    for (const [name, url] of [['SyntaxError', 'wss://a/#b'], ['SecurityError', 'ws://a/'], ['unused', 'no address']]) {
      const { states, clock } = await withSocket(throwing(name), { url });
      assert.deepEqual(states.at(-1), { state: 'closed', reason: 'invalid-address' });
      assert.equal(clock.pending, 0);
    }
  });

  it('is repeated where the browser fails otherwise', async () => {
    const { states, clock } = await withSocket(throwing('Error'));
    assert.equal(states.at(-1).reason, 'unreachable');
    await clock.pass(250);
    assert.equal(states.at(-1).attempt, 2);
  });

  it('does not wait for ever for a token', async () => {
    const { states, clock } = await withSocket(throwing('unused'), { token: () => new Promise(() => {}) });
    await clock.pass(20_000);
    assert.ok(states.some(({ state, reason }) => state === 'reconnecting' && reason === 'no-token'));
  });
});

describe('a client whose cookie decides', () => {
  const tookUser = (user) => ({ type: 'self', body: { user } });

  it('leaves when the server took it for somebody else', async () => {
    const { client, clock, sockets, states } = await connected({ self: ADA });
    assert.equal(asked(sockets[0], 'self'), 1);
    sockets[0].hear(tookUser(ADA));
    assert.equal(client.state, 'open');
    sockets[0].hear(tookUser(BOB));
    assert.deepEqual(states.at(-1), { state: 'closed', reason: 'another-user' });
    await clock.pass(60_000);
    assert.equal(sockets.length, 1);
  });

  it('stays with a server that does not say, and believes no peer', async () => {
    const { client, clock, sockets } = await connected({ self: ADA });
    const errors = [];
    client.addEventListener('error', ({ detail }) => errors.push(detail));
    for (const odd of [{ type: 'self' }, { ...tookUser(BOB), origin: BOB }, tookUser({ subject: 'x' }), tookUser(null)]) {
      sockets[0].hear(odd);
    }
    await clock.pass(600_000);
    assert.equal(client.state, 'open');
    assert.deepEqual(errors, []);
  });

  it('asks only where it was told who it is, and no token says so', async () => {
    for (const options of [{}, { token: 't', self: ADA }]) {
      const { sockets } = await connected(options);
      assert.equal(asked(sockets[0], 'self'), 0);
    }
  });
});
