import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { LocalMedia } from '../../main/webapp/signaling/local-media.js';
import { FakeMediaStream, FakeTrack, fakeAudio, fakeDevices, settle } from './fakes.js';

let devices;
let audio;
let problems;
let changes;
let preferred;

function media(options) {
  devices = fakeDevices(options);
  return new LocalMedia({
    env: { devices, AudioContext: audio.FakeAudioContext, MediaStream: FakeMediaStream },
    devices: () => preferred,
    onChange: () => { changes += 1; },
    onProblem: (problem) => problems.push(problem),
  });
}

async function opened(options, wanted = { video: true }) {
  const local = media(options);
  await local.open(wanted);
  return local;
}

const live = () => devices.tracks.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind);

beforeEach(() => {
  problems = [];
  changes = 0;
  preferred = {};
  audio = fakeAudio();
});

describe('microphone and camera', () => {
  it('are one question for the person', async () => {
    const local = await opened();
    assert.deepEqual(devices.asked, [{ audio: true, video: true }]);
    const { tracks, ...state } = local.view;
    assert.deepEqual(state,
      { audio: true, muted: false, microphone: true, camera: true, video: true, screen: false });
    assert.deepEqual(tracks, devices.tracks);
  });

  it('are asked for one by one where one of them is refused', async () => {
    const local = await opened({ deny: ['video'] });
    assert.deepEqual(devices.asked.slice(1), [{ audio: true }, { video: true }]);
    assert.deepEqual(problems, [{ device: 'camera', problem: 'denied' }]);
    assert.deepEqual(live(), ['audio']);
    assert.equal(local.view.microphone, true);
  });

  it('are the microphone alone where no pictures are wanted', async () => {
    const local = await opened({}, { video: false });
    assert.deepEqual(devices.asked, [{ audio: true }]);
    assert.deepEqual([local.view.microphone, local.view.camera, local.view.video, local.videoTrack],
      [true, false, false, null]);
  });

  it('are told of one by one where both are refused, and the call can go on without them', async () => {
    const local = await opened({ deny: ['audio', 'video'] });
    assert.deepEqual(problems, [{ device: 'microphone', problem: 'denied' }, { device: 'camera', problem: 'denied' }]);
    const { tracks, audio: heard, video } = local.view;
    assert.deepEqual([tracks, heard, video, devices.asked.length], [[], false, false, 3]);
  });

  it('are told of by what keeps them from being opened', async () => {
    const names = ['NotAllowedError', 'SecurityError', 'NotFoundError', 'OverconstrainedError', 'NotReadableError',
      'AbortError', undefined];
    const local = media({ late: true });
    for (const name of names) {
      const on = local.setMicrophone(true);
      await settle();
      devices.questions.pop().refuse(name);
      await on;
    }
    assert.deepEqual(problems.map(({ problem }) => problem),
      ['denied', 'denied', 'missing', 'missing', 'in-use', 'unavailable', 'unavailable']);
  });

  it('are muted from the start where that was said before they open', async () => {
    const local = media();
    local.setMuted(true);
    await local.open({ video: true });
    assert.deepEqual([local.audioTrack.enabled, local.view.muted, local.view.audio], [false, true, false]);
    local.setMuted(false);
    assert.deepEqual([local.audioTrack.enabled, local.view.audio], [true, true]);
  });

  it('tell of each change once', async () => {
    const local = await opened();
    const acts = [() => local.setMuted(true), () => local.setCamera(false), () => local.setCamera(true),
      () => local.setMicrophone(false), () => local.useDevices({ camera: 'desk' }), () => local.shareScreen(true),
      () => local.shareScreen(false), () => devices.tracks.at(-2).vanish()];
    const counts = [];
    for (const act of acts) {
      changes = 0;
      await act();
      counts.push(changes);
    }
    assert.deepEqual(counts, acts.map(() => 1));
  });

  it('that were closed by the person are not told of when they vanish', async () => {
    const local = await opened();
    await local.setCamera(false);
    devices.tracks[1].vanish();
    devices.tracks[1].onended?.();
    assert.deepEqual([problems, local.view.camera], [[], false]);
  });

  it('do not stay open when the call ends before the browser has its answer', async () => {
    const local = media({ late: true });
    const opening = local.open({ video: true });
    await settle();
    local.stop();
    devices.questions[0].answer();
    await opening;
    assert.equal(devices.tracks.length, 2);
    assert.deepEqual(live(), []);
    assert.deepEqual([devices.asked.length, changes, problems], [1, 0, []]);
  });

  it('are not asked for any more when the call ends while the browser refuses', async () => {
    const local = media({ late: true });
    local.open({ video: true });
    await settle();
    local.stop();
    devices.questions[0].refuse('NotAllowedError');
    await settle();
    assert.deepEqual([devices.asked.length, problems], [1, []]);
  });

  it('do not stay open when the call ends while the camera alone is asked for', async () => {
    const local = await opened({}, { video: false });
    devices.late = true;
    local.setCamera(true);
    await settle();
    local.stop();
    devices.questions[0].answer();
    await settle();
    assert.deepEqual(live(), []);
  });

  it('are opened once when the camera is switched on during the first question', async () => {
    const local = media({ late: true });
    local.open({ video: true });
    const on = local.setCamera(true);
    await settle();
    assert.equal(devices.questions.length, 1);
    devices.questions[0].answer();
    await on;
    assert.deepEqual(live(), ['audio', 'video']);
    assert.equal(devices.asked.length, 1);
  });

  it('are asked for one after the other', async () => {
    const local = media({ late: true });
    local.open({ video: false });
    local.setCamera(true);
    await settle();
    assert.deepEqual(devices.asked, [{ audio: true, video: true }], 'the camera was wanted before anything was asked');
    devices.questions[0].refuse('NotAllowedError');
    await settle();
    assert.deepEqual(devices.asked.slice(1), [{ audio: true }]);
    devices.questions[1].answer();
    await settle();
    assert.deepEqual(devices.asked.slice(2), [{ video: true }]);
    devices.questions[2].answer();
    await settle();
    assert.deepEqual(live(), ['audio', 'video']);
  });

  it('lets go of a camera that is switched off again while it is asked for', async () => {
    const local = await opened({}, { video: false });
    devices.late = true;
    const on = local.setCamera(true);
    await settle();
    await local.setCamera(false);
    devices.questions[0].answer();
    await on;
    assert.deepEqual([live(), local.view.camera], [['audio'], false]);
  });

  it('can be tried again when they were refused or missing', async () => {
    const local = await opened({ deny: ['audio'], missing: ['video'] });
    assert.deepEqual(problems, [{ device: 'microphone', problem: 'denied' }, { device: 'camera', problem: 'missing' }]);
    assert.equal(local.view.microphone, false);
    devices.deny.pop();
    await local.setMicrophone(true);
    assert.deepEqual([local.view.microphone, local.view.audio], [true, true]);
    await local.setCamera(true);
    assert.equal(problems.length, 3);
    devices.missing.pop();
    await local.setCamera(true);
    assert.deepEqual([live(), problems.length], [['audio', 'video'], 3]);
  });

  it('are told of when they vanish, and can be opened again', async () => {
    const local = await opened();
    devices.tracks.forEach((track) => track.vanish());
    assert.deepEqual(problems, [{ device: 'microphone', problem: 'ended' }, { device: 'camera', problem: 'ended' }]);
    assert.deepEqual([local.audioTrack, local.videoTrack, local.view.audio], [null, null, false]);
    await local.setMicrophone(true);
    await local.setCamera(true);
    assert.deepEqual(live(), ['audio', 'video']);
  });

  it('can be closed, which is more than to be muted', async () => {
    const local = await opened();
    local.setMuted(true);
    assert.deepEqual([local.view.audio, local.view.microphone, local.audioTrack.enabled], [false, true, false]);
    await local.setMicrophone(false);
    assert.deepEqual([live(), local.view.microphone], [['video'], false]);
    await local.setMicrophone(true);
    assert.equal(local.audioTrack.enabled, false, 'muted is muted');
  });

  it('are not opened after the call', async () => {
    const local = await opened();
    local.stop();
    await Promise.all([local.setMicrophone(true), local.setCamera(true), local.shareScreen(true),
      local.useDevices({ microphone: 'm' })]);
    assert.deepEqual([live(), devices.asked.length], [[], 1]);
  });

  it('do without where the browser has none for this page', async () => {
    const local = media();
    const without = new LocalMedia({
      env: { devices: undefined }, devices: () => ({}), onChange: () => {}, onProblem: (problem) => problems.push(problem),
    });
    await without.open({ video: true });
    await without.shareScreen(true);
    assert.deepEqual(problems.map(({ problem }) => problem), ['unavailable', 'unavailable', 'unavailable']);
    assert.equal(local.view.microphone, false);
  });
});

