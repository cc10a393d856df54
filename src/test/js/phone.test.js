import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { ADA, BOB, CARL, FakeMediaStream, fakeDevices, fakePeerConnections, fakeSockets, settle } from './fakes.js';
import { announced, asksBeforeItCloses, openPage } from './fake-page.js';

const { location, WebSocket, RTCPeerConnection, fetch } = globalThis;
const at = (id) => document.getElementById(id);
const text = (id) => at(id).textContent.trim();

/** Counts as the only notification, and can be pressed. */
class FakeNotification {
  static permission = 'granted';
  static shown = [];

  constructor(title, options) {
    Object.assign(this, { title, options });
    FakeNotification.shown.push(this);
  }

  close() {
    FakeNotification.shown = FakeNotification.shown.filter((other) => other !== this);
  }
}

describe('the page of somebody who is signed in', () => {
  let socket;
  let devices;
  let connections;
  let left;
  let kept;

  beforeEach(async () => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: Date.UTC(2026, 0, 1) });
    openPage();
    kept = {};
    left = [];
    devices = fakeDevices();
    connections = fakePeerConnections();
    const sockets = fakeSockets();
    FakeNotification.shown = [];
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await devices.getUserMedia(wanted);
      stream.getTracks().forEach((track) => Object.assign(track, { getSettings: () => ({}) }));
      return stream;
    };
    for (const [name, value] of Object.entries({
      WebSocket: sockets.FakeSocket,
      RTCPeerConnection: connections.FakePeerConnection,
      MediaStream: FakeMediaStream,
      Notification: FakeNotification,
      localStorage: { getItem: (key) => kept[key] ?? null, setItem: (key, value) => { kept[key] = value; } },
      focus: () => { document.hidden = false; },
      fetch: async (url) => ({ ok: false, status: 503, url: String(url) }),
    })) {
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    }
    const { Phone } = await import('../../main/webapp/app/phone.js');
    new Phone({ self: ADA, token: '', lifetimeMs: 3_600_000 }, (why) => left.push(why)).start();
    await settle();
    socket = sockets.made.at(-1);
    socket.onopen();
    socket.hear({ type: 'userList', body: { users: [ADA, BOB, CARL] } });
    await settle();
  });

  afterEach(() => {
    mock.timers.reset();
    Object.assign(globalThis, { location, WebSocket, RTCPeerConnection, fetch });
  });

  const says = async (from, body) => {
    socket.hear({ type: 'call', origin: from, body: { call: `of-${from.subject}`, device: from.subject, ...body } });
    await settle();
  };
  const rings = (from, more = {}) => says(from, { kind: 'ring', video: true, ...more });
  const callButtons = () => at('people').querySelectorAll('button');
  const device = (event) => dispatchEvent(new Event(event));
  const talks = async () => {
    await rings(BOB);
    at('accept').click();
    await settle();
    mock.timers.tick(2_000);
    await settle();
    connections.made.forEach((connection) => connection.become('connected'));
  };

  it('says whether anybody can be called, also after a moment without a network', () => {
    assert.equal(text('connection-text'), 'Connected');
    device('offline');
    assert.equal(text('connection-text'), 'Offline');
    assert.ok(callButtons().every(({ disabled }) => disabled));
    device('online');
    assert.equal(text('connection-text'), 'Connected');
    assert.ok(callButtons().length > 0 && callButtons().every(({ disabled }) => !disabled));
  });

  it('tells who declines of the own act', async () => {
    await rings(BOB);
    assert.equal(document.title, '\u2068Bob\u2069 is calling');
    at('decline').click();
    await settle();
    assert.equal(text('banner-text'), 'You declined the call from \u2068Bob\u2069.');
    assert.equal(at('missed-calls').hidden, true);
  });

  it('leads to the call that is accepted, and back to who was called', async () => {
    await talks();
    assert.equal(at('view-call').hidden, false);
    assert.equal(document.activeElement, at('call-heading'));
    assert.equal(text('call-status'), 'Connected');
    at('hang-up').click();
    await settle();
    assert.equal(at('view-people').hidden, false);
    assert.equal(document.activeElement.getAttribute('aria-label'), 'Call \u2068Bob\u2069 without video');
    assert.equal(at('remote-video').srcObject, null);
    assert.ok(devices.tracks.every(({ stopped, readyState }) => stopped || readyState === 'ended'));
  });

  it('lists who rang in vain, whatever else is told later', async () => {
    await rings(BOB);
    await says(BOB, { kind: 'cancel' });
    assert.equal(at('missed').childElementCount, 1);
    await rings(CARL);
    at('decline').click();
    await settle();
    assert.match(text('banner-text'), /Carl/);
    assert.equal(at('missed').childElementCount, 1);
  });

  it('mentions who rings during a call, and lists it', async () => {
    await talks();
    await rings(CARL);
    assert.match(text('call-note'), /Carl/);
    assert.equal(at('ring').open, false);
    assert.equal(at('missed').childElementCount, 1);
  });

  it('asks before a call is lost, and only then', async () => {
    assert.equal(asksBeforeItCloses(), false);
    await rings(BOB);
    assert.equal(asksBeforeItCloses(), false);
    at('accept').click();
    await settle();
    assert.equal(asksBeforeItCloses(), true);
    at('hang-up').click();
    await settle();
    assert.equal(asksBeforeItCloses(), false);
  });

  it('leaves a call that rings to the other tabs when it is closed', async () => {
    await rings(BOB);
    const { length } = socket.sent;
    device('pagehide');
    await settle();
    assert.ok(!socket.sent.slice(length).some(({ body }) => body?.kind === 'decline'));
  });

  it('notifies of a call where the page is hidden and somebody wants that', async () => {
    document.hidden = true;
    await rings(BOB);
    assert.deepEqual(FakeNotification.shown, []);
    at('decline').click();
    await settle();

    at('set-notify').checked = true;
    FakeNotification.requestPermission = async () => 'granted';
    at('set-notify').dispatchEvent(new Event('change'));
    await settle();
    await rings(CARL);
    const [notification] = FakeNotification.shown;
    assert.equal(notification.title, '\u2068Carl\u2069 is calling');
    notification.onclick();
    assert.equal(document.hidden, false);

    document.hidden = true;
    await says(CARL, { kind: 'cancel' });
    assert.deepEqual(FakeNotification.shown, []);
  });

  it('does not remember a wish that the browser refuses', async () => {
    FakeNotification.requestPermission = async () => 'denied';
    at('set-notify').checked = true;
    at('set-notify').dispatchEvent(new Event('change'));
    await settle();
    assert.equal(at('set-notify').checked, false);
    assert.match(text('notify-trouble'), /does not let this page notify you/);
  });

  it('says that the sign-in is over, not that the server is away, and asks for it after the call', async () => {
    await talks();
    socket.onclose({ code: 4410 });
    await settle();
    assert.match(text('banner-text'), /^You were signed out. The call goes on/);
    assert.equal(text('call-status'), 'Connected. You are not signed in any more, the call goes on.');
    assert.ok(announced().every((line) => !/away/.test(line)));
    at('hang-up').click();
    await settle();
    assert.deepEqual(left, ['You were signed out. Sign in again to go on.']);
  });
});
