import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startClient } from './clients.js';
import { ADA, Clock, settle } from './fakes.js';

const FIVE_MINUTES = 300_000;

async function connected(options) {
  const clock = new Clock();
  const started = await startClient(options(() => clock.env.now()), clock);
  started.open();
  started.sockets[0].hear({ type: 'userList', body: { users: [ADA] } });
  return { ...started, refreshes: () => refreshes(started.sockets) };
}

function refreshes(sockets) {
  return sockets.flatMap(({ sent }) => sent).filter(({ type }) => type === 'refresh').map(({ body }) => body.token);
}

function jwt(issuedAt, lifetimeMs, name) {
  const claims = { iss: ADA.issuer, sub: 'ada', iat: issuedAt / 1_000, exp: (issuedAt + lifetimeMs) / 1_000, name };
  return `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
}

describe('a client whose cookie decides', () => {
  it('renews its sign-in ahead of the end, again and again, and tells the server on the open connection', async () => {
    let asked = 0;
    const { clock, client, sockets, refreshes } = await connected(() => ({
      lifetimeMs: FIVE_MINUTES,
      renew: async () => ({ token: `sealed-${++asked}`, lifetimeMs: FIVE_MINUTES }),
    }));
    await clock.pass(209_000);
    assert.equal(asked, 0);
    await clock.pass(31_000);
    assert.deepEqual(refreshes(), ['sealed-1']);
    await clock.pass(3_600_000);
    assert.equal(client.state, 'open');
    assert.equal(sockets.length, 1);
    assert.equal(refreshes().length, Math.floor(3_840_000 / 225_000));
  });

  it('goes by what the server says of the end where it knows no better', async () => {
    for (const lifetimeMs of [undefined, 3_600_000]) {
      const { clock, sockets, refreshes } = await connected(() => ({
        lifetimeMs,
        renew: async () => ({ token: 'sealed', lifetimeMs: FIVE_MINUTES }),
      }));
      sockets[0].hear({ type: 'expiring', body: { seconds: 60 } });
      await clock.pass(50_000);
      assert.deepEqual(refreshes(), ['sealed']);
    }
  });

  it('is not driven by warnings where tokens are short', async () => {
    let asked = 0;
    const { clock, sockets } = await connected(() => ({
      lifetimeMs: 15_000,
      renew: async () => {
        asked += 1;
        return { token: 'sealed', lifetimeMs: 15_000 };
      },
    }));
    for (let second = 0; second < 60; second++) {
      sockets[0].hear({ type: 'expiring', body: { seconds: 40 } });
      sockets[0].hear({ type: 'expiring' });
      await clock.pass(1_000);
    }
    assert.equal(asked, 5);
  });

  it('asks when the device wakes up, though its timers stood still', async () => {
    const { client, refreshes, clock } = await connected(() => ({
      lifetimeMs: FIVE_MINUTES,
      renew: async () => ({ token: 'sealed', lifetimeMs: FIVE_MINUTES }),
    }));
    clock.sleep(280_000);
    client.retryNow();
    await settle();
    assert.deepEqual(refreshes(), ['sealed']);
  });

  it('tries again while the provider is out of order, and the server hears of it when it is back', async () => {
    let asked = 0;
    const { clock, client, refreshes } = await connected(() => ({
      lifetimeMs: FIVE_MINUTES,
      renew: async () => {
        if (++asked < 6) {
          throw new Error('503');
        }
        return { token: 'sealed', lifetimeMs: FIVE_MINUTES };
      },
    }));
    await clock.pass(290_000);
    assert.equal(asked, 6);
    assert.deepEqual(refreshes(), ['sealed']);
    assert.equal(client.state, 'open');
  });

  it('is asked again where its page never answers', async () => {
    let asked = 0;
    const { clock, refreshes } = await connected(() => ({
      lifetimeMs: FIVE_MINUTES,
      renew: () => (++asked === 1 ? new Promise(() => {}) : Promise.resolve({ token: 'sealed', lifetimeMs: FIVE_MINUTES })),
    }));
    await clock.pass(280_000);
    assert.equal(asked, 2);
    assert.deepEqual(refreshes(), ['sealed']);
  });

  it('asks for no more when the sign-in is over, stays until the token ends, and says why it ended', async () => {
    let asked = 0;
    const { clock, client, sockets, states } = await connected(() => ({
      lifetimeMs: FIVE_MINUTES,
      renew: async () => {
        asked += 1;
        return null;
      },
    }));
    await clock.pass(299_000);
    assert.equal(asked, 1);
    assert.equal(client.state, 'open');
    sockets[0].onclose({ code: 4401 });
    await settle();
    assert.deepEqual(states.at(-1), { state: 'closed', reason: 'token-expired' });
    assert.equal(clock.pending, 0);
  });

  it('renews before it connects again where the sign-in is over, as after a long sleep', async () => {
    let asked = 0;
    const { clock, client, sockets } = await connected(() => ({
      lifetimeMs: FIVE_MINUTES,
      renew: async () => ({ token: `sealed-${++asked}`, lifetimeMs: FIVE_MINUTES }),
    }));
    clock.sleep(3_600_000);
    sockets[0].onclose({ code: 1006 });
    await clock.pass(1_000);
    assert.equal(asked, 1);
    assert.equal(sockets.length, 2);
    sockets[1].onopen();
    assert.equal(client.state, 'open');
  });

  it('comes back when the provider was away until after the end', async () => {
    let up = false;
    const { clock, client, sockets, states } = await connected(() => ({
      lifetimeMs: FIVE_MINUTES,
      renew: async () => {
        if (!up) {
          throw new Error('503');
        }
        return { token: 'sealed', lifetimeMs: FIVE_MINUTES };
      },
    }));
    await clock.pass(FIVE_MINUTES);
    sockets[0].onclose({ code: 4401 });
    await clock.pass(60_000);
    assert.equal(client.state, 'reconnecting');
    assert.equal(states.at(-1).reason, 'no-token');
    up = true;
    await clock.pass(30_000);
    assert.equal(sockets.length, 2);
  });

  it('renews its sign-in, and does not give up, where that ended while a handshake was on its way and failed', async () => {
    let asked = 0;
    const { clock, client, sockets } = await connected(() => ({
      lifetimeMs: FIVE_MINUTES,
      renew: async () => {
        asked += 1;
        if (asked < 2) {
          throw new Error('the server is away');
        }
        return { token: 'sealed', lifetimeMs: FIVE_MINUTES };
      },
    }));
    await clock.pass(209_000);
    sockets[0].onclose({ code: 1006 });
    await clock.pass(1_000);
    assert.equal(sockets.length, 2);
    clock.sleep(FIVE_MINUTES); // as a laptop does whose lid is shut
    sockets[1].onclose({ code: 1006 });
    await clock.pass(10_000);
    assert.notEqual(client.state, 'closed');
    sockets.at(-1).onopen();
    assert.equal(client.state, 'open');
    assert.equal(asked, 2);
  });

  it('is signed out for good when the sign-in was ended at the issuer', async () => {
    const { clock, client, sockets, states } = await connected(() => ({
      lifetimeMs: FIVE_MINUTES,
      renew: async () => ({ token: 'sealed', lifetimeMs: FIVE_MINUTES }),
    }));
    sockets[0].onclose({ code: 4410 });
    await clock.pass(3_600_000);
    assert.deepEqual(states.at(-1), { state: 'closed', reason: 'signed-out' });
    assert.equal(client.state, 'closed');
    assert.equal(sockets.length, 1);
  });
});

describe('a client with a token function', () => {
  it('brings each fresh token on the open connection', async () => {
    let asked = 0;
    const { clock, sockets, refreshes, client } = await connected((now) => ({
      token: () => jwt(now(), FIVE_MINUTES, `t${++asked}`),
    }));
    await clock.pass(1_000_000);
    assert.equal(sockets.length, 1);
    assert.equal(client.state, 'open');
    assert.equal(refreshes().length, 4);
    assert.equal(new Set(refreshes()).size, 4);
  });

  it('asks again where it only got the old one, and where the server does not take it', async () => {
    let given;
    let asked = 0;
    const { clock, sockets, refreshes } = await connected((now) => ({
      token: () => {
        asked += 1;
        given = asked < 4 ? given ?? jwt(now(), FIVE_MINUTES, 'old') : jwt(now(), FIVE_MINUTES, `t${asked}`);
        return given;
      },
    }));
    for (let waited = 0; refreshes().length === 0 && waited < 300; waited++) {
      await clock.pass(1_000);
    }
    assert.equal(asked, 4);
    const { id } = sockets[0].sent.find(({ type }) => type === 'refresh');
    assert.equal(refreshes().length, 1);
    sockets[0].hear({ type: 'error', body: { code: 'forbidden', message: 'm', request: { id } } });
    await clock.pass(30_000);
    assert.equal(refreshes().length, 2);
  });

  it('believes the token where the device has the wrong time', async () => {
    let asked = 0;
    const { clock } = await connected((now) => ({
      token: () => jwt(now() - 86_400_000, FIVE_MINUTES, `t${++asked}`),
    }));
    await clock.pass(200_000);
    assert.equal(asked, 1);
    await clock.pass(40_000);
    assert.equal(asked, 2);
  });
});
