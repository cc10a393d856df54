/** Camera and microphone, to see and hear that they work; everything is let go of with `stop`. */

const EACH_MS = 100;
/** What a quiet room does not reach. */
const HEARD = 0.05;

/**
 * @typedef {object} Shown what the check tells of
 * @property {(stream: MediaStream | null) => void} picture
 * @property {(level: number) => void} level of the microphone, from 0 to 1
 * @property {() => void} heard once, when there was something to hear
 * @property {(device: 'camera' | 'microphone', error: unknown) => void} problem
 */

export class DeviceCheck {
  #shown;
  /** @type {MediaStreamTrack[]} */
  #tracks = [];
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  /** Which start the devices are opened for: a person may have closed it before the browser's question was answered. */
  #round = 0;

  /** @param {Shown} shown */
  constructor(shown) {
    this.#shown = shown;
  }

  /** @param {{microphone: string, camera: string}} choice */
  async start({ microphone, camera }) {
    this.stop();
    const round = this.#round;
    // one after the other: a browser asks one question at a time, and each device has a trouble of its own
    const audio = await this.#open(round, 'microphone', { audio: constraint(microphone) });
    if (audio !== null) {
      this.#listen(audio);
    }
    const video = await this.#open(round, 'camera', { video: constraint(camera) });
    if (video !== null) {
      this.#shown.picture(video);
    }
  }

  stop() {
    this.#round += 1;
    clearInterval(this.#timer);
    this.#tracks.splice(0).forEach((track) => track.stop());
    this.#context?.close().catch(() => {});
    this.#context = null;
    this.#shown.picture(null);
    this.#shown.level(0);
  }

  /**
   * @param {number} round
   * @param {'camera' | 'microphone'} device
   * @param {MediaStreamConstraints} constraints
   */
  async #open(round, device, constraints) {
    if (round !== this.#round) {
      return null;
    }
    try {
      const stream = await navigator.mediaDevices.getUserMedia(constraints);
      if (round === this.#round) {
        this.#tracks.push(...stream.getTracks());
        return stream;
      }
      stream.getTracks().forEach((track) => track.stop());
    } catch (error) {
      if (round === this.#round) {
        this.#shown.problem(device, error);
      }
    }
    return null;
  }

  /** @param {MediaStream} stream */
  #listen(stream) {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    this.#context = context;
    const samples = new Uint8Array(analyser.fftSize);
    let heard = false;
    this.#timer = setInterval(() => {
      analyser.getByteTimeDomainData(samples);
      const level = levelOf(samples);
      this.#shown.level(level);
      if (!heard && level > HEARD) {
        heard = true;
        this.#shown.heard();
      }
    }, EACH_MS);
  }
}

/**
 * @param {string} id empty for whatever the system prefers
 * @returns {MediaTrackConstraints | true}
 */
function constraint(id) {
  return id === '' ? true : { deviceId: { ideal: id } };
}

/**
 * @param {Uint8Array} samples a wave around 128
 * @returns {number} from 0 to 1, so that usual speech is in the middle
 */
export function levelOf(samples) {
  const power = samples.reduce((sum, sample) => sum + ((sample - 128) / 128) ** 2, 0) / samples.length;
  return Math.min(1, Math.sqrt(power) * 4);
}
