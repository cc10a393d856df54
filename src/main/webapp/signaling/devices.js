/** @typedef {import('../signaling-client.js').PreferredDevices} PreferredDevices */

/**
 * A preferred device that is not there is no reason to have none: hence `ideal`.
 *
 * @param {{audio?: boolean, video?: boolean}} wanted
 * @param {PreferredDevices} preferred
 * @returns {MediaStreamConstraints}
 */
export function withPreferred({ audio, video }, { microphone, camera, facingMode }) {
  return {
    ...(audio ? { audio: ideal({ deviceId: microphone }) } : {}),
    ...(video ? { video: ideal({ deviceId: camera, facingMode }) } : {}),
  };
}

/** @param {Record<string, string | undefined>} preferred */
function ideal(preferred) {
  const given = Object.entries(preferred).filter(([, value]) => value);
  return given.length === 0 || Object.fromEntries(given.map(([name, value]) => [name, { ideal: value }]));
}

/** By the names of the exceptions of getUserMedia. @type {Record<string, 'denied' | 'missing' | 'in-use'>} */
const PROBLEMS = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'in-use',
};

/** @param {any} error of getUserMedia, or what is thrown without devices */
export function problemOf(error) {
  return PROBLEMS[error?.name] ?? 'unavailable';
}
