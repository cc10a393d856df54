/**
 * What the client takes from the browser, in one place, so that tests can bring a clock and a network of their own.
 *
 * @typedef {object} Environment
 * @property {typeof globalThis.WebSocket} WebSocket
 * @property {typeof globalThis.RTCPeerConnection} RTCPeerConnection
 * @property {typeof globalThis.MediaStream} MediaStream
 * @property {typeof globalThis.AudioContext} AudioContext
 * @property {Pick<MediaDevices, 'getUserMedia' | 'getDisplayMedia'>} devices
 * @property {(run: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} now milliseconds since 1970
 * @property {() => number} random from 0 up to, not including, 1
 * @property {() => string} randomId
 */

/**
 * @param {Partial<Environment>} [given] what to use instead of the browser's own
 * @returns {Environment}
 */
export function environment(given = {}) {
  return {
    WebSocket: globalThis.WebSocket,
    RTCPeerConnection: globalThis.RTCPeerConnection,
    MediaStream: globalThis.MediaStream,
    AudioContext: globalThis.AudioContext,
    // absent on a page that was loaded without TLS
    devices: /** @type {any} */ (globalThis.navigator?.mediaDevices),
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (timer) => clearTimeout(timer),
    now: () => Date.now(),
    random: () => Math.random(),
    randomId,
    ...given,
  };
}

/** 128 random bits; crypto.randomUUID is missing where a page was loaded without TLS. */
function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
