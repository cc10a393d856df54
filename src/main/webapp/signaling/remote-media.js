/** What comes from the peer: its tracks, and what it says of them over the data channel. */
export class RemoteMedia {
  #onChange;
  /** @type {MediaStreamTrack[]} */
  #tracks = [];
  #state = { audio: true, video: false, screen: false };

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  get view() {
    return { ...this.#state, tracks: [...this.#tracks] };
  }

  /** @param {MediaStreamTrack} track replaces the one of its kind */
  addTrack(track) {
    this.#tracks = [...this.#tracks.filter(({ kind }) => kind !== track.kind), track];
    this.#onChange();
  }

  /** @param {{audio: boolean, video: boolean, screen: boolean}} said */
  says({ audio, video, screen }) {
    this.#state = { audio, video, screen };
    this.#onChange();
  }
}
