/** What comes from the peer: its tracks, and what it says of them over the data channel. */
export class RemoteMedia {
  #onChange;
  /** One for the whole call: a video element need not be given another. */
  #stream;
  #state = { audio: true, video: false, screen: false };

  /**
   * @param {import('./environment.js').Environment} env
   * @param {() => void} onChange
   */
  constructor(env, onChange) {
    this.#stream = new env.MediaStream();
    this.#onChange = onChange;
  }

  get view() {
    return { ...this.#state, stream: this.#stream, tracks: this.#stream.getTracks() };
  }

  /** @param {MediaStreamTrack} track replaces the one of its kind */
  addTrack(track) {
    for (const other of this.#stream.getTracks()) {
      if (other.kind === track.kind && other !== track) {
        this.#stream.removeTrack(other);
      }
    }
    this.#stream.addTrack(track);
    this.#onChange();
  }

  /** @param {{audio: boolean, video: boolean, screen: boolean}} said */
  says({ audio, video, screen }) {
    this.#state = { audio, video, screen };
    this.#onChange();
  }
}
