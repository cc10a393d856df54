/**
 * One's own camera, microphone and screen during a call.
 *
 * A camera that is off is stopped, so that its light goes out; a microphone that is muted stays open and sends
 * silence, so that it is back without a delay.
 */
export class LocalMedia {
  #env;
  #onChange;
  #onProblem;
  /** @type {MediaStreamTrack | null} */
  #audio = null;
  /** @type {MediaStreamTrack | null} */
  #camera = null;
  /** @type {MediaStreamTrack | null} */
  #screen = null;
  #muted = false;
  #stopped = false;
  #wantsCamera = false;

  /**
   * @param {object} options
   * @param {import('./environment.js').Environment} options.env
   * @param {() => void} options.onChange another track, or another state of one
   * @param {(problem: import('../signaling-client.js').MediaProblem) => void} options.onProblem
   */
  constructor({ env, onChange, onProblem }) {
    this.#env = env;
    this.#onChange = onChange;
    this.#onProblem = onProblem;
  }

  get audioTrack() {
    return this.#audio;
  }

  /** What is sent as picture: the screen while it is shared, else the camera. */
  get videoTrack() {
    return this.#screen ?? this.#camera;
  }

  get view() {
    return {
      tracks: [this.#audio, this.videoTrack].filter((track) => track !== null),
      audio: this.#audio !== null && !this.#muted,
      muted: this.#muted,
      camera: this.#camera !== null,
      video: this.videoTrack !== null,
      screen: this.#screen !== null,
    };
  }

  /**
   * Opens microphone and camera. A device that is missing or denied is reported and left out: a person without a
   * camera can still talk, one without either can still listen.
   *
   * @param {{video: boolean}} wanted
   */
  async open({ video }) {
    this.#wantsCamera = video;
    let stream = await this.#capture({ audio: true, video }, video ? null : 'microphone');
    if (stream === null && video) {
      stream = await this.#capture({ audio: true }, 'microphone');
      const camera = await this.#capture({ video: true }, 'camera');
      camera?.getTracks().forEach((track) => stream === null || stream.addTrack(track));
      stream ??= camera;
    }
    if (stream !== null) {
      this.#audio = stream.getAudioTracks()[0] ?? null;
      this.#takeCamera(stream.getVideoTracks()[0] ?? null);
      if (this.#audio !== null) {
        this.#audio.enabled = !this.#muted;
      }
    }
    this.#onChange();
  }

  /** @param {boolean} muted */
  setMuted(muted) {
    this.#muted = muted;
    if (this.#audio !== null) {
      this.#audio.enabled = !muted;
    }
    this.#onChange();
  }

  /** @param {boolean} on */
  async setCamera(on) {
    this.#wantsCamera = on;
    if (!on) {
      this.#camera?.stop();
      this.#camera = null;
    } else if (this.#camera === null) {
      const stream = await this.#capture({ video: true }, 'camera');
      this.#takeCamera(stream?.getVideoTracks()[0] ?? null);
    }
    this.#onChange();
  }

  /** @param {boolean} on */
  async shareScreen(on) {
    this.#screen?.stop();
    this.#screen = null;
    if (on) {
      try {
        const stream = await this.#env.devices.getDisplayMedia({ video: true });
        this.#takeScreen(stream.getVideoTracks()[0] ?? null);
      } catch (error) {
        if (nameOf(error) !== 'NotAllowedError') {
          // NotAllowedError is the person's own second thought and needs no message
          this.#onProblem({ device: 'screen', problem: 'unavailable' });
        }
      }
    }
    this.#onChange();
  }

  stop() {
    this.#stopped = true;
    for (const track of [this.#audio, this.#camera, this.#screen]) {
      track?.stop();
    }
    this.#audio = this.#camera = this.#screen = null;
  }

  /** @param {MediaStreamTrack | null} track */
  #takeCamera(track) {
    if (track !== null && !this.#wantsCamera) {
      // switched off again before the person had answered the browser's question
      track.stop();
      return;
    }
    this.#camera = track;
    if (track !== null) {
      track.onended = () => this.setCamera(false);
    }
  }

  /** @param {MediaStreamTrack | null} track */
  #takeScreen(track) {
    if (track === null || this.#stopped) {
      track?.stop();
      return;
    }
    this.#screen = track;
    // the browser's own "stop sharing"
    track.onended = () => this.shareScreen(false);
  }

  /**
   * @param {MediaStreamConstraints} constraints
   * @param {'microphone' | 'camera' | null} device whom to blame; null where another attempt follows
   * @returns {Promise<MediaStream | null>}
   */
  async #capture(constraints, device) {
    try {
      const stream = await this.#env.devices.getUserMedia(constraints);
      if (!this.#stopped) {
        return stream;
      }
      stream.getTracks().forEach((track) => track.stop());
    } catch (error) {
      if (device !== null && !this.#stopped) {
        this.#onProblem({ device, problem: problemOf(nameOf(error)) });
      }
    }
    return null;
  }
}

/** @param {unknown} error */
function nameOf(error) {
  return error instanceof Error || error instanceof globalThis.DOMException ? error.name : '';
}

/**
 * @param {string} name of a DOMException (Media Capture and Streams, getUserMedia)
 * @returns {'denied' | 'missing' | 'in-use' | 'unavailable'}
 */
function problemOf(name) {
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
      return 'in-use';
    default:
      return 'unavailable';
  }
}