describe('preferred devices', () => {
  it('are used where they are there', async () => {
    preferred = { microphone: 'headset', camera: 'desk' };
    await opened();
    assert.deepEqual(devices.asked, [{ audio: { deviceId: { ideal: 'headset' } }, video: { deviceId: { ideal: 'desk' } } }]);
  });

  it('are changed during the call, and what is muted stays so', async () => {
    const local = await opened();
    local.setMuted(true);
    const [oldAudio, oldVideo] = devices.tracks;
    await local.useDevices({ microphone: 'headset', camera: 'desk' });
    assert.deepEqual([oldAudio.stopped, oldVideo.stopped], [true, true]);
    assert.deepEqual(local.view.tracks.map(({ settings }) => settings.deviceId), ['headset', 'desk']);
    assert.equal(local.audioTrack.enabled, false);
  });

  it('that the call chose outlast those that the person prefers, also when they are opened anew', async () => {
    preferred = { microphone: 'desk' };
    const local = await opened();
    await local.useDevices({ microphone: 'headset' });
    preferred = { microphone: 'other', camera: 'wide' };
    await local.setMicrophone(false);
    await local.setMicrophone(true);
    assert.equal(local.audioTrack.settings.deviceId, 'headset');
    await local.setCamera(false);
    await local.setCamera(true);
    assert.equal(local.videoTrack.settings.deviceId, 'wide', 'what the call did not choose is as preferred by now');
  });

  it('that are changed leave the other one as it is', async () => {
    const local = await opened();
    const [voice, camera] = devices.tracks;
    await local.useDevices({ camera: 'desk' });
    assert.deepEqual([local.audioTrack, camera.stopped], [voice, true]);
    await local.useDevices({ microphone: 'headset' });
    assert.deepEqual([voice.stopped, local.videoTrack.settings.deviceId], [true, 'desk']);
    assert.deepEqual(devices.asked.slice(1).map((asked) => Object.keys(asked)), [['video'], ['audio']]);
  });

  it('are a camera that is closed before the next one opens, because a phone opens one at a time', async () => {
    const local = await opened();
    devices.late = true;
    const changed = local.useDevices({ facingMode: 'environment' });
    await settle();
    assert.deepEqual([live(), local.videoTrack], [['audio'], null]);
    devices.questions[0].answer();
    await changed;
    assert.deepEqual(live(), ['audio', 'video']);
  });

  it('are told of where the other camera does not open, and the camera can be tried again', async () => {
    const local = await opened();
    devices.deny.push('video');
    await local.useDevices({ camera: 'desk' });
    assert.deepEqual([problems, local.view.camera], [[{ device: 'camera', problem: 'denied' }], false]);
    devices.deny.pop();
    await local.setCamera(true);
    assert.equal(local.videoTrack.settings.deviceId, 'desk');
  });

  it('replace each other: a camera by its name and one by its direction', async () => {
    preferred = { camera: 'desk' };
    const local = await opened();
    await local.useDevices({ facingMode: 'environment' });
    assert.deepEqual(devices.asked.at(-1), { video: { facingMode: { ideal: 'environment' } } });
    await local.useDevices({ camera: 'other' });
    assert.deepEqual(devices.asked.at(-1), { video: { deviceId: { ideal: 'other' } } });
  });

  it('stay for later where the camera is off', async () => {
    const local = await opened({}, { video: false });
    await local.useDevices({ camera: 'desk' });
    assert.deepEqual(live(), ['audio']);
    await local.setCamera(true);
    assert.equal(local.videoTrack.settings.deviceId, 'desk');
  });

  it('leave the microphone that works where another does not', async () => {
    const local = await opened();
    const before = local.audioTrack;
    devices.deny.push('audio');
    await local.useDevices({ microphone: 'headset' });
    assert.equal(local.audioTrack, before);
    assert.equal(before.readyState, 'live');
    assert.deepEqual(problems, [{ device: 'microphone', problem: 'denied' }]);
  });
});

