import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { ADA, BOB, CARL, settle } from './fakes.js';
import { World } from './pages.js';

let world;

beforeEach(() => {
  world = new World();
});

const count = (list, wanted) => list.filter((item) => item === wanted).length;

describe('what a call must not lose', () => {
  it('is acknowledged with few messages', async () => {
    const { outgoing } = await world.connectedCall();
    outgoing.hangUp();
    await world.clock.pass(60_000);
    assert.deepEqual(world.sent('ada'), ['ring', 'answer', 'hangup']);
    // the ring is acknowledged by what accepts it
    assert.deepEqual(world.sent('bob'), ['accept', 'ack', 'ack']);
  });

  it('leaves no timer behind', async () => {
    const { outgoing } = await world.connectedCall();
    outgoing.hangUp();
    await world.clock.pass(60_000);
    assert.equal(world.clock.pending, 0);
  });

  it('is a ring that nobody heard, and it rings once', async () => {
    const ada = world.page(ADA);
    const bob = world.page(BOB);
    bob.client.deaf = true;
    ada.calls.ring(BOB);
    await world.clock.pass(3_000);
    bob.client.deaf = false;
    await world.clock.pass(30_000);
    assert.equal(bob.rings.length, 1);
    assert.equal(bob.rings[0].state, 'ringing');
    assert.deepEqual(world.sent('ada'), ['ring', 'ring', 'ring']);
    assert.deepEqual(world.sent('bob'), ['ack']);
  });

  it('is a ring for somebody whose connection is found dead only later', async () => {
    const ada = world.page(ADA);
    const bob = world.page(BOB);
    bob.client.deaf = true;
    ada.calls.ring(BOB);
    await world.clock.pass(29_000);
    bob.client.deaf = false;
    await world.clock.pass(2_000);
    assert.equal(bob.rings[0].state, 'ringing');
  });

  it('is a yes', async () => {
    const ada = world.page(ADA);
    const bob = world.page(BOB);
    const call = ada.calls.ring(BOB);
    await settle();
    bob.client.mute = true;
    bob.rings[0].accept();
    await world.clock.pass(3_000);
    assert.equal(call.state, 'calling');
    bob.client.mute = false;
    await world.clock.pass(2_000);
    assert.equal(call.state, 'connecting');
    assert.deepEqual(world.connections.made.map(({ signalingState }) => signalingState), ['stable', 'stable']);
    await world.clock.pass(10_000);
    assert.equal(count(world.sent('bob'), 'accept'), 1);
  });

  it('is an answer', async () => {
    const ada = world.page(ADA);
    const bob = world.page(BOB);
    ada.calls.ring(BOB);
    await settle();
    bob.rings[0].accept();
    ada.client.mute = true;
    await world.clock.pass(3_000);
    ada.client.mute = false;
    await world.clock.pass(2_000);
    assert.deepEqual(world.connections.made.map(({ signalingState }) => signalingState), ['stable', 'stable']);
  });

  it('is a no, a cancellation and a hang-up', async () => {
    const ada = world.page(ADA);
    const bob = world.page(BOB);
    const end = async (act) => {
      const call = ada.calls.ring(BOB);
      await world.clock.pass(500);
      await act(call, bob.rings.at(-1));
      await world.clock.pass(5_000);
      ada.client.mute = bob.client.mute = false;
      await world.clock.pass(3_000);
      return [call.reason, bob.rings.at(-1).reason];
    };
    assert.deepEqual(await end((call, ring) => { bob.client.mute = true; ring.decline(); }), ['declined', 'declined-here']);
    assert.deepEqual(await end((call) => { ada.client.mute = true; call.hangUp(); }), ['cancelled', 'cancelled']);
    assert.deepEqual(await end(async (call, ring) => {
      ring.accept();
      await world.clock.pass(50);
      ada.client.mute = true;
      call.hangUp();
    }), ['hung-up', 'hung-up-by-peer']);
  });

  it('is a cancellation for each device that rings', async () => {
    const ada = world.page(ADA);
    const [bob, other] = [world.page(BOB), world.page(BOB)];
    const call = ada.calls.ring(BOB);
    await world.clock.pass(500);
    other.client.deaf = true;
    call.hangUp();
    await world.clock.pass(3_000);
    assert.deepEqual([bob.rings[0].reason, other.rings[0].state], ['cancelled', 'ringing']);
    other.client.deaf = false;
    await world.clock.pass(2_000);
    assert.equal(other.rings[0].reason, 'cancelled');
    const cancels = count(world.sent('ada'), 'cancel');
    await world.clock.pass(20_000);
    assert.equal(count(world.sent('ada'), 'cancel'), cancels);
  });

  it('is repeated at once when the connection is back', async () => {
    const { ada, outgoing, incoming } = await world.connectedCall();
    ada.client.mute = true;
    outgoing.hangUp();
    await world.clock.pass(1_500);
    ada.client.mute = false;
    ada.client.emit('state', { state: 'open' });
    await settle();
    assert.equal(incoming.reason, 'hung-up-by-peer');
  });

  it('is repeated while the peer is away for a moment, though no server tells of its return', async () => {
    const { bob, outgoing, incoming } = await world.connectedCall();
    bob.client.up = false;
    outgoing.hangUp();
    await world.clock.pass(3_000);
    bob.client.up = true;
    await world.clock.pass(2_000);
    assert.equal(incoming.reason, 'hung-up-by-peer');
  });

  it('waits while the server is too busy for it, and not for ever', async () => {
    const { ada, outgoing, incoming } = await world.connectedCall();
    const { send } = ada.client;
    let refused = 0;
    ada.client.send = async () => {
      refused += 1;
      throw Object.assign(new Error('busy'), { code: 'target-busy' });
    };
    outgoing.hangUp();
    await world.clock.pass(2_500);
    assert.equal(refused, 3);
    ada.client.send = send;
    await world.clock.pass(1_000);
    assert.equal(incoming.reason, 'hung-up-by-peer');
    ada.client.send = async () => {
      refused += 1;
      throw Object.assign(new Error('busy'), { code: 'target-busy' });
    };
    ada.calls.ring(BOB);
    await world.clock.pass(3_600_000);
    assert.equal(world.clock.pending, 0);
    assert.ok(refused < 40);
  });

  it('is repeated ten times and no more', async () => {
    const { ada, bob, outgoing, incoming } = await world.connectedCall();
    bob.client.deaf = true;
    outgoing.hangUp();
    await world.clock.pass(3_600_000);
    assert.equal(count(world.sent('ada'), 'hangup'), 11);
    incoming.hangUp();
    await world.clock.pass(60_000);
    assert.equal(world.clock.pending, 0);
    assert.equal(ada.calls.isBusy, false);
  });

  it('makes the client look at its own connection when nothing comes back', async () => {
    const { ada, bob } = await world.connectedCall();
    assert.equal(ada.client.checks, 0);
    bob.client.deaf = true;
    ada.calls.current.hangUp();
    await world.clock.pass(20_000);
    assert.equal(ada.client.checks, 1);
  });
});

