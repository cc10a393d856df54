import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startClient } from './clients.js';
import { ADA, BOB, CARL, settle } from './fakes.js';

const EXPIRED = token({ iss: ADA.issuer, sub: 'ada', exp: 1 });

function token(claims) {
  return `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
}

const list = (...users) => ({ type: 'userList', body: { users } });
const subjects = (client) => [...client.users.values()].map(({ subject }) => subject);

describe('a client', () => {
  it('brings its token among the subprotocols, and knows from it who it is', async () => {
    const jwt = token({ iss: ADA.issuer, sub: 'ada', preferred_username: 'Ádá' });
    const { client, sockets } = await startClient({ token: async () => jwt });
    assert.equal(sockets[0].url, 'wss://signaling.example/');
    assert.deepEqual(sockets[0].protocols, ['signaling.v1', `signaling.token.${jwt}`]);
    assert.deepEqual(client.self, { issuer: ADA.issuer, subject: 'ada', username: 'Ádá' });
  });

  it('brings in the query a token that no subprotocol can hold', async () => {
    const { sockets } = await startClient({ token: 'a/b=' });
    assert.equal(sockets[0].url, 'wss://signaling.example/?oidc=a%2Fb%3D');
    assert.equal(sockets[0].protocols, undefined);
  });

  it('shows no token where the cookie decides', async () => {
    const { sockets } = await startClient();
    assert.equal(sockets[0].url, 'wss://signaling.example/');
    assert.equal(sockets[0].protocols, undefined);
  });

  it('asks who is online and follows who comes and goes', async () => {
    const { client, sockets, open } = await startClient();
    open();
    assert.deepEqual(sockets[0].sent, [{ type: 'userList' }]);
    sockets[0].hear(list(ADA, BOB));
    sockets[0].hear({ type: 'userOnline', body: { user: CARL } });
    sockets[0].hear({ type: 'userOffline', body: { user: BOB } });
    assert.deepEqual(subjects(client), ['ada', 'carl']);
    assert.equal(client.isOnline(BOB), false);
  });

  it('takes a list that it did not ask for as the new truth', async () => {
    const { client, sockets, open } = await startClient();
    open();
    sockets[0].hear(list(ADA, BOB));
    sockets[0].hear(list(CARL));
    assert.deepEqual(subjects(client), ['carl']);
  });

  it('leaves out what is no user, and does not believe a peer that plays the server', async () => {
    const { client, sockets, open } = await startClient();
    const messages = [];
    client.addEventListener('message', ({ detail }) => messages.push(detail.type));
    open();
    sockets[0].hear(list(ADA, null, { issuer: 1, subject: 'x' }, { issuer: 'i', subject: '' }));
    sockets[0].hear({ type: 'userOffline', origin: BOB, body: { user: ADA } });
    for (const odd of ['', 'null', '[]', '{"type":1}', '{"type":"userList","body":{"users":7}}', '{"type":"userOnline"}']) {
      sockets[0].hear(odd);
    }
    assert.deepEqual(subjects(client), ['ada']);
    assert.equal(messages[0], 'userOffline');
  });

  it('comes back with a wait that grows, and keeps the list meanwhile', async () => {
    const { client, clock, sockets, states, open } = await startClient();
    open();
    sockets[0].hear(list(ADA, BOB));
    const waits = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      sockets.at(-1).onclose({ code: 1006 });
      await settle();
      waits.push(states.at(-1).retryInMs);
      await clock.pass(waits.at(-1));
    }
    assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
    assert.deepEqual(subjects(client), ['ada', 'bob']);
    open();
    sockets.at(-1).hear(list(CARL));
    assert.deepEqual(subjects(client), ['carl']);
  });

  it('spreads its return over some seconds when the server restarts', async () => {
    for (const code of [1001, 1012]) {
      const { sockets, states, open } = await startClient();
      open();
      sockets[0].onclose({ code });
      assert.equal(states.at(-1).reason, 'server-restart');
      assert.equal(states.at(-1).retryInMs, 1_500);
    }
  });

  it('asks for a new token when the old one has expired, and gives up when that is refused again and again', async () => {
    let asked = 0;
    const { client, clock, sockets, states } = await startClient({ token: () => `t${++asked}` });
    for (let refusal = 0; refusal < 3; refusal++) {
      sockets.at(-1).onopen();
      sockets.at(-1).onclose({ code: 4401 });
      await clock.pass(3_000);
    }
    assert.equal(asked, 3);
    assert.equal(client.state, 'closed');
    assert.equal(states.at(-1).reason, 'token-expired');
  });

  it('reports a refusal where it has no other token', async () => {
    for (const [code, reason] of [[4401, 'token-expired'], [1008, 'refused']]) {
      const { sockets, states, open } = await startClient();
      open();
      sockets[0].onclose({ code });
      assert.deepEqual(states.at(-1), { state: 'closed', reason });
    }
  });

  it('tells a refused handshake from a lost one as far as that can be known', async () => {
    const cases = [
      [{ admitted: () => false }, 'refused'],
      [{ admitted: () => true }, 'unreachable'],
      [{ admitted: () => Promise.reject(new Error('offline')) }, 'unreachable'],
      [{ token: EXPIRED }, 'refused'],
      [{}, 'unreachable'],
    ];
    for (const [options, reason] of cases) {
      const { sockets, states } = await startClient(options);
      sockets[0].onclose({ code: 1006 });
      await settle();
      assert.equal(states.at(-1).reason, reason);
    }
  });

  it('comes back later when it was too slow or the server has no room', async () => {
    const { clock, sockets, states, open } = await startClient();
    open();
    sockets[0].onclose({ code: 1013 });
    await settle();
    assert.equal(states.at(-1).reason, 'connection-lost');
    await clock.pass(1_000);
    assert.equal(sockets.length, 2);
  });

  it('takes a server for dead that does not answer, and forgets the old socket', async () => {
    const { client, clock, sockets, states, open } = await startClient();
    open();
    await clock.pass(89_000);
    assert.equal(sockets.length, 1, 'a crowd waits for its lists');
    await clock.pass(1_000);
    assert.equal(states.find(({ reason }) => reason === 'no-answer')?.state, 'reconnecting');
    assert.equal(sockets[0].closed, true);
    await clock.pass(1_000);
    sockets[0].hear(list(BOB));
    assert.equal(client.users.size, 0);
    assert.equal(sockets.length, 2);
  });

  it('does not wait for ever for a handshake', async () => {
    const { client, clock, sockets, states } = await startClient();
    await clock.pass(15_000);
    assert.equal(states.find(({ reason }) => reason === 'unreachable')?.state, 'reconnecting');
    await clock.pass(250);
    assert.equal(sockets.length, 2);
    sockets[0].onopen();
    assert.equal(client.state, 'reconnecting');
    sockets[1].onopen();
    await clock.pass(9_000);
    assert.equal(client.state, 'open');
  });

  it('tries at once when told that the network is back', async () => {
    const { client, sockets, open } = await startClient();
    open();
    sockets[0].onclose({ code: 1006 });
    await settle();
    client.retryNow();
    await settle();
    assert.equal(sockets.length, 2);
  });

  it('leaves nothing behind when it is closed', async () => {
    const { client, clock, sockets, open } = await startClient();
    open();
    const lost = assert.rejects(client.send(BOB, 'hello'), { code: 'connection-lost' });
    client.close();
    await lost;
    assert.equal(client.state, 'closed');
    assert.equal(sockets[0].closed, true);
    assert.equal(clock.pending, 0);
  });
});

describe('a sent message', () => {
  it('counts as delivered when the server has been quiet for a while', async () => {
    const { client, clock, sockets, open } = await startClient();
    open();
    let delivered = false;
    client.send(BOB, 'hello', { a: 1 }).then(() => { delivered = true; });
    const target = { issuer: BOB.issuer, subject: BOB.subject };
    assert.deepEqual(sockets[0].sent[1], { type: 'hello', target, body: { a: 1 }, id: 1 });
    await clock.pass(999);
    assert.equal(delivered, false);
    await clock.pass(1);
    assert.equal(delivered, true);
  });

  it('is rejected by the error that repeats its id, and by no other', async () => {
    const { client, clock, sockets, open } = await startClient();
    const errors = [];
    client.addEventListener('error', ({ detail }) => errors.push(detail.error.code));
    open();
    const first = client.send(BOB, 'one');
    const second = assert.rejects(client.send(CARL, 'two'), { name: 'SignalingError', code: 'target-offline' });
    sockets[0].hear({ type: 'error', body: { code: 'target-offline', message: 'm', request: { id: 2 } } });
    sockets[0].hear({ type: 'error', body: { code: 'too-fast', message: 'm', request: { id: 77 } } });
    sockets[0].hear({ type: 'error' });
    await second;
    await clock.pass(1_000);
    await first;
    assert.deepEqual(errors, ['too-fast', 'unknown']);
  });

  it('is rejected at once while there is no connection', async () => {
    const { client } = await startClient();
    await assert.rejects(client.send(BOB, 'hello'), { code: 'not-connected' });
  });
});
