import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { World } from './pages.js';

let world;
let call;

/** Time passes, and packets come to these connections. */
async function pass(ms, ...receivers) {
  for (let passed = 0; passed < ms; passed += 100) {
    receivers.forEach((connection) => { connection.packets += 5; });
    await world.clock.pass(100);
  }
}

const says = (connection, what) => connection.channel.onmessage({
  data: JSON.stringify({ kind: 'media', audio: false, video: false, screen: false, ...what }),
});
const restarts = () => [call.adas.restarts, call.bobs.restarts];
const wholePictures = ({ transceivers }) => transceivers[1].wholePictures;
const isWhole = () => call.adas.currentRemoteDescription.sdp === call.bobs.currentLocalDescription.sdp
  && call.bobs.currentRemoteDescription.sdp === call.adas.currentLocalDescription.sdp;

beforeEach(async () => {
  world = new World();
  call = await world.connectedCall();
  await pass(1_000, call.adas, call.bobs);
});

describe('a connected call to which nothing comes any more', () => {
  it('looks for another way within 4 s, the impolite side first, and once', async () => {
    await pass(3_200);
    assert.deepEqual(restarts(), [0, 0]);
    await pass(800);
    assert.deepEqual(restarts(), [0, 1]);
    await pass(60_000);
    assert.deepEqual(restarts(), [0, 1]);
    assert.ok(isWhole());
    assert.deepEqual([call.outgoing.state, call.incoming.state], ['connected', 'connected']);
  });

  it('does so from the polite side where the other one does not', async () => {
    await pass(4_000, call.bobs);
    assert.deepEqual(restarts(), [0, 0]);
    await pass(1_000, call.bobs);
    assert.deepEqual(restarts(), [1, 0]);
    assert.ok(isWhole());
  });

  it('agrees where both have done so', async () => {
    call.bob.client.mute = true;
    await pass(5_000);
    assert.deepEqual(restarts(), [1, 1]);
    call.bob.client.mute = false;
    await pass(5_000);
    assert.ok(isWhole());
  });

  it('asks whether the own connection still works', async () => {
    await pass(4_000);
    assert.deepEqual([call.ada.client.checks, call.bob.client.checks], [0, 1]);
    await pass(1_000, call.adas);
    assert.deepEqual([call.ada.client.checks, call.bob.client.checks], [1, 1]);
  });

  it('looks for another way ever more seldom where that keeps happening', async () => {
    const times = [];
    const { bobs } = call;
    const restart = bobs.restartIce;
    bobs.restartIce = () => {
      times.push(world.clock.env.now() / 1_000);
      restart.call(bobs);
    };
    for (let passed = 0; passed < 600_000; passed += 4_500) {
      await pass(500, call.adas, bobs);
      await pass(4_000, call.adas);
    }
    const pauses = times.slice(1).map((time, index) => time - times[index]);
    assert.ok(pauses.length < 12, pauses.join());
    [5, 10, 20, 40, 80, 80].forEach((least, index) => assert.ok(pauses[index] >= least, pauses.join()));
  });

  it('begins with short pauses again after a while without trouble', async () => {
    for (let time = 0; time < 8; time++) {
      await pass(1_000, call.adas, call.bobs);
      await pass(4_000, call.adas);
    }
    await pass(200_000, call.adas, call.bobs);
    const before = call.bobs.restarts;
    await pass(4_000, call.adas);
    await pass(2_000, call.adas, call.bobs);
    await pass(4_000, call.adas);
    assert.equal(call.bobs.restarts, before + 2);
  });

  it('leaves it to the connection where that is known to be broken', async () => {
    world.all('disconnected');
    await pass(1_900);
    assert.deepEqual(restarts(), [0, 0]);
    await pass(2_200);
    assert.deepEqual(restarts(), [0, 1]);
  });
});

describe('a connected call goes on as it is', () => {
  it('while a muted peer sends silence, and while one sends nothing', async () => {
    says(call.bobs, {});
    await pass(10_000, call.adas, call.bobs);
    await pass(10_000, call.adas);
    assert.deepEqual(restarts(), [0, 0]);
  });

  it('while a screen without sound stands still, but not while a camera does', async () => {
    says(call.bobs, { video: true, screen: true });
    await pass(10_000, call.adas);
    assert.deepEqual(restarts(), [0, 0]);
    says(call.bobs, { video: true });
    await pass(1_000, call.adas, call.bobs);
    await pass(4_000, call.adas);
    assert.deepEqual(restarts(), [0, 1]);
  });

  it('where nothing has ever come', async () => {
    world = new World();
    call = await world.connectedCall();
    await pass(20_000);
    assert.deepEqual(restarts(), [0, 0]);
  });

  it('when the page wakes up', async () => {
    await pass(200);
    world.clock.sleep(600_000);
    await pass(1_500);
    await pass(5_000, call.adas, call.bobs);
    assert.deepEqual(restarts(), [0, 0]);
  });
});

describe('a picture', () => {
  it('is sent whole when sound and pictures come again after more than a second', async () => {
    await pass(2_000);
    assert.equal(wholePictures(call.bobs), 0);
    await pass(2_000, call.adas, call.bobs);
    assert.deepEqual([call.adas, call.bobs].map(wholePictures), [1, 1]);
  });

  it('goes on as it is after a shorter gap', async () => {
    await pass(500);
    await pass(2_000, call.adas, call.bobs);
    assert.deepEqual([call.adas, call.bobs].map(wholePictures), [0, 0]);
  });
});

describe('a call that has ended', () => {
  it('looks no more', async () => {
    const { bobs } = call;
    let answer;
    bobs.getStats = () => new Promise((resolve) => { answer = resolve; });
    await pass(500);
    call.outgoing.hangUp();
    await pass(1_000);
    answer(new Map());
    await pass(1_000);
    assert.equal(world.clock.pending, 0);
  });
});
