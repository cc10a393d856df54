/** @typedef {import('../signaling-client.js').ClientEvents} ClientEvents */
/** @typedef {import('../signaling-client.js').CallsEvents} CallsEvents */
/** @typedef {import('../signaling-client.js').CallEvents} CallEvents */

/**
 * Only events that signaling-client.d.ts declares, with the details that stand there.
 *
 * @template {keyof ClientEvents} Name
 * @overload
 * @param {import('./client.js').SignalingClient} target
 * @param {Name} name
 * @param {ClientEvents[Name]} detail
 * @returns {void}
 */
/**
 * @template {keyof CallsEvents} Name
 * @overload
 * @param {import('./calls.js').Calls} target
 * @param {Name} name
 * @param {{[Part in keyof CallsEvents[Name]]: Part extends 'call' ? import('./call.js').Call : CallsEvents[Name][Part]}} detail
 * @returns {void}
 */
/**
 * @template {keyof CallEvents} Name
 * @overload
 * @param {import('./call.js').Call} target
 * @param {Name} name
 * @param {CallEvents[Name]} detail
 * @returns {void}
 */
/**
 * @param {EventTarget} target
 * @param {string} name
 * @param {object} detail
 */
export function emit(target, name, detail) {
  target.dispatchEvent(new CustomEvent(name, { detail }));
}
