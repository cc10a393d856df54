import { byId, setControl } from './page.js';

/** @typedef {import('../signaling-client.js').Call} Call */

/** The buttons of a call: each says what a press does, and shows what is the case. */
export class CallControls {
  #notes;
  /** @type {Call | null} */
  #call = null;
  /** What a device is being asked for: a second press meanwhile is none. @type {Set<string>} */
  #opening = new Set();

  /** @param {import('./call-notes.js').CallNotes} notes */
  constructor(notes) {
    this.#notes = notes;
    byId('mute').addEventListener('click', () => this.#mute());
    byId('camera').addEventListener('click', () => this.#open('camera', (call) => call.setCamera(!call.local.camera)));
    byId('screen').addEventListener('click', () => this.#open('screen', (call) => call.shareScreen(!call.local.screen)));
    byId('hang-up').addEventListener('click', () => this.#call?.hangUp());
    // phones cannot share their screen, and say so by not having the method
    byId('screen').hidden = typeof navigator.mediaDevices?.getDisplayMedia !== 'function';
  }

  /** @param {Call} call */
  show(call) {
    this.#call = call;
    this.#opening.clear();
  }

  hide() {
    this.#call = null;
  }

  /** @param {Call} call whose devices have changed: those that are open are no trouble any more */
  devicesChanged(call) {
    for (const device of /** @type {const} */ (['microphone', 'camera', 'screen'])) {
      if (call.local[device]) {
        this.#notes.clear(device);
      }
    }
    this.render(call);
  }

  /** @param {Call} call */
  render({ state, local }) {
    if (this.#notes.has('microphone')) {
      setControl('mute', 'No microphone – try again', 'microphone-off', 'no');
    } else {
      setControl('mute', local.muted ? 'Unmute' : 'Mute', local.muted ? 'microphone-off' : 'microphone',
        local.muted ? 'no' : '');
    }
    if (this.#notes.has('camera')) {
      setControl('camera', 'No camera – try again', 'camera-off', 'no');
    } else {
      setControl('camera', local.camera ? 'Camera off' : 'Camera on', local.camera ? 'camera' : 'camera-off',
        local.camera ? '' : 'no');
    }
    setControl('screen', local.screen ? 'Stop sharing' : 'Share screen', 'screen', local.screen ? 'yes' : '');
    setControl('hang-up', state === 'calling' ? 'Cancel' : 'Hang up', 'hang-up');
  }

  #mute() {
    if (this.#notes.has('microphone')) {
      this.#open('microphone', (call) => call.setMicrophone(true));
    } else {
      this.#call?.setMuted(!this.#call.local.muted);
    }
  }

  /**
   * @param {string} device
   * @param {(call: Call) => Promise<void>} ask
   */
  async #open(device, ask) {
    const call = this.#call;
    if (call === null || this.#opening.has(device)) {
      return;
    }
    this.#opening.add(device);
    try {
      await ask(call);
    } finally {
      if (call === this.#call) {
        this.#opening.delete(device);
        this.render(call);
      }
    }
  }
}
