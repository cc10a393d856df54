/** Several sounds as one track, so that the screen's can be sent along with the voice. */
export class SoundMix {
  #context;
  #parts;
  #track;

  /**
   * @param {Pick<import('./environment.js').Environment, 'AudioContext' | 'MediaStream'>} env
   * @param {MediaStreamTrack[]} parts
   */
  constructor(env, parts) {
    this.#context = new env.AudioContext();
    this.#parts = parts;
    const mixed = this.#context.createMediaStreamDestination();
    for (const part of parts) {
      this.#context.createMediaStreamSource(new env.MediaStream([part])).connect(mixed);
    }
    [this.#track] = mixed.stream.getAudioTracks();
  }

  get track() {
    return this.#track;
  }

  /** @param {MediaStreamTrack[]} parts */
  isOf(parts) {
    return parts.length === this.#parts.length && parts.every((part, index) => part === this.#parts[index]);
  }

  /** The parts go on. */
  close() {
    this.#track.stop();
    this.#context.close().catch(() => {
      // it was closed already
    });
  }
}
