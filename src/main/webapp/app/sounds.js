/** How it rings: gentle tones that the browser makes itself. */

/** The module stops ringing earlier; this is for the day when it does not. */
const LONGEST_MS = 60_000;
const FADE_S = 0.06;

/** @typedef {{from: number, for: number, hertz: number}} Note in seconds */
/** @typedef {{everyMs: number, volume: number, notes: Note[]}} Sound */

/** @type {Sound} somebody rings */
const RING = {
  everyMs: 3_000,
  volume: 0.16,
  notes: [
    { from: 0, for: 0.5, hertz: 587 },
    { from: 0.28, for: 0.5, hertz: 740 },
    { from: 0.56, for: 0.9, hertz: 880 },
  ],
};
/** @type {Sound} it rings at the other end */
const RINGBACK = { everyMs: 4_000, volume: 0.06, notes: [{ from: 0, for: 1, hertz: 425 }] };
/** @type {Sound} */
const TEST = {
  everyMs: LONGEST_MS,
  volume: 0.2,
  notes: [{ from: 0, for: 0.4, hertz: 523 }, { from: 0.3, for: 0.4, hertz: 659 }, { from: 0.6, for: 0.7, hertz: 784 }],
};
const TEST_MS = 1_600;
const GESTURES = ['click', 'keydown'];

/** @typedef {AudioContext & {setSinkId?: (id: string) => Promise<void>}} Context not every browser can choose */

/**
 * One sound at a time. Browsers let a page sound only after somebody has touched it; until then it is silent, and nobody
 * is told.
 */
export class Sounds {
  #settings;
  #makeContext;
  /** @type {Context | null} */
  #context = null;
  /** @type {GainNode | null} what sounds now */
  #out = null;
  #release = () => {};
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #again;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #end;

  /**
   * @param {import('./settings.js').Settings} settings
   * @param {{makeContext?: () => Context, page?: EventTarget}} [parts] of the browser
   */
  constructor(settings, { makeContext = () => new AudioContext(), page = document } = {}) {
    this.#settings = settings;
    this.#makeContext = makeContext;
    const unlock = async () => {
      const context = this.#wake();
      await context?.resume().catch(() => {});
      if (context === null || context.state === 'running') {
        GESTURES.forEach((gesture) => page.removeEventListener(gesture, unlock));
      }
      if (this.#out === null) {
        this.#sleep();
      }
    };
    // until one of them counts: to browsers not every key does
    GESTURES.forEach((gesture) => page.addEventListener(gesture, unlock));
  }

  ring() {
    this.#play(RING);
  }

  ringback() {
    this.#play(RINGBACK);
  }

  /** Sounds once, also where all else is to be quiet: somebody asked for it. */
  test() {
    this.#start(TEST, TEST_MS);
  }

  /** Silence, at once. */
  stop() {
    clearInterval(this.#again);
    clearTimeout(this.#end);
    this.#out?.disconnect();
    this.#release();
    this.#release = () => {};
    this.#out = null;
    this.#sleep();
  }

  /** @param {Sound} sound */
  #play(sound) {
    if (!this.#settings.get('quiet')) {
      this.#start(sound, LONGEST_MS);
    }
  }

  /**
   * @param {Sound} sound
   * @param {number} longest
   */
  #start(sound, longest) {
    this.stop();
    const context = this.#wake();
    if (context === null) {
      return;
    }
    const out = context.createGain();
    out.gain.value = sound.volume;
    this.#release = connect(context, out, this.#settings.get('speaker'));
    this.#out = out;
    const round = () => strike(context, out, sound.notes);
    context.resume().then(() => this.#out === out && round(), () => {});
    this.#again = setInterval(round, sound.everyMs);
    this.#end = setTimeout(() => this.stop(), longest);
  }

  #wake() {
    try {
      this.#context ??= this.#makeContext();
      this.#context.resume().catch(() => {});
    } catch {
      // no sound on this device
    }
    return this.#context;
  }

  #sleep() {
    this.#context?.suspend().catch(() => {});
  }
}

/**
 * Leads a sound to the speaker that was chosen, as far as the browser can choose: for the context, or for an element.
 *
 * @param {Context} context
 * @param {GainNode} out
 * @param {string} speaker
 * @returns {() => void} lets go of it
 */
function connect(context, out, speaker) {
  if (context.setSinkId !== undefined) {
    context.setSinkId(speaker).catch(() => {});
  } else if (speaker !== '' && typeof HTMLMediaElement.prototype.setSinkId === 'function') {
    const leads = context.createMediaStreamDestination();
    const element = new Audio();
    element.srcObject = leads.stream;
    element.setSinkId(speaker).then(() => element.play()).catch(() => {});
    out.connect(leads);
    return () => {
      element.srcObject = null;
    };
  }
  out.connect(context.destination);
  return () => {};
}

/**
 * @param {AudioContext} context
 * @param {GainNode} out
 * @param {Note[]} notes
 */
function strike(context, out, notes) {
  if (context.state !== 'running') {
    // what is planned while time stands still would come all at once later
    return;
  }
  for (const note of notes) {
    const start = context.currentTime + note.from;
    const end = start + note.for;
    const tone = context.createOscillator();
    const shape = context.createGain();
    tone.frequency.value = note.hertz;
    shape.gain.setValueAtTime(0, start);
    shape.gain.linearRampToValueAtTime(1, start + FADE_S);
    shape.gain.linearRampToValueAtTime(0, end);
    tone.connect(shape).connect(out);
    tone.start(start);
    tone.stop(end);
  }
}
