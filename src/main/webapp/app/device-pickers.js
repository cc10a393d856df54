import { byId } from './page.js';

const KINDS = /** @type {const} */ ({ microphone: 'audioinput', camera: 'videoinput', speaker: 'audiooutput' });
const NAMES = { microphone: 'Microphone', camera: 'Camera', speaker: 'Speaker' };

/** @typedef {keyof typeof KINDS} Device */

/** Lets people choose among their devices, and remembers it. */
export class DevicePickers {
  #settings;
  /** @type {MediaDevices | undefined} absent on a page without TLS */
  #media;
  #refresh = () => this.refresh();

  /**
   * @param {import('./settings.js').Settings} settings
   * @param {(device: Device) => void} onChosen
   * @param {MediaDevices | undefined} [media]
   */
  constructor(settings, onChosen, media = navigator.mediaDevices) {
    this.#settings = settings;
    this.#media = media;
    for (const device of deviceNames()) {
      const select = picker(device);
      fill(select, [], '');
      select.addEventListener('change', () => {
        settings.set(device, select.value);
        onChosen(device);
      });
    }
    byId('pick-speaker-line').hidden = typeof HTMLMediaElement.prototype.setSinkId !== 'function';
  }

  /** Keeps the lists right from now on, until `close`. */
  open() {
    this.#media?.addEventListener('devicechange', this.#refresh);
    return this.refresh();
  }

  close() {
    this.#media?.removeEventListener('devicechange', this.#refresh);
  }

  /** What there is; browsers name the devices once the page was allowed to use one. */
  async refresh() {
    const found = await this.#media?.enumerateDevices().catch(() => []) ?? [];
    for (const device of deviceNames()) {
      fill(picker(device), choicesOf(found, device), this.#settings.get(device));
    }
  }
}

/**
 * @param {Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[]} found
 * @param {Device} device
 * @returns {{id: string, label: string}[]} those that can be chosen
 */
export function choicesOf(found, device) {
  return found
    // without an id there is nothing to choose by, and "default" is what an empty choice means
    .filter(({ kind, deviceId }) => kind === KINDS[device] && !['', 'default', 'communications'].includes(deviceId))
    .map(({ deviceId, label }, index) => ({ id: deviceId, label: label || `${NAMES[device]} ${index + 1}` }));
}

function deviceNames() {
  return /** @type {Device[]} */ (Object.keys(KINDS));
}

/** @param {Device} device */
function picker(device) {
  return /** @type {HTMLSelectElement} */ (byId(`pick-${device}`));
}

/**
 * @param {HTMLSelectElement} select
 * @param {{id: string, label: string}[]} choices
 * @param {string} chosen
 */
function fill(select, choices, chosen) {
  const options = [{ id: '', label: 'System default' }, ...choices].map(({ id, label }) => {
    const option = document.createElement('option');
    option.value = id;
    option.textContent = label;
    return option;
  });
  select.replaceChildren(...options);
  select.value = choices.some(({ id }) => id === chosen) ? chosen : '';
  select.disabled = choices.length === 0;
}
