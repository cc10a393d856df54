import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import { levelOf } from '../../main/webapp/app/device-check.js';
import { choicesOf } from '../../main/webapp/app/device-pickers.js';
import { Settings } from '../../main/webapp/app/settings.js';
import { SettingsDialog } from '../../main/webapp/app/settings-dialog.js';
import { openPage } from './fake-page.js';
import { settle } from './fakes.js';

const at = (id) => document.getElementById(id);
const FOUND = [
  { kind: 'audioinput', deviceId: 'default', label: 'Default' },
  { kind: 'audioinput', deviceId: 'm1', label: 'Headset' },
  { kind: 'videoinput', deviceId: 'c1', label: 'Front' },
  { kind: 'videoinput', deviceId: 'c2', label: '' },
  { kind: 'audiooutput', deviceId: 's1', label: 'Headset' },
];

/** An AudioContext in which the microphone hears as much as `loudness` says. */
class FakeAudioContext {
  static open = 0;
  static loudness = 0;

  constructor() {
    FakeAudioContext.open += 1;
  }

  createAnalyser() {
    return { fftSize: 8, getByteTimeDomainData: (samples) => samples.fill(128 + FakeAudioContext.loudness) };
  }

  createMediaStreamSource() {
    return { connect() {} };
  }

  async close() {
    FakeAudioContext.open -= 1;
  }
}

describe('a check of the devices', () => {
  let tracks;
  let asked;
  let chosen;
  let settings;
  let refused;

  beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    openPage();
    Object.assign(globalThis, { AudioContext: FakeAudioContext, Notification: undefined });
    Object.assign(FakeAudioContext, { open: 0, loudness: 0 });
    tracks = [];
    asked = [];
    chosen = [];
    refused = {};
    navigator.mediaDevices = Object.assign(new EventTarget(), {
      enumerateDevices: async () => FOUND,
      getUserMedia: async (wanted) => {
        asked.push(wanted);
        const [kind] = Object.keys(wanted);
        if (refused[kind]) {
          throw Object.assign(new Error(), { name: refused[kind] });
        }
        const track = { kind, stopped: false, stop: () => { track.stopped = true; } };
        tracks.push(track);
        return { getTracks: () => [track] };
      },
    });
    settings = new Settings(null);
    const sounds = { test() {}, stop() {} };
    const shortcuts = { tell() {}, show() {} };
    new SettingsDialog({ settings, sounds, shortcuts, onDevice: (device) => chosen.push(device) });
  });

  const open = async () => {
    at('settings').click();
    await settle();
  };
  const check = async () => {
    at('check').click();
    await settle();
  };
  const pick = async (device, id) => {
    at(`pick-${device}`).value = id;
    at(`pick-${device}`).dispatchEvent(new Event('change'));
    await settle();
  };

  it('opens nothing before somebody asks for it', async () => {
    await open();
    assert.deepEqual(asked, []);
    assert.equal(at('check-results').hidden, true);
  });

  it('shows the picture and the level of the microphone', async () => {
    await open();
    await check();
    assert.equal(at('check-picture').hidden, false);
    mock.timers.tick(100);
    assert.equal(at('check-level').value, 0);
    assert.equal(at('check-heard').textContent, '');
    FakeAudioContext.loudness = 64;
    mock.timers.tick(100);
    assert.equal(at('check-level').value, 1);
    assert.match(at('check-heard').textContent, /works/);
  });

  it('lets go of everything when the dialog closes, however it closes', async () => {
    for (const end of [() => at('settings-close').click(), () => at('settings-dialog').close(), check]) {
      await open();
      await check();
      await end();
      assert.ok(tracks.every(({ stopped }) => stopped));
      assert.equal(FakeAudioContext.open, 0);
      assert.equal(at('check-picture').srcObject, null);
      at('settings-dialog').close();
    }
  });

  it('lets go of what the browser gives after the dialog has closed', async () => {
    await open();
    at('check').click();
    at('settings-close').click();
    await settle();
    assert.ok(tracks.length > 0 && tracks.every(({ stopped }) => stopped));
    assert.equal(at('check-picture').srcObject, null);
    assert.equal(FakeAudioContext.open, 0);
  });

  it('names each device that cannot be used', async () => {
    Object.assign(refused, { audio: 'NotAllowedError', video: 'NotFoundError' });
    await open();
    await check();
    assert.match(at('check-microphone').textContent, /^Microphone: .*let this page/);
    assert.match(at('check-camera').textContent, /^Camera: None was found/);
  });

  it('remembers what is chosen, and goes on with it', async () => {
    await open();
    await check();
    await pick('camera', 'c2');
    assert.equal(settings.get('camera'), 'c2');
    assert.deepEqual(chosen, ['camera']);
    assert.deepEqual(asked.at(-1), { video: { deviceId: { ideal: 'c2' } } });
    assert.deepEqual(tracks.map(({ stopped }) => stopped), [true, true, false, false]);
    at('settings-close').click();
  });

  it('keeps the lists right while it is open', async () => {
    await open();
    const labels = () => at('pick-camera').children.map(({ textContent }) => textContent);
    assert.deepEqual(labels(), ['System default', 'Front', 'Camera 2']);
    navigator.mediaDevices.enumerateDevices = async () => [];
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    await settle();
    assert.deepEqual(labels(), ['System default']);
    assert.equal(at('pick-camera').disabled, true);
    at('settings-close').click();
  });
});

describe('the devices to choose from', () => {
  it('are those of one kind that have an id', () => {
    assert.deepEqual(choicesOf(FOUND, 'microphone'), [{ id: 'm1', label: 'Headset' }]);
    assert.deepEqual(choicesOf([{ kind: 'audioinput', deviceId: '', label: '' }], 'microphone'), []);
  });
});

describe('the level of a microphone', () => {
  it('goes from silence to full', () => {
    assert.equal(levelOf(new Uint8Array(8).fill(128)), 0);
    assert.equal(levelOf(new Uint8Array(8).fill(255)), 1);
    assert.ok(levelOf(new Uint8Array(8).fill(138)) > 0.2);
  });
});
