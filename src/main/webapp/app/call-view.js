import { CallControls } from './call-controls.js';
import { CallNotes } from './call-notes.js';
import { CallTools } from './call-tools.js';
import { isolatedName, nameOf, paintAvatar } from './names.js';
import { announce, byId, setText } from './page.js';

/** @typedef {import('../signaling-client.js').Call} Call */
/** @typedef {'open' | 'away' | 'offline' | 'over' | 'signed-out'} Server what is known of the way to the server */

/** The call itself does not need the server. @type {Record<Server, string>} */
const CONNECTED = {
  open: 'Connected',
  away: 'Connected. The server is away, the call goes on.',
  offline: 'Connected. This device is offline, the call goes on while it can.',
  over: 'Connected. The server ended its connection, the call goes on.',
  'signed-out': 'Connected. You are not signed in any more, the call goes on.',
};

/** One call on the page: the pictures, what state it is in, and what there is to press. */
export class CallView {
  /** @type {Call | null} */
  #call = null;
  /** @type {Server} */
  #server = 'open';
  /** @type {number | null} */
  #connectedAt = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #clock;
  #heard = true;
  #stage = byId('stage');
  #remote = /** @type {HTMLVideoElement} */ (byId('remote-video'));
  #own = /** @type {HTMLVideoElement} */ (byId('local-video'));
  #notes = new CallNotes();
  #controls = new CallControls(this.#notes);
  #tools;

  /** @param {import('./settings.js').Settings} settings */
  constructor(settings) {
    this.#tools = new CallTools(settings, this.#notes);
  }

  /** @param {Call} call */
  show(call) {
    if (call === this.#call) {
      return;
    }
    this.#reset();
    this.#call = call;
    call.addEventListener('peer', () => this.#whileShown(call, () => renderPeer(call)));
    call.addEventListener('state', () => this.#whileShown(call, () => this.#renderState(call)));
    call.addEventListener('media', () => this.#whileShown(call, () => this.#renderMedia(call)));
    call.addEventListener('problem', ({ detail }) => this.#whileShown(call, () => {
      this.#notes.problem(detail);
      this.#controls.render(call);
    }));
    this.#controls.show(call);
    this.#tools.show(call);
    renderPeer(call);
    this.#renderState(call);
    this.#renderMedia(call);
    byId('call-heading').focus();
  }

  /** @param {Server} server */
  setServer(server) {
    this.#server = server;
    if (this.#call !== null) {
      this.#renderState(this.#call);
    }
  }

  /** Another speaker was chosen. */
  setSpeaker() {
    this.#tools.setSpeaker();
  }

  /** @param {string} text of something that happens besides the call */
  mention(text) {
    if (this.#call !== null) {
      this.#notes.news(text);
    }
  }

  /**
   * @param {Call} call
   * @param {() => void} render
   */
  #whileShown(call, render) {
    if (call === this.#call) {
      render();
    }
  }

  /** Lets go of everything that belongs to a call: cameras, pictures and clocks. */
  #reset() {
    clearInterval(this.#clock);
    this.#call = null;
    this.#connectedAt = null;
    this.#heard = true;
    this.#remote.srcObject = null;
    this.#own.srcObject = null;
    this.#notes.clearAll();
    this.#controls.hide();
    this.#tools.hide();
    byId('peer-silent').hidden = true;
    setText(byId('call-time'), '');
  }

  /** @param {Call} call */
  #renderState(call) {
    byId('view-call').dataset.state = call.state;
    const status = this.#statusOf(call);
    if (status !== byId('call-status').textContent) {
      setText(byId('call-status'), status);
      announce(status);
    }
    this.#controls.render(call);
    if (call.state === 'connected' && this.#connectedAt === null) {
      this.#connectedAt = Date.now();
      this.#clock = setInterval(() => this.#renderTime(), 1_000);
      this.#renderTime();
    }
    if (call.state === 'ended') {
      this.#reset();
    }
  }

  /** @param {Call} call */
  #statusOf(call) {
    switch (call.state) {
      case 'calling':
        return 'Ringing…';
      case 'connected':
        return CONNECTED[this.#server];
      case 'interrupted':
        return 'The connection is interrupted. Looking for another way…';
      case 'ended':
        return 'The call is over';
      default:
        return 'Connecting…';
    }
  }

  #renderTime() {
    const seconds = Math.floor((Date.now() - (this.#connectedAt ?? Date.now())) / 1_000);
    const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
    const shown = parts[0] === 0 ? parts.slice(1) : parts;
    setText(byId('call-time'), shown.map((part) => String(part).padStart(2, '0')).join(':'));
  }

  /** @param {Call} call */
  #renderMedia(call) {
    const { local, remote } = call;
    if (this.#remote.srcObject !== remote.stream) {
      this.#remote.srcObject = remote.stream;
    }
    // one's own voice need not come back
    play(this.#own, local.tracks.filter(({ kind }) => kind === 'video'));
    this.#own.hidden = !local.video;
    this.#own.classList.toggle('mirrored', !local.screen && !this.#tools.facesAway(local.tracks));
    this.#stage.dataset.picture = remote.video ? 'yes' : 'no';
    this.#controls.devicesChanged(call);
    this.#tools.render(call);
    this.#renderSilence(call);
  }

  /** @param {Call} call */
  #renderSilence({ peer, remote }) {
    byId('peer-silent').hidden = remote.audio;
    if (remote.audio !== this.#heard) {
      this.#heard = remote.audio;
      announce(`${isolatedName(peer)}: microphone ${remote.audio ? 'on' : 'off'}`);
    }
  }
}

/** @param {Call} call */
function renderPeer({ peer }) {
  setText(byId('call-name'), nameOf(peer));
  byId('call-name').title = nameOf(peer);
  paintAvatar(byId('call-avatar'), peer);
}

/**
 * @param {HTMLVideoElement} video
 * @param {MediaStreamTrack[]} tracks
 */
function play(video, tracks) {
  const stream = video.srcObject instanceof MediaStream ? video.srcObject : new MediaStream();
  stream.getTracks().filter((track) => !tracks.includes(track)).forEach((track) => stream.removeTrack(track));
  tracks.forEach((track) => stream.addTrack(track));
  if (video.srcObject !== stream) {
    video.srcObject = stream;
  }
}
