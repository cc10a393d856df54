import { DetailsDialog } from './details-dialog.js';
import { announce, byId, setText } from './page.js';

/** @typedef {import('../signaling-client.js').Call} Call */

/** What a browser may be able to do with the pictures of a call: full screen, picture in picture, the other camera. */
export class CallTools {
  #settings;
  #notes;
  /** @type {Call | null} */
  #call = null;
  #details = new DetailsDialog();
  #video = /** @type {HTMLVideoElement} */ (byId('remote-video'));
  #cameras = 0;

  /**
   * @param {import('./settings.js').Settings} settings
   * @param {import('./call-notes.js').CallNotes} notes
   */
  constructor(settings, notes) {
    this.#settings = settings;
    this.#notes = notes;
    byId('flip').addEventListener('click', () => this.#flip());
    byId('picture').addEventListener('click', () => this.#togglePicture());
    byId('full-screen').addEventListener('click', () => this.#toggleFullScreen());
    byId('details').addEventListener('click', () => this.#call !== null && this.#details.show(this.#call));
    byId('full-screen').hidden = !document.fullscreenEnabled;
    document.addEventListener('fullscreenchange', () => {
      const full = document.fullscreenElement !== null;
      label('full-screen', full ? 'Leave full screen' : 'Full screen');
      byId('full-screen').querySelector('use')?.setAttribute('href', full ? '#icon-shrink' : '#icon-expand');
    });
  }

  /** @param {Call} call */
  show(call) {
    this.#call = call;
    this.setSpeaker();
  }

  /** Back to the page as it was before the call. */
  hide() {
    this.#call = null;
    this.#details.close();
    if (document.fullscreenElement) {
      document.exitFullscreen().catch(() => {});
    }
    if (document.pictureInPictureElement) {
      document.exitPictureInPicture().catch(() => {});
    }
  }

  /** @param {Call} call */
  render(call) {
    byId('picture').hidden = !document.pictureInPictureEnabled || !call.remote.video;
    this.#renderFlip(call);
  }

  /** Sends the peer's voice to where it was chosen to be heard, where the browser can choose. */
  setSpeaker() {
    this.#video.setSinkId?.(this.#settings.get('speaker')).catch(() => {
      // it is gone: the system's own is heard
    });
  }

  /**
   * @param {MediaStreamTrack[]} tracks
   * @returns {boolean} whether the camera looks away from the person, so that its picture is no mirror
   */
  facesAway(tracks) {
    return facingOf(tracks) === 'environment';
  }

  /** @param {Call} call */
  async #renderFlip(call) {
    const turns = call.local.camera && !call.local.screen && facingOf(call.local.tracks) !== undefined;
    if (turns && this.#cameras === 0) {
      const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
      this.#cameras = devices.filter(({ kind }) => kind === 'videoinput').length;
    }
    if (call === this.#call) {
      byId('flip').hidden = !turns || this.#cameras < 2;
    }
  }

  async #flip() {
    const call = this.#call;
    if (call === null) {
      return;
    }
    const facingMode = this.facesAway(call.local.tracks) ? 'user' : 'environment';
    await call.useDevices({ facingMode });
    announce(facingMode === 'user' ? 'Front camera' : 'Back camera');
  }

  async #togglePicture() {
    try {
      await (document.pictureInPictureElement ? document.exitPictureInPicture() : this.#video.requestPictureInPicture());
    } catch {
      this.#notes.news('The picture cannot be shown in a window of its own now.');
    }
  }

  async #toggleFullScreen() {
    try {
      await (document.fullscreenElement ? document.exitFullscreen() : byId('view-call').requestFullscreen());
    } catch {
      this.#notes.news('The browser does not show the call on the full screen now.');
    }
  }
}

/** @param {MediaStreamTrack[]} tracks */
function facingOf(tracks) {
  return tracks.find(({ kind }) => kind === 'video')?.getSettings().facingMode;
}

/**
 * @param {string} id
 * @param {string} text
 */
function label(id, text) {
  setText(/** @type {Element} */ (byId(id).querySelector('.text')), text);
  byId(id).title = text;
}
