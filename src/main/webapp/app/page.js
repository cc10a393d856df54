/** What the parts of the page share. */

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id of an element that stands in index.html
 * @returns {T}
 */
export function byId(id) {
  return /** @type {T} */ (document.getElementById(id));
}

const VIEWS = ['view-loading', 'view-signin', 'view-people', 'view-call'];

/** More than these nobody listens to; the oldest go. */
const SPOKEN = 4;
const SPOKEN_MS = 8_000;

/**
 * Shows another view, and takes away the dialogs of the one before.
 *
 * @param {'view-loading' | 'view-signin' | 'view-people' | 'view-call'} shown
 */
export function showView(shown) {
  if (byId(shown).hidden) {
    document.querySelectorAll('dialog[open]').forEach((dialog) => /** @type {HTMLDialogElement} */ (dialog).close());
  }
  for (const id of VIEWS) {
    byId(id).hidden = id !== shown;
  }
}

/**
 * Tells people who listen to the page instead of looking at it. Each line is an element of its own, so that a second one
 * does not silence the first.
 *
 * @param {string} text
 */
export function announce(text) {
  const live = byId('live');
  const line = document.createElement('p');
  line.textContent = text;
  live.append(line);
  if (live.childElementCount > SPOKEN) {
    live.firstElementChild?.remove();
  }
  setTimeout(() => line.remove(), SPOKEN_MS);
}

/**
 * One line under the bar that says what is wrong or what just happened.
 *
 * @param {string} text
 * @param {{label: string, run: () => void}} [action]
 * @param {'trouble' | 'news'} [kind]
 */
export function showBanner(text, action, kind = 'trouble') {
  const button = byId('banner-action');
  byId('banner-line').dataset.kind = kind;
  byId('banner-line').hidden = false;
  setText(byId('banner-text'), text);
  button.hidden = action === undefined;
  setText(button, action?.label ?? '');
  button.onclick = action?.run ?? null;
}

export function hideBanner() {
  if (document.activeElement === byId('banner-action')) {
    // or whoever has pressed it would begin at the top of the page
    byId('main').focus();
  }
  byId('banner-line').hidden = true;
  setText(byId('banner-text'), '');
}

/**
 * A button that says what a press does, with a picture of what is the case now.
 *
 * @param {string} id
 * @param {string} label
 * @param {string} icon
 * @param {'' | 'yes' | 'no'} [on]
 */
export function setControl(id, label, icon, on = '') {
  const button = byId(id);
  setText(/** @type {Element} */ (button.querySelector('.text')), label);
  button.querySelector('use')?.setAttribute('href', `#icon-${icon}`);
  button.dataset.on = on;
}

/**
 * Changes text only where it differs, because screen readers read a live region anew whenever it is touched.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
