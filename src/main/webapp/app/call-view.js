import { nameOf, paintAvatar } from './names.js';
import { announce, byId, setText } from './page.js';

/** @typedef {import('../signaling-client.js').Call} Call */

const PROBLEMS = {
  denied: (/** @type {string} */ device) =>
    `The browser does not let this page use your ${device}. You can allow it in the browser's site settings.`,
  missing: (/** @type {string} */ device) => `No ${device} was found.`,
  'in-use': (/** @type {string} */ device) => `Another program is using your ${device}.`,
  unavailable: (/** @type {string} */ device) => `Your ${device} cannot be used here.`,
};

/** One call on the page: the pictures, what state it is in, and the controls. */
export class CallView {
  /** @type {Call | null} */
  #call = null;
  #online = true;
  /** @type {number | null} */
  #connectedAt = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #clock;
  #stage = byId('stage');
  #remote = /** @type {HTMLVideoElement} */ (byId('remote-video'));
  #own = /** @type {HTMLVideoElement} */ (byId('local-video'));

  constructor() {
    byId('mute').addEventListener('click', () => this.#call?.setMuted(!this.#call.local.muted));
    byId('camera').addEventListener('click', () => this.#toggleCamera());
    byId('screen').addEventListener('click', () => this.#call?.shareScreen(!this.#call.local.screen));
    byId('hang-up').addEventListener('click', () => this.#call?.hangUp());
    // phones cannot share their screen, and say so by not having the method
    byId('screen').hidden = typeof navigator.mediaDevices?.getDisplayMedia !== 'function';
  }

  /** @param {Call} call */
  show(call) {
    if (call === this.#call) {
      return;
    }
    this.#call = call;
    this.#connectedAt = null;
    clearInterval(this.#clock);
    setText(byId('call-note'), '');
    setText(byId('call-time'), '');
    call.addEventListener('peer', () => this.#whileShown(call, () => renderPeer(call)));
    call.addEventListener('state', () => this.#whileShown(call, () => this.#renderState(call)));
    call.addEventListener('media', () => this.#whileShown(call, () => this.#renderMedia(call)));
    call.addEventListener('problem', ({ detail }) => this.#whileShown(call, () => {
      setText(byId('call-note'), PROBLEMS[detail.problem](detail.device));
    }));
    renderPeer(call);
    this.#renderState(call);
    this.#renderMedia(call);
    byId('call-heading').focus();
  }

  /** @param {boolean} online whether the server can be reached; the call itself does not need it */
  setOnline(online) {
    this.#online = online;
    if (this.#call !== null) {
      this.#renderState(this.#call);
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

  async #toggleCamera() {
    const button = /** @type {HTMLButtonElement} */ (byId('camera'));
    button.disabled = true;
    setText(byId('call-note'), '');
    try {
      await this.#call?.setCamera(!this.#call.local.camera);
    } finally {
      button.disabled = false;
      button.focus();
    }
  }

  /** @param {Call} call */
  #renderState(call) {
    byId('view-call').dataset.state = call.state;
    const before = byId('call-status').textContent;
    setText(byId('call-status'), this.#statusOf(call));
    if (before !== byId('call-status').textContent) {
      announce(this.#statusOf(call));
    }
    setText(/** @type {Element} */ (byId('hang-up').querySelector('.text')),
      call.state === 'calling' ? 'Cancel' : 'Hang up');
    if (call.state === 'connected' && this.#connectedAt === null) {
      this.#connectedAt = Date.now();
      this.#clock = setInterval(() => this.#renderTime(), 1_000);
      this.#renderTime();
    }
    if (call.state === 'ended') {
      clearInterval(this.#clock);
      this.#call = null;
      this.#remote.srcObject = null;
      this.#own.srcObject = null;
    }
  }

  /** @param {Call} call */
  #statusOf(call) {
    switch (call.state) {
      case 'calling':
        return 'Ringing…';
      case 'connected':
        return this.#online ? 'Connected' : 'Connected. The server is away, the call goes on.';
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
    play(this.#remote, remote.tracks);
    // one's own voice need not come back
    play(this.#own, local.tracks.filter(({ kind }) => kind === 'video'));
    this.#own.hidden = !local.video;
    this.#own.classList.toggle('mirrored', !local.screen);
    this.#stage.dataset.picture = remote.video ? 'yes' : 'no';
    control('mute', local.muted ? 'Unmute' : 'Mute', local.muted ? 'microphone-off' : 'microphone', !local.muted);
    control('camera', local.camera ? 'Camera off' : 'Camera on', local.camera ? 'camera' : 'camera-off', local.camera);
    setText(/** @type {Element} */ (byId('screen').querySelector('.text')),
      local.screen ? 'Stop sharing' : 'Share screen');
    byId('screen').dataset.on = local.screen ? 'yes' : '';
  }
}

/** @param {Call} call */
function renderPeer({ peer }) {
  setText(byId('call-name'), nameOf(peer));
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

/**
 * @param {'mute' | 'camera'} id
 * @param {string} label what a press does
 * @param {string} icon what is the case now
 * @param {boolean} on
 */
function control(id, label, icon, on) {
  const button = byId(id);
  setText(/** @type {Element} */ (button.querySelector('.text')), label);
  button.querySelector('use')?.setAttribute('href', `#icon-${icon}`);
  button.dataset.on = on ? '' : 'no';
}
