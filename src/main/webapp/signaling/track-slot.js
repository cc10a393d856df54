/**
 * The one owner of a microphone's, camera's or screen's track: whatever was opened for it is either in it or stopped.
 */
export class TrackSlot {
  #onEnded;
  /** @type {MediaStreamTrack | null} */
  track = null;
  /** Whether a track that is opened now may stay. */
  isWanted = false;

  /** @param {() => void} onEnded the device is gone, or the person stopped it in the browser's own bar */
  constructor(onEnded) {
    this.#onEnded = onEnded;
  }

  /** Whether there is anything to open. */
  get isMissing() {
    return this.isWanted && this.track === null;
  }

  /**
   * @param {MediaStreamTrack | undefined} track stopped where nobody wants it any more
   * @returns {boolean} whether it stays
   */
  put(track) {
    if (track === undefined || !this.isWanted) {
      track?.stop();
      return false;
    }
    this.pause();
    this.track = track;
    track.onended = () => {
      if (this.track === track) {
        this.track = null;
        this.isWanted = false;
        this.#onEnded();
      }
    };
    return true;
  }

  /** Stops the track that is there; another one is still wanted. */
  pause() {
    const track = this.track;
    this.track = null;
    if (track !== null) {
      track.onended = null;
      track.stop();
    }
  }

  /** Stops the track that is there, and any that is still to come. */
  close() {
    this.isWanted = false;
    this.pause();
  }
}
