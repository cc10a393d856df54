import { DeviceCheck } from './device-check.js';
import { DevicePickers } from './device-pickers.js';
import { Notifier } from './notifier.js';
import { byId, setText } from './page.js';

/** @typedef {import('./device-pickers.js').Device} Device */

const NOT_ALLOWED = 'The browser does not let this page notify you. You can allow it in the browser’s site settings.';

/** @type {Record<string, string>} by the names of what getUserMedia throws */
const TROUBLE = {
  NotAllowedError: 'The browser does not let this page use it.',
  NotFoundError: 'None was found.',
  NotReadableError: 'Another program is using it.',
};

/**
 * @typedef {object} Parts
 * @property {import('./settings.js').Settings} settings
 * @property {import('./sounds.js').Sounds} sounds
 * @property {import('./shortcuts.js').Shortcuts} shortcuts
 * @property {(device: Device) => void} onDevice another one was chosen
 */

/** What people can choose, and a check of their devices. */
export class SettingsDialog {
  #parts;
  #dialog = /** @type {HTMLDialogElement} */ (byId('settings-dialog'));
  #preview = /** @type {HTMLVideoElement} */ (byId('check-picture'));
  #meter = /** @type {HTMLMeterElement} */ (byId('check-level'));
  #checking = false;
  #check = new DeviceCheck({
    picture: (stream) => this.#showPicture(stream),
    level: (level) => { this.#meter.value = level; },
    heard: () => setText(byId('check-heard'), 'Your microphone works.'),
    problem: (device, error) => this.#showTrouble(device, error),
  });
  #pickers;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#pickers = new DevicePickers(parts.settings, (device) => this.#chosen(device));
    byId('settings').addEventListener('click', () => this.show());
    byId('settings-close').addEventListener('click', () => this.#dialog.close());
    this.#dialog.addEventListener('close', () => this.#closed());
    byId('check').addEventListener('click', () => (this.#checking ? this.#endCheck() : this.#beginCheck()));
    byId('test-sound').addEventListener('click', () => parts.sounds.test());
    byId('show-shortcuts').addEventListener('click', () => parts.shortcuts.show());
    this.#bind('quiet');
    this.#bind('shortcuts', () => parts.shortcuts.tell());
    this.#bindNotify();
  }

  show() {
    this.#endCheck();
    this.#pickers.open();
    this.#dialog.showModal();
  }

  #closed() {
    this.#endCheck();
    this.#pickers.close();
    this.#parts.sounds.stop();
  }

  /**
   * @param {'quiet' | 'shortcuts'} name
   * @param {() => void} [then]
   */
  #bind(name, then = () => {}) {
    const box = checkbox(name);
    box.checked = this.#parts.settings.get(name);
    box.addEventListener('change', () => {
      this.#parts.settings.set(name, box.checked);
      then();
    });
  }

  #bindNotify() {
    const box = checkbox('notify');
    const { settings } = this.#parts;
    byId('notify-line').hidden = !Notifier.possible;
    box.checked = settings.get('notify') && Notifier.possible && Notification.permission === 'granted';
    box.addEventListener('change', async () => {
      const allowed = box.checked && await Notifier.ask();
      setText(byId('notify-trouble'), box.checked && !allowed ? NOT_ALLOWED : '');
      box.checked = allowed;
      settings.set('notify', allowed);
    });
  }

  /** @param {Device} device */
  #chosen(device) {
    this.#parts.onDevice(device);
    if (this.#checking && device !== 'speaker') {
      this.#beginCheck();
    }
  }

  async #beginCheck() {
    const { settings } = this.#parts;
    this.#setChecking(true);
    await this.#check.start({ microphone: settings.get('microphone'), camera: settings.get('camera') });
    // their names are known only now
    await this.#pickers.refresh();
  }

  #endCheck() {
    this.#check.stop();
    this.#setChecking(false);
  }

  /** @param {boolean} checking */
  #setChecking(checking) {
    this.#checking = checking;
    byId('check-results').hidden = !checking;
    setText(byId('check'), checking ? 'Stop the check' : 'Check my devices');
    for (const id of ['check-heard', 'check-camera', 'check-microphone']) {
      setText(byId(id), '');
    }
  }

  /** @param {MediaStream | null} stream */
  #showPicture(stream) {
    this.#preview.srcObject = stream;
    this.#preview.hidden = stream === null;
  }

  /**
   * @param {'camera' | 'microphone'} device
   * @param {unknown} error
   */
  #showTrouble(device, error) {
    const name = error instanceof Error || error instanceof DOMException ? error.name : '';
    const trouble = Object.hasOwn(TROUBLE, name) ? TROUBLE[name] : 'It cannot be used here.';
    setText(byId(`check-${device}`), `${device === 'camera' ? 'Camera' : 'Microphone'}: ${trouble}`);
  }
}

/** @param {string} name */
function checkbox(name) {
  return /** @type {HTMLInputElement} */ (byId(`set-${name}`));
}
