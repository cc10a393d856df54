import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { endingOf } from '../../main/webapp/signaling/endings.js';
import { ADA, BOB, CARL, settle } from './fakes.js';
import { World } from './pages.js';

let world;
let ada;
let bob;
let other;

beforeEach(() => {
  world = new World();
  [ada, bob, other] = [world.page(ADA), world.page(BOB), world.page(BOB)];
});

/** Why a call of Ada's ended: for her, on the device that acts, on the other one; and what was missed on each. */
async function endOf(act, { video = true } = {}) {
  const call = ada.calls.ring(BOB, { video });
  await world.clock.pass(500);
  await act(call, bob.rings.at(-1));
  await world.clock.pass(10_000);
  return {
    reasons: [call, bob.rings.at(-1), other.rings.at(-1)].map((each) => each?.reason),
    missed: [bob, other].map(({ missed }) => missed.map(({ why }) => why).join()),
  };
}

describe('a call that nobody takes', () => {
  it('is declined here, and declined elsewhere, and missed by nobody', async () => {
    assert.deepEqual(await endOf((call, ring) => ring.decline()),
      { reasons: ['declined', 'declined-here', 'declined-elsewhere'], missed: ['', ''] });
  });

  it('is taken on one device, and missed on none', async () => {
    assert.deepEqual(await endOf((call, ring) => { ring.accept(); }),
      { reasons: [null, null, 'answered-elsewhere'], missed: ['', ''] });
  });

  it('is missed when the caller gives up', async () => {
    assert.deepEqual(await endOf((call) => call.hangUp()),
      { reasons: ['cancelled', 'cancelled', 'cancelled'], missed: ['cancelled', 'cancelled'] });
    const [{ peer, video, at, why }] = bob.missed;
    assert.deepEqual([peer, video, why], [ADA, true, 'cancelled']);
    assert.equal(at, 1_000_500);
  });

  it('is missed when nobody answers', async () => {
    assert.deepEqual(await endOf(() => world.clock.pass(50_000), { video: false }),
      { reasons: ['no-answer', 'missed', 'missed'], missed: ['no-answer', 'no-answer'] });
    assert.equal(bob.missed[0].video, false);
  });

  it('is missed when nobody answers and the caller is not heard any more', async () => {
    const { reasons, missed } = await endOf(async () => {
      ada.client.mute = true;
      await world.clock.pass(50_000);
    });
    assert.deepEqual([reasons[1], missed], ['missed', ['no-answer', 'no-answer']]);
  });

  it('is missed when the caller goes away', async () => {
    const { reasons, missed } = await endOf(() => {
      bob.client.emit('users', { user: ADA, online: false });
    });
    assert.deepEqual([reasons[1], missed], ['offline', ['offline', '']]);
  });

  it('rings no more when the callee is back to whom it could not be told', async () => {
    const { reasons } = await endOf(async () => {
      bob.client.up = other.client.up = false;
      ada.client.emit('users', { user: BOB, online: false });
      await world.clock.pass(10_000);
      bob.client.up = other.client.up = true;
      ada.client.emit('users', { user: BOB, online: true });
    });
    assert.deepEqual(reasons, ['offline', 'cancelled', 'cancelled']);
  });

  it('does not ring somebody who comes online afterwards', async () => {
    bob.client.up = other.client.up = false;
    const call = ada.calls.ring(BOB);
    await settle();
    assert.equal(call.reason, 'offline');
    bob.client.up = other.client.up = true;
    ada.client.emit('users', { user: BOB, online: true });
    await world.clock.pass(10_000);
    assert.deepEqual([bob.rings, other.rings], [[], []]);
  });

  it('is missed on all devices when one of them is busy', async () => {
    bob.calls.ring(CARL);
    const call = ada.calls.ring(BOB);
    await world.clock.pass(10_000);
    assert.equal(call.reason, 'busy');
    assert.equal(other.rings.at(-1).reason, 'missed');
    assert.deepEqual([bob.missed, other.missed].map((list) => list.map(({ why }) => why)), [['busy'], ['busy']]);
  });

  it('is missed once, however often it rings a busy line', async () => {
    bob.calls.ring(CARL);
    const ring = { kind: 'ring', call: 'again', device: 'ada', n: 1 };
    for (let time = 0; time < 5; time++) {
      await ada.client.send(BOB, 'call', ring);
      await settle();
    }
    assert.equal(bob.missed.length, 1);
    assert.equal(world.sent('bob').filter((kind) => kind === 'busy').length, 5);
  });

  it('is not missed when both ring each other', async () => {
    ada.calls.ring(BOB);
    bob.calls.ring(ADA);
    await world.clock.pass(10_000);
    assert.deepEqual([ada.missed, bob.missed], [[], []]);
  });
});

describe('a peer that hangs up', () => {
  it('is believed where it says why, and every other reason is a failure', () => {
    const reasons = [undefined, 'lost', 'timeout', 'malformed', 'constructor'];
    assert.deepEqual(reasons.map((reason) => endingOf({ kind: 'hangup', reason }).reason),
      ['hung-up-by-peer', 'lost', 'failed', 'failed', 'failed']);
  });

  it('or cancels is told from one that goes on, whatever reason it gives', () => {
    assert.deepEqual(['ring', 'accept', 'description', 'candidates', 'ack'].map((kind) => endingOf({ kind })),
      Array(5).fill(null));
    assert.deepEqual(endingOf({ kind: 'cancel', reason: 'constructor' }), { reason: 'cancelled', missed: 'cancelled' });
  });
});

describe('the stream of a call', () => {
  it('stays the same while its tracks come', async () => {
    const call = ada.calls.ring(BOB);
    const { stream } = call.remote;
    assert.deepEqual(stream.getTracks(), []);
    await settle();
    bob.rings[0].accept();
    await world.clock.pass(50);
    assert.equal(call.remote.stream, stream);
    assert.deepEqual(stream.getTracks().map(({ kind }) => kind), ['audio', 'video']);
    assert.deepEqual(call.remote.tracks, stream.getTracks());
  });

  it('has one track of a kind', async () => {
    const call = ada.calls.ring(BOB);
    await settle();
    bob.rings[0].accept();
    await world.clock.pass(50);
    const track = { kind: 'video' };
    world.connections.made[1].ontrack({ track });
    assert.equal(call.remote.tracks.length, 2);
    assert.ok(call.remote.tracks.includes(track));
  });
});