describe('a call whose way is lost', () => {
  async function interrupted(options) {
    const call = await world.connectedCall(options);
    world.all('disconnected');
    return call;
  }

  const isWhole = ({ adas, bobs }) => [adas, bobs].every(({ signalingState }) => signalingState === 'stable')
    && adas.currentRemoteDescription.sdp === bobs.currentLocalDescription.sdp
    && bobs.currentRemoteDescription.sdp === adas.currentLocalDescription.sdp;

  it('finds another when the restart of the impolite side got lost', async () => {
    const call = await interrupted();
    const before = call.bobs.currentLocalDescription.sdp;
    call.bob.client.mute = true;
    await world.clock.pass(6_000);
    assert.deepEqual([call.adas, call.bobs].map(({ signalingState }) => signalingState),
      ['have-local-offer', 'have-local-offer']);
    call.bob.client.mute = false;
    await world.clock.pass(3_000);
    assert.ok(isWhole(call));
    assert.notEqual(call.bobs.currentLocalDescription.sdp, before);
    world.all('connected');
    assert.deepEqual([call.outgoing.state, call.incoming.state], ['connected', 'connected']);
  });

  it('finds another whatever is lost for a while, of either side', async () => {
    for (const side of ['ada', 'bob']) {
      for (const fault of ['mute', 'deaf']) {
        for (const since of [0, 2_010, 2_060, 4_510]) {
          world = new World();
          const call = await interrupted();
          await world.clock.pass(since);
          call[side].client[fault] = true;
          await world.clock.pass(8_000);
          call[side].client[fault] = false;
          await world.clock.pass(4_500);
          assert.ok(isWhole(call), `${side} ${fault} since ${since}`);
          assert.equal(call.outgoing.state, 'interrupted');
          assert.ok(call.bobs.restarts + call.adas.restarts > 0);
        }
      }
    }
  });

  it('finds another after longer than messages are repeated', async () => {
    const call = await interrupted();
    Object.assign(call.ada.client, { mute: true, deaf: true });
    await world.clock.pass(27_000);
    Object.assign(call.ada.client, { mute: false, deaf: false });
    call.ada.client.emit('state', { state: 'open' });
    await world.clock.pass(2_500);
    assert.ok(isWhole(call));
  });

  it('finds another through loss, delay and repetition, however they fall', async () => {
    for (let seed = 1; seed <= 50; seed++) {
      world = new World();
      const random = chance(seed);
      const call = await world.connectedCall();
      disturb(random);
      for (const connection of [call.adas, call.bobs]) {
        connection.become(random() < 0.5 ? 'disconnected' : 'failed');
      }
      await world.clock.pass(random() * 10_000);
      call.ada.client.emit('state', { state: 'open' });
      await world.clock.pass(random() * 4_000);
      disturb(null);
      await world.clock.pass(5_900);
      world.all('connected');
      await world.clock.pass(5_000);
      assert.ok(isWhole(call), `seed ${seed}`);
      assert.deepEqual([call.outgoing.state, call.incoming.state], ['connected', 'connected'], `seed ${seed}`);
      assert.ok(world.server.log.length < 60, `seed ${seed}`);
    }
  });

  it('takes an offer once, however often it comes', async () => {
    const call = await interrupted();
    await world.clock.pass(2_200);
    assert.ok(isWhole(call));
    const offer = world.server.log.findLast(({ body }) => body?.description?.type === 'offer');
    const before = world.sent('ada').length;
    for (let time = 0; time < 5; time++) {
      await call.bob.client.send(ADA, 'call', offer.body);
    }
    await world.clock.pass(100);
    assert.ok(isWhole(call));
    assert.equal(world.sent('ada').length, before);
  });

  it('does not take an answer to an older offer', async () => {
    const call = await interrupted();
    call.bob.client.mute = true;
    await world.clock.pass(5_000);
    const old = { type: 'answer', sdp: 'v=0 an answer to something older' };
    const head = { call: call.outgoing.id, device: deviceOf('bob'), to: deviceOf('ada') };
    call.bob.client.mute = false;
    await call.bob.client.send(ADA, 'call', { ...head, kind: 'description', description: old, n: 77, answerTo: 1 });
    await world.clock.pass(10);
    assert.equal(call.adas.signalingState, 'have-local-offer');
    assert.equal(call.outgoing.state, 'interrupted');
  });

  it('is looked for once more when the own connection is back, as after a change of networks', async () => {
    const call = await interrupted();
    call.bob.client.up = false;
    await world.clock.pass(3_000);
    const offered = call.bobs.localDescription.sdp;
    assert.equal(call.bobs.signalingState, 'have-local-offer');
    call.bob.client.up = true;
    call.bob.client.emit('state', { state: 'open' });
    await world.clock.pass(1_000);
    assert.ok(isWhole(call));
    assert.notEqual(call.bobs.localDescription.sdp, offered);
  });

  it('asks whether the own connection is gone as well', async () => {
    const call = await interrupted();
    assert.deepEqual([call.ada.client.checks, call.bob.client.checks], [1, 1]);
  });

  it('finds another with an older page', async () => {
    for (const old of ['ada', 'bob']) {
      world = new World();
      const pages = { ada: world.page(ADA, { old: old === 'ada' }), bob: world.page(BOB, { old: old === 'bob' }) };
      const call = await interrupted(pages);
      await world.clock.pass(3_000);
      world.all('connected');
      await world.clock.pass(20_000);
      assert.ok(isWhole(call));
      assert.deepEqual([world.sent('ada'), world.sent('bob')], [['ring', 'answer', 'answer'], ['accept', 'offer']]);
    }
  });

  it('finds another with an older page that did not hear the restart', async () => {
    const call = await interrupted({ ada: world.page(ADA, { old: true }), bob: world.page(BOB) });
    call.bob.client.mute = true;
    await world.clock.pass(3_000);
    call.bob.client.mute = false;
    await world.clock.pass(3_000);
    assert.ok(isWhole(call));
  });
});

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6D2B79F5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The server loses, delays and repeats messages; null stops that. */
function disturb(random) {
  const { server, clock } = world;
  delete server.relay;
  if (random !== null) {
    const relay = server.relay.bind(server);
    server.relay = (...message) => {
      if (random() < 0.3) {
        clock.env.setTimeout(() => relay(...message), random() * 3_000);
      }
      if (random() < 0.5) {
        relay(...message);
      }
    };
  }
}

