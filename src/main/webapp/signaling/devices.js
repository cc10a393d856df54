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

/**
 * @param {unknown} error a DOMException of getUserMedia (Media Capture and Streams), or what is thrown without devices
 * @returns {'denied' | 'missing' | 'in-use' | 'unavailable'}
 */
export function problemOf(error) {
  switch (error instanceof Error || error instanceof globalThis.DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
      return 'in-use';
    default:
      return 'unavailable';
  }
}
