import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import { CallView } from '../../main/webapp/app/call-view.js';
import { showView } from '../../main/webapp/app/page.js';
import { RingDialog } from '../../main/webapp/app/ring-dialog.js';
import { Settings } from '../../main/webapp/app/settings.js';
import { FakeCall } from './fake-call.js';
import { announced, openPage } from './fake-page.js';

const at = (id) => document.getElementById(id);
const settle = () => new Promise((done) => { queueMicrotask(() => queueMicrotask(() => queueMicrotask(done))); });

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
});

describe('the view of a call', () => {
  let view;
  let call;

  beforeEach(() => {
    openPage();
    view = new CallView(new Settings(null));
    call = new FakeCall();
    showView('view-call');
    view.show(call);
  });

  const notes = () => at('call-note').children.map(({ textContent }) => textContent);

  it('names each device that cannot be used, and offers to try again', async () => {
    call.local.microphone = call.local.camera = false;
    call.emit('problem', { device: 'microphone', problem: 'denied' });
    call.emit('problem', { device: 'camera', problem: 'in-use' });
    assert.equal(notes().length, 2);
    assert.match(notes()[0], /microphone/);
    assert.match(notes()[1], /camera/);
    assert.equal(at('mute').textContent.trim(), 'No microphone – try again');
    assert.equal(at('camera').textContent.trim(), 'No camera – try again');

    at('mute').click();
    at('camera').click();
    assert.deepEqual(call.asked, ['microphone true', 'camera true']);
    await settle();
    call.media({ microphone: true });
    assert.deepEqual(notes().length, 1);
    assert.equal(at('mute').textContent.trim(), 'Mute');
    call.media({ camera: true });
    assert.deepEqual(notes(), []);
  });

  it('says the same trouble anew when a second try fails', () => {
    call.local.microphone = false;
    call.emit('problem', { device: 'microphone', problem: 'denied' });
    const [first] = at('call-note').children;
    call.emit('problem', { device: 'microphone', problem: 'denied' });
    assert.equal(notes().length, 1);
    assert.notEqual(at('call-note').children[0], first);
  });

  it('does not say that there is no microphone while the browser still asks for it', () => {
    call.media({ microphone: false });
    assert.equal(at('mute').textContent.trim(), 'Mute');
  });

  it('tells of a device that was unplugged', () => {
    call.emit('problem', { device: 'camera', problem: 'ended' });
    assert.match(notes()[0], /camera has stopped/);
  });

  it('asks a device once, however often the button is pressed, and leaves the focus where it is', async () => {
    at('hang-up').focus();
    at('camera').click();
    at('camera').click();
    await settle();
    assert.deepEqual(call.asked, ['camera false']);
    assert.equal(document.activeElement, at('hang-up'));
    at('camera').click();
    assert.equal(call.asked.length, 2);
  });

  it('shows that the peer is muted, and says so without hiding what was said before', () => {
    call.media({}, { audio: false });
    assert.equal(at('peer-silent').hidden, false);
    assert.deepEqual(announced(), ['Connected', '\u2068Grace\u2069: microphone off']);
    call.media({ camera: false });
    assert.equal(announced().length, 2);
    call.media({}, { audio: true });
    assert.equal(at('peer-silent').hidden, true);
    assert.equal(announced().at(-1), '\u2068Grace\u2069: microphone on');
  });

  it('says nothing for ever, and not too much at once', () => {
    for (let turn = 0; turn < 10; turn++) {
      call.media({}, { audio: turn % 2 === 0 });
    }
    assert.ok(announced().length <= 4);
    mock.timers.tick(60_000);
    assert.deepEqual(announced(), []);
  });

  it('says what is true of the server', () => {
    for (const [server, text] of [['away', /server is away/], ['signed-out', /not signed in/], ['over', /server ended/],
      ['offline', /device is offline/], ['open', /^Connected$/]]) {
      view.setServer(server);
      assert.match(at('call-status').textContent, text);
    }
    view.setServer('signed-out');
    assert.doesNotMatch(at('call-status').textContent, /away/);
  });

  it('mentions who rings meanwhile, for a while', () => {
    view.mention('Carl rang meanwhile.');
    assert.deepEqual(notes(), ['Carl rang meanwhile.']);
    mock.timers.tick(10_000);
    assert.deepEqual(notes(), []);
  });

  it('turns to the other camera of a phone, and shows only the front one as a mirror', async () => {
    const cameras = (count) => Array(count).fill({ kind: 'videoinput' });
    let facingMode = 'user';
    const track = { kind: 'video', getSettings: () => ({ facingMode }) };
    call.useDevices = async (wanted) => call.asked.push(wanted);
    navigator.mediaDevices.enumerateDevices = async () => cameras(2);
    call.media({ tracks: [track] });
    await settle();
    assert.equal(at('flip').hidden, false);
    assert.ok(at('local-video').classList.contains('mirrored'));
    at('flip').click();
    assert.deepEqual(call.asked, [{ facingMode: 'environment' }]);

    facingMode = 'environment';
    call.media({});
    assert.ok(!at('local-video').classList.contains('mirrored'));
    call.media({ camera: false, tracks: [] });
    assert.equal(at('flip').hidden, true);
  });

  it('offers no other camera where there is none, or none that faces anywhere', async () => {
    navigator.mediaDevices.enumerateDevices = async () => [{ kind: 'videoinput' }, { kind: 'audioinput' }];
    call.media({ tracks: [{ kind: 'video', getSettings: () => ({ facingMode: 'user' }) }] });
    await settle();
    assert.equal(at('flip').hidden, true);
    navigator.mediaDevices.enumerateDevices = async () => [{ kind: 'videoinput' }, { kind: 'videoinput' }];
    call.media({ tracks: [{ kind: 'video', getSettings: () => ({}) }] });
    await settle();
    assert.equal(at('flip').hidden, true);
  });

  it('shows how the connection is for as long as somebody looks', async () => {
    let asked = 0;
    call.stats = async () => {
      asked += 1;
      return new Map([['P', { type: 'candidate-pair', selected: true, currentRoundTripTime: 0.03 }]]);
    };
    at('details').click();
    assert.match(at('details-list').textContent, /not known yet/);
    await settle();
    assert.match(at('details-list').textContent, /30 ms/);
    mock.timers.tick(2_000);
    assert.equal(asked, 2);
    at('details-close').click();
    mock.timers.tick(20_000);
    assert.equal(asked, 2);

    at('details').click();
    call.become('ended');
    assert.equal(at('details-dialog').open, false);
    mock.timers.tick(20_000);
    assert.equal(asked, 3);
  });

  it('lets go of pictures, clocks and notes when the call ends', () => {
    assert.equal(at('remote-video').srcObject, call.remote.stream);
    call.emit('problem', { device: 'camera', problem: 'denied' });
    view.mention('Carl rang meanwhile.');
    mock.timers.tick(2_000);
    assert.equal(at('call-time').textContent, '00:02');
    call.become('ended');
    assert.equal(at('remote-video').srcObject, null);
    assert.equal(at('local-video').srcObject, null);
    assert.deepEqual(notes(), []);
    mock.timers.tick(5_000);
    assert.equal(at('call-time').textContent, '');
    at('mute').click();
    assert.deepEqual(call.asked, []);
  });
});

describe('a dialog that rings', () => {
  it('leaves the focus to the call that was accepted', () => {
    openPage();
    showView('view-people');
    at('search').focus();
    const view = new CallView(new Settings(null));
    const ring = new RingDialog();
    const call = Object.assign(new FakeCall(), { outgoing: false, state: 'ringing' });
    call.addEventListener('state', () => {
      ring.close(call);
      showView('view-call');
      view.show(call);
    });
    ring.show(call);
    assert.equal(document.activeElement, at('ring-heading'));
    at('accept').click();
    assert.equal(at('ring').open, false);
    assert.equal(document.activeElement, at('call-heading'));
    assert.equal(document.title, 'Signaling');
    call.become('ended');
  });
});

describe('a view that changes', () => {
  it('takes the dialogs of the one before away, and no dialog otherwise', () => {
    openPage();
    showView('view-people');
    at('settings-dialog').showModal();
    showView('view-people');
    assert.equal(at('settings-dialog').open, true);
    showView('view-call');
    assert.equal(at('settings-dialog').open, false);
  });
});