function deviceOf(subject) {
  return world.server.log.find(({ from, body }) => from === subject && body?.device).body.device;
}

describe('an older page', () => {
  it('gets nothing twice but a ring, which it takes for one', async () => {
    const ada = world.page(ADA);
    const bob = world.page(BOB, { old: true });
    const call = ada.calls.ring(BOB);
    await world.clock.pass(40_000);
    assert.equal(count(world.sent('ada'), 'ring'), 5);
    assert.equal(bob.rings.length, 1);
    bob.rings[0].accept();
    await world.clock.pass(50);
    world.all('connected');
    await world.clock.pass(60_000);
    call.hangUp();
    await world.clock.pass(60_000);
    assert.deepEqual(world.sent('ada').slice(5), ['answer', 'hangup']);
    assert.equal(bob.rings[0].reason, 'hung-up-by-peer');
    assert.equal(world.clock.pending, 0);
  });

  it('calls a newer one', async () => {
    const { ada, incoming } = await world.connectedCall({ ada: world.page(ADA, { old: true }), bob: world.page(BOB) });
    incoming.hangUp();
    await world.clock.pass(60_000);
    assert.equal(ada.calls.current.reason, 'hung-up-by-peer');
    assert.deepEqual([world.sent('ada'), world.sent('bob')], [['ring', 'answer'], ['accept', 'hangup']]);
  });

  it('that was busy, declines or cancels ends calls as before', async () => {
    const old = world.page(BOB, { old: true });
    const ada = world.page(ADA);
    const first = ada.calls.ring(BOB);
    await settle();
    old.rings[0].decline();
    await settle();
    assert.equal(first.reason, 'declined');
    old.calls.ring(ADA);
    await settle();
    old.calls.current.hangUp();
    await settle();
    assert.equal(ada.rings[0].reason, 'cancelled');
    old.calls.ring(CARL);
    const second = ada.calls.ring(BOB);
    await settle();
    assert.equal(second.reason, 'busy');
  });
});

