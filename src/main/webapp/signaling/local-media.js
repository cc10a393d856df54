import { problemOf, withPreferred } from './devices.js';
import { SoundMix } from './sound-mix.js';
import { TrackSlot } from './track-slot.js';

/** @typedef {import('../signaling-client.js').PreferredDevices} PreferredDevices */

/**
 * One's own camera, microphone and screen during a call.
 *
 * A camera that is off is stopped, so that its light goes out; a microphone that is muted stays open and sends
 * silence, so that it is back without a delay. Browsers are asked for one thing after the other, and whatever they
 * give when nobody wants it any more is stopped.
 */
export class LocalMedia {
  #env;
  #preferred;
  #onChange;
  #onProblem;
  #microphone = new TrackSlot(() => this.#vanished('microphone'));
  #camera = new TrackSlot(() => this.#vanished('camera'));
  #screen = new TrackSlot(() => this.#screenEnded());
  #screenSound = new TrackSlot(() => this.#changed());
  /** While the screen comes with sound: that and the voice. @type {SoundMix | null} */
  #mix = null;
  #muted = false;
  #stopped = false;
  /** What this call uses instead of the preferences. @type {PreferredDevices} */
  #chosen = {};
  /** @type {Promise<void>} */
  #queue = Promise.resolve();
  /** While the browser asks which screen. @type {Promise<void> | null} */
  #choosingScreen = null;

  /**
   * @param {object} options
   * @param {import('./environment.js').Environment} options.env
   * @param {() => PreferredDevices} options.devices
   * @param {() => void} options.onChange another track, or another state of one
   * @param {(problem: import('../signaling-client.js').MediaProblem) => void} options.onProblem
   */
  constructor({ env, devices, onChange, onProblem }) {
    this.#env = env;
    this.#preferred = devices;
    this.#onChange = onChange;
    this.#onProblem = onProblem;
  }

  /** What is sent as sound: the voice, and the screen's while it has any. */
  get audioTrack() {
    return this.#mix?.track ?? this.#microphone.track;
  }

  /** What is sent as picture: the screen while it is shared, else the camera. */
  get videoTrack() {
    return this.#screen.track ?? this.#camera.track;
  }

  get view() {
    return {
      tracks: [this.audioTrack, this.videoTrack].filter((track) => track !== null),
      audio: this.#mix !== null || (this.#microphone.track !== null && !this.#muted),
      muted: this.#muted,
      microphone: this.#microphone.track !== null,
      camera: this.#camera.track !== null,
      video: this.videoTrack !== null,
      screen: this.#screen.track !== null,
    };
  }