describe('the screen', () => {
  it('takes the place of the camera while it is shared', async () => {
    const local = await opened();
    await local.shareScreen(true);
    assert.deepEqual(devices.asked.at(-1), { screen: { video: true, audio: true } });
    assert.equal(local.videoTrack.settings.source, 'screen');
    assert.deepEqual([local.view.screen, local.view.camera], [true, true]);
    await local.shareScreen(false);
    assert.equal(local.videoTrack.settings.source, 'device');
    assert.deepEqual(live(), ['audio', 'video']);
  });

  it('is shared without a camera too, and its picture is the only one then', async () => {
    const local = await opened({}, { video: false });
    await local.shareScreen(true);
    assert.deepEqual([local.view.video, local.view.camera, local.view.tracks.length], [true, false, 2]);
    await local.shareScreen(false);
    assert.deepEqual([local.view.video, live()], [false, ['audio']]);
  });

  it('keeps its place when the camera is switched meanwhile', async () => {
    const local = await opened();
    await local.shareScreen(true);
    await local.setCamera(false);
    await local.setCamera(true);
    assert.deepEqual([local.videoTrack.settings.source, local.view.camera], ['screen', true]);
  });

  it('is not shared where the browser gives its sound and no picture', async () => {
    const local = await opened();
    const sound = new FakeMediaStream([new FakeTrack('audio', { source: 'screen' })]);
    devices.getDisplayMedia = async () => sound;
    await local.shareScreen(true);
    assert.deepEqual([local.view.screen, sound.getTracks()[0].stopped, audio.made.filter(({ closed }) => !closed)],
      [false, true, []]);
  });

  it('can be chosen again after the person thought better of it', async () => {
    const local = await opened({ late: false });
    devices.late = true;
    const shared = local.shareScreen(true);
    await settle();
    devices.questions[0].refuse('NotAllowedError');
    await shared;
    assert.deepEqual([local.view.screen, problems], [false, []]);
    devices.late = false;
    await local.shareScreen(true);
    assert.equal(local.view.screen, true);
  });

  it('is chosen once, however often the button is pressed', async () => {
    const local = await opened({ late: false });
    devices.late = true;
    const shared = [local.shareScreen(true), local.shareScreen(true)];
    await settle();
    assert.equal(devices.questions.length, 1);
    devices.questions[0].answer();
    await Promise.all(shared);
    assert.equal(devices.tracks.filter(({ settings }) => settings.source === 'screen').length, 1);
  });

  it('is not shared when that is taken back, or the call ends, while the browser asks', async () => {
    for (const act of ['shareScreen', 'stop']) {
      const local = await opened({ screenAudio: true });
      devices.late = true;
      const shared = local.shareScreen(true);
      await settle();
      local[act](false);
      devices.questions[0].answer();
      await shared;
      assert.equal(local.view.screen, false);
      assert.deepEqual(live(), act === 'stop' ? [] : ['audio', 'video']);
    }
  });

  it('stops with its sound when the person ends it in the browser', async () => {
    const local = await opened({ screenAudio: true });
    await local.shareScreen(true);
    assert.deepEqual(live(), ['audio', 'video', 'audio', 'video']);
    local.videoTrack.vanish();
    assert.deepEqual([live(), local.view.screen, problems], [['audio', 'video'], false, []]);
    assert.equal(local.audioTrack, devices.tracks[0]);
    const [{ closed, mixed }] = audio.made;
    assert.deepEqual([closed, mixed.getTracks()[0].stopped], [true, true]);
  });

  it('is heard along with the voice, also with another microphone or none', async () => {
    const local = await opened({ screenAudio: true });
    await local.shareScreen(true);
    const mixed = () => audio.made.filter(({ closed }) => !closed);
    const sound = devices.tracks[2];
    assert.deepEqual(mixed()[0].parts, [devices.tracks[0], sound]);
    assert.deepEqual(mixed()[0].mixed.getTracks(), [local.audioTrack]);
    local.setMuted(true);
    assert.equal(devices.tracks[0].enabled, false);
    assert.deepEqual([local.view.audio, audio.made.length], [true, 1]);
    await local.setMicrophone(false);
    assert.deepEqual([mixed().length, mixed()[0].parts, local.view.microphone], [1, [sound], false]);
    await local.setMicrophone(true);
    assert.equal(mixed()[0].parts.length, 2);
    sound.vanish();
    assert.deepEqual([mixed(), local.view.screen, local.view.audio], [[], true, false]);
  });

  it('goes without its sound where that cannot be mixed', async () => {
    audio = { made: [], FakeAudioContext: undefined };
    const local = await opened({ screenAudio: true });
    await local.shareScreen(true);
    assert.deepEqual([live(), local.view.screen, local.audioTrack], [['audio', 'video', 'video'], true, devices.tracks[0]]);
  });

  it('leaves no mixed sound behind after the call', async () => {
    const local = await opened({ screenAudio: true });
    await local.shareScreen(true);
    local.stop();
    assert.deepEqual([live(), audio.made.map(({ closed }) => closed), local.audioTrack], [[], [true], null]);
  });

  it('stays shared when another one is asked for and refused', async () => {
    const local = await opened({}, { video: false });
    await local.shareScreen(true);
    devices.late = true;
    const shared = local.shareScreen(true);
    await settle();
    devices.questions[0].refuse('NotAllowedError');
    await shared;
    assert.deepEqual([local.view.screen, problems], [true, []]);
  });

  it('that cannot be had is reported', async () => {
    const local = await opened();
    devices.late = true;
    const shared = local.shareScreen(true);
    await settle();
    devices.questions[0].refuse('NotReadableError');
    await shared;
    assert.deepEqual(problems, [{ device: 'screen', problem: 'unavailable' }]);
  });
});
