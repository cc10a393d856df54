import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import { Settings } from '../../main/webapp/app/settings.js';
import { Sounds } from '../../main/webapp/app/sounds.js';

/** An AudioContext that counts the tones that can be heard; it runs once it may. */
class FakeContext {
  state = 'suspended';
  allowed = true;
  currentTime = 0;
  destination = {};
  tones = 0;
  outs = new Set();

  async resume() {
    if (!this.allowed) {
      throw new Error('not allowed');
    }
    this.state = 'running';
  }

  async suspend() {
    this.state = 'suspended';
  }

  createGain() {
    const gain = { value: 1, setValueAtTime() {}, linearRampToValueAtTime() {} };
    const node = { gain, connect: (to) => (to === this.destination && this.outs.add(node), to) };
    node.disconnect = () => this.outs.delete(node);
    return node;
  }

  createOscillator() {
    this.tones += 1;
    return { frequency: {}, connect: (to) => to, start() {}, stop() {} };
  }
}

const settle = async () => {
  for (let turn = 0; turn < 5; turn++) {
    await Promise.resolve();
  }
};

describe('the sounds', () => {
  let context;
  let settings;
  let page;
  let sounds;

  beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    context = new FakeContext();
    settings = new Settings(null);
    page = new EventTarget();
    sounds = new Sounds(settings, { makeContext: () => context, page });
  });

  it('ring again and again', async () => {
    sounds.ring();
    await settle();
    assert.equal(context.tones, 3);
    mock.timers.tick(3_000);
    assert.equal(context.tones, 6);
  });

  it('stop at once, and nothing goes on', async () => {
    sounds.ring();
    await settle();
    sounds.stop();
    assert.equal(context.outs.size, 0);
    assert.equal(context.state, 'suspended');
    mock.timers.tick(60_000);
    assert.equal(context.tones, 3);
  });

  it('stop before the browser has let them begin', async () => {
    sounds.ring();
    sounds.stop();
    await settle();
    assert.equal(context.tones, 0);
  });

  it('end by themselves where nobody stops them', async () => {
    sounds.ringback();
    await settle();
    mock.timers.tick(60_000);
    assert.equal(context.outs.size, 0);
    const { tones } = context;
    mock.timers.tick(600_000);
    assert.equal(context.tones, tones);
  });

  it('are one at a time', async () => {
    sounds.ringback();
    sounds.ring();
    await settle();
    assert.equal(context.outs.size, 1);
  });

  it('are none where somebody wants it quiet, but for the one that is asked for', async () => {
    settings.set('quiet', true);
    sounds.ring();
    sounds.ringback();
    await settle();
    assert.equal(context.tones, 0);
    sounds.test();
    await settle();
    assert.equal(context.tones, 3);
    mock.timers.tick(1_600);
    assert.equal(context.outs.size, 0);
  });

  it('are none until somebody touches the page, and come then if it still rings', async () => {
    context.allowed = false;
    sounds.ring();
    await settle();
    mock.timers.tick(3_000);
    assert.equal(context.tones, 0);

    context.allowed = true;
    page.dispatchEvent(new Event('click'));
    await settle();
    mock.timers.tick(3_000);
    assert.equal(context.tones, 3);
  });

  it('wait for a touch that counts', async () => {
    context.allowed = false;
    page.dispatchEvent(new Event('keydown'));
    await settle();
    sounds.ring();
    context.allowed = true;
    page.dispatchEvent(new Event('click'));
    await settle();
    mock.timers.tick(3_000);
    assert.equal(context.tones, 3);
  });

  it('come from the speaker that was chosen', async () => {
    const chosen = [];
    settings.set('speaker', 'headset');
    context.setSinkId = async (id) => chosen.push(id);
    sounds.ring();
    assert.deepEqual(chosen, ['headset']);
    assert.equal(context.outs.size, 1);
  });

  it('come from the speaker that was chosen where only an element can choose', async () => {
    const made = [];
    class FakeAudio {
      constructor() {
        made.push(this);
      }

      async setSinkId(id) {
        this.id = id;
      }

      async play() {
        this.plays = true;
      }
    }
    Object.assign(globalThis, { Audio: FakeAudio, HTMLMediaElement: FakeAudio });
    settings.set('speaker', 'headset');
    context.createMediaStreamDestination = () => ({ stream: 'of the sound' });
    sounds.ring();
    await settle();
    assert.deepEqual({ ...made[0] }, { srcObject: 'of the sound', id: 'headset', plays: true });
    assert.equal(context.outs.size, 0);
    sounds.stop();
    assert.equal(made[0].srcObject, null);
  });

  it('leave the device asleep where the page is touched and nothing rings', async () => {
    page.dispatchEvent(new Event('keydown'));
    await settle();
    assert.equal(context.state, 'suspended');
  });

  it('are none on a device that cannot make any', () => {
    const mute = new Sounds(settings, { makeContext: () => { throw new Error('none'); }, page });
    mute.ring();
    mute.stop();
  });
});