  /**
   * Opens microphone and camera. A device that is missing or denied is reported and left out: a person without a
   * camera can still talk, one without either can still listen.
   *
   * @param {{video: boolean}} wanted
   */
  open({ video }) {
    this.#microphone.isWanted = true;
    if (video) {
      this.#camera.isWanted = true;
    }
    return this.#inTurn(async () => {
      // both at once is one question for the person
      if (this.#camera.isMissing && await this.#capture({ audio: true, video: true }, null)) {
        return;
      }
      await this.#openMissing();
    });
  }

  /** @param {boolean} muted */
  setMuted(muted) {
    this.#muted = muted;
    this.#applyMuted();
    this.#changed();
  }

  /** @param {boolean} on tries anew where it was denied or missing */
  setMicrophone(on) {
    return this.#set(this.#microphone, on);
  }

  /** @param {boolean} on tries anew where it was denied or missing */
  setCamera(on) {
    return this.#set(this.#camera, on);
  }

  /** @param {PreferredDevices} devices to use from now on; those that are open are changed at once */
  useDevices(devices) {
    const another = devices.camera !== undefined || devices.facingMode !== undefined;
    // one camera by its id or by its direction, not by both
    this.#chosen = { ...this.#chosen, ...(another ? { camera: undefined, facingMode: undefined } : {}), ...devices };
    return this.#inTurn(async () => {
      if (devices.microphone !== undefined && this.#microphone.isWanted) {
        await this.#capture({ audio: true }, 'microphone');
      }
      if (another && this.#camera.isWanted) {
        // a phone opens one camera at a time
        this.#camera.pause();
        await this.#capture({ video: true }, 'camera');
      }
    });
  }

  /**
   * @param {boolean} on
   * @returns {Promise<void>}
   */
  async shareScreen(on) {
    if (!on) {
      this.#screenEnded();
    } else if (!this.#stopped) {
      this.#screen.isWanted = true;
      this.#screenSound.isWanted = true;
      this.#choosingScreen ??= this.#chooseScreen().finally(() => {
        this.#choosingScreen = null;
      });
      await this.#choosingScreen;
    }
  }

  stop() {
    this.#stopped = true;
    for (const slot of [this.#microphone, this.#camera, this.#screen, this.#screenSound]) {
      slot.close();
    }
    this.#mixSounds();
  }

  /**
   * @param {TrackSlot} slot
   * @param {boolean} on
   */
  async #set(slot, on) {
    if (!on) {
      slot.close();
      this.#changed();
    } else if (!this.#stopped) {
      slot.isWanted = true;
      await this.#inTurn(() => this.#openMissing());
    }
  }

  async #openMissing() {
    if (this.#microphone.isMissing) {
      await this.#capture({ audio: true }, 'microphone');
    }
    if (this.#camera.isMissing) {
      await this.#capture({ video: true }, 'camera');
    }
  }

  /**
   * @param {() => Promise<void>} step
   * @returns {Promise<void>} when it is done
   */
  #inTurn(step) {
    this.#queue = this.#queue.then(async () => {
      if (!this.#stopped) {
        await step();
      }
      if (!this.#stopped) {
        this.#changed();
      }
    });
    return this.#queue;
  }

  /**
   * @param {{audio?: boolean, video?: boolean}} wanted
   * @param {'microphone' | 'camera' | null} device whom to blame; null where another attempt follows
   * @returns {Promise<boolean>} whether the browser gave anything
   */
  async #capture(wanted, device) {
    try {
      const constraints = withPreferred(wanted, { ...this.#preferred(), ...this.#chosen });
      const stream = await this.#env.devices.getUserMedia(constraints);
      this.#microphone.put(stream.getAudioTracks()[0]);
      this.#applyMuted();
      this.#camera.put(stream.getVideoTracks()[0]);
      return true;
    } catch (error) {
      this.#refused(device, error);
      return false;
    }
  }

  /**
   * @param {'microphone' | 'camera' | null} device
   * @param {unknown} error
   */
  #refused(device, error) {
    if (device === null || this.#stopped) {
      return;
    }
    const slot = device === 'camera' ? this.#camera : this.#microphone;
    if (slot.isMissing) {
      slot.close();
    }
    this.#onProblem({ device, problem: problemOf(error) });
  }

  #applyMuted() {
    if (this.#microphone.track !== null) {
      this.#microphone.track.enabled = !this.#muted;
    }
  }

  #changed() {
    this.#mixSounds();
    this.#onChange();
  }

  #mixSounds() {
    const sounds = [this.#microphone.track, this.#screenSound.track].filter((track) => track !== null);
    const isMixed = this.#screenSound.track !== null;
    if (this.#mix !== null && !(isMixed && this.#mix.isOf(sounds))) {
      this.#mix.close();
      this.#mix = null;
    }
    if (isMixed && this.#mix === null) {
      try {
        this.#mix = new SoundMix(this.#env, sounds);
      } catch {
        // a browser without Web Audio, or one that has no more of it: the screen goes without its sound
        this.#screenSound.close();
      }
    }
  }

  async #chooseScreen() {
    try {
      const stream = await this.#env.devices.getDisplayMedia({ video: true, audio: true });
      this.#screenSound.put(stream.getAudioTracks()[0]);
      if (!this.#screen.put(stream.getVideoTracks()[0])) {
        this.#screenSound.close();
      }
    } catch (error) {
      // NotAllowedError is the person's own second thought and needs no message
      if (/** @type {any} */ (error)?.name !== 'NotAllowedError' && !this.#stopped) {
        this.#onProblem({ device: 'screen', problem: 'unavailable' });
      }
    }
    if (!this.#stopped) {
      this.#changed();
    }
  }

  #screenEnded() {
    this.#screen.close();
    this.#screenSound.close();
    this.#changed();
  }

  /** @param {'microphone' | 'camera'} device */
  #vanished(device) {
    this.#onProblem({ device, problem: 'ended' });
    this.#changed();
  }
}
