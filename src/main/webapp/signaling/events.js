/**
 * @param {EventTarget} target
 * @param {string} name
 * @param {object} detail
 */
export function emit(target, name, detail) {
  target.dispatchEvent(new CustomEvent(name, { detail }));
}