describe('acknowledgments', () => {
  async function hangUpUnheard() {
    const call = await world.connectedCall();
    call.bob.client.deaf = true;
    call.outgoing.hangUp();
    await settle();
    const { body } = world.server.log.at(-1);
    return { ...call, body, ack: { kind: 'ack', call: body.call, device: body.to, to: body.device, ack: [body.n] } };
  }

  it('of another user, another device, for another page or of another call change nothing', async () => {
    const { bob, ack } = await hangUpUnheard();
    const carl = world.server.join(CARL);
    await carl.send(ADA, 'call', ack);
    const odd = [
      { ...ack, device: 'another' }, { ...ack, to: 'another' }, { ...ack, call: 'another' }, { ...ack, to: undefined },
      { ...ack, ack: ack.ack[0] }, { ...ack, ack: [1e300, -1, 0.5, null, '3', {}] }, { ...ack, ack: [] },
      { ...ack, ack: [...Array(1_000).keys(), ...ack.ack] },
    ];
    for (const body of odd) {
      await bob.client.send(ADA, 'call', body);
    }
    await world.clock.pass(2_100);
    assert.equal(count(world.sent('ada'), 'hangup'), 2);
    await bob.client.send(ADA, 'call', ack);
    await world.clock.pass(60_000);
    assert.equal(count(world.sent('ada'), 'hangup'), 2);
  });

  it('are as few in a flood as without', async () => {
    const { bob, outgoing, ada } = await world.connectedCall();
    const before = world.sent('ada').length;
    const head = { call: outgoing.id, to: deviceOf('ada'), kind: 'ring' };
    for (let n = 1; n <= 2_000; n++) {
      await bob.client.send(ADA, 'call', { ...head, device: deviceOf('bob'), n: 1_000 + n });
      await bob.client.send(ADA, 'call', { ...head, device: `device-${n}`, n });
    }
    await world.clock.pass(10_000);
    assert.ok(world.sent('ada').length - before <= 8);
    assert.equal(outgoing.state, 'connected');
    assert.equal(ada.calls.isBusy, true);
  });

  it('of calls that are over are given again, and end nothing else', async () => {
    const { ada, bob, outgoing, incoming } = await world.connectedCall();
    outgoing.hangUp();
    await world.clock.pass(1_000);
    const { body } = world.server.log.findLast(({ kind }) => kind === 'hangup');
    ada.calls.ring(BOB);
    await world.clock.pass(1_000);
    const before = count(world.sent('bob'), 'ack');
    await ada.client.send(BOB, 'call', body);
    await world.clock.pass(1_000);
    assert.equal(count(world.sent('bob'), 'ack'), before + 1);
    assert.equal(bob.calls.current.state, 'ringing');
    assert.equal(incoming.reason, 'hung-up-by-peer');
  });

  it('of somebody who rings without an end do not push out what others have to hear', async () => {
    const { bob, outgoing, incoming } = await world.connectedCall();
    bob.client.deaf = true;
    outgoing.hangUp();
    await settle();
    const carl = world.server.join(CARL);
    for (let n = 0; n < 200; n++) {
      await carl.send(ADA, 'call', { kind: 'ring', call: `ring-${n}`, device: 'evil', n: 1 });
      await carl.send(ADA, 'call', { kind: 'cancel', call: `ring-${n}`, device: 'evil', n: 2 });
      await settle();
    }
    bob.client.deaf = false;
    await world.clock.pass(2_500);
    assert.equal(incoming.reason, 'hung-up-by-peer');
  });
});
