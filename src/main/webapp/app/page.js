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

/** @param {'view-loading' | 'view-signin' | 'view-people' | 'view-call'} shown */
export function showView(shown) {
  for (const id of VIEWS) {
    byId(id).hidden = id !== shown;
  }
}

/**
 * Tells people who listen to the page instead of looking at it.
 *
 * @param {string} text
 */
export function announce(text) {
  byId('live').textContent = text;
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
  byId('banner-line').hidden = true;
  setText(byId('banner-text'), '');
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
