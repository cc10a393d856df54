/** Camera, microphone and screen that tests drive by hand. */

export class FakeTrack {
  enabled = true;
  stopped = false;
  readyState = 'live';

  constructor(kind, settings) {
    this.kind = kind;
    this.settings = settings;
  }

  /** Nobody is told, as the specification has it. */
  stop() {
    this.stopped = true;
    this.readyState = 'ended';
  }

  /** The device is gone, or the person stops sharing in the browser's own bar. */
  vanish() {
    if (this.readyState === 'live') {
      this.readyState = 'ended';
      this.onended?.();
    }
  }
}

export class FakeMediaStream {
  #tracks;

  constructor(tracks = []) {
    this.#tracks = [...tracks];
  }

  getTracks() {
    return [...this.#tracks];
  }

  getAudioTracks() {
    return this.#tracks.filter(({ kind }) => kind === 'audio');
  }

  getVideoTracks() {
    return this.#tracks.filter(({ kind }) => kind === 'video');
  }

  addTrack(track) {
    if (!this.#tracks.includes(track)) {
      this.#tracks.push(track);
    }
  }

  removeTrack(track) {
    this.#tracks = this.#tracks.filter((other) => other !== track);
  }
}

/** Makes AudioContext stand-ins and keeps them in `made`; `parts` are the tracks that one mixes. */
export function fakeAudio() {
  const made = [];
  class FakeAudioContext {
    parts = [];
    closed = false;
    mixed = new FakeMediaStream([new FakeTrack('audio', { source: 'mix' })]);

    constructor() {
      made.push(this);
    }

    createMediaStreamDestination() {
      return { stream: this.mixed };
    }

    createMediaStreamSource(stream) {
      return { connect: () => this.parts.push(...stream.getTracks()) };
    }

    async close() {
      this.closed = true;
    }
  }
  return { made, FakeAudioContext };
}

/**
 * @param {object} options
 * @param {string[]} options.deny the kinds that the person refuses
 * @param {string[]} options.missing the kinds that there are no devices of
 * @param {boolean} options.late questions wait in `questions` until the test answers them
 * @param {boolean} options.screenAudio whether the screen comes with sound
 */
export function fakeDevices({ deny = [], missing = [], late = false, screenAudio = false } = {}) {
  const devices = { tracks: [], questions: [], asked: [], deny, missing, late, getUserMedia, getDisplayMedia };

  function getUserMedia(constraints) {
    return ask(constraints, () => open(constraints));
  }

  function getDisplayMedia(constraints) {
    const kinds = { video: true, audio: constraints.audio && screenAudio };
    return ask({ screen: constraints }, () => stream(kinds, 'screen'));
  }

  function ask(constraints, answer) {
    devices.asked.push(constraints);
    return new Promise((resolve, reject) => {
      const refuse = (name) => reject(Object.assign(new Error(name), { name }));
      const reply = () => {
        try {
          resolve(answer());
        } catch (error) {
          reject(error);
        }
      };
      if (devices.late) {
        devices.questions.push({ constraints, answer: reply, refuse });
      } else {
        reply();
      }
    });
  }

  function open(constraints) {
    for (const [kinds, name] of [[devices.missing, 'NotFoundError'], [devices.deny, 'NotAllowedError']]) {
      if (kinds.some((kind) => constraints[kind])) {
        throw Object.assign(new Error(name), { name });
      }
    }
    return stream(constraints, 'device');
  }

  function stream(kinds, source) {
    const tracks = ['audio', 'video'].filter((kind) => kinds[kind]).map((kind) => {
      const id = kinds[kind]?.deviceId?.ideal;
      return new FakeTrack(kind, { source, ...(id === undefined ? {} : { deviceId: id }) });
    });
    devices.tracks.push(...tracks);
    return new FakeMediaStream(tracks);
  }

  return devices;
}
