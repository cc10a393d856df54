/**
 * Users choose their names, so a name may be of any script and direction, very long, invisible, or made to look like
 * something else. It only ever becomes text, and stays on its own line.
 */

const MAX_CHARS = 120;
const HUES = 8;
/** Null in browsers before 2024, which may lack it. */
const graphemes = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null;
const INVISIBLE = /^[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}]*$/u;
/** Controls and line ends, and the marks that turn the direction of what follows. */
const UNWANTED = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** @typedef {import('../signaling-client.js').UserInfo} UserInfo */

/**
 * @param {UserInfo} user
 * @returns {string} what to call the user; never empty
 */
export function nameOf(user) {
  const name = Array.from((user.username ?? '').replace(UNWANTED, '')).slice(0, MAX_CHARS).join('').trim();
  return INVISIBLE.test(name) ? `User ${user.subject.replace(UNWANTED, '').slice(0, 8)}` : name;
}

/**
 * @param {UserInfo} user
 * @returns {string} the name for use inside a sentence, kept from turning the words around it
 */
export function isolatedName(user) {
  return `\u2068${nameOf(user)}\u2069`;
}

/** What the server calls its issuers, by their addresses. @type {Map<string, string>} */
const labels = new Map();

/**
 * Learns what the server calls its issuers. Two of the same label keep their addresses, which tell them apart.
 *
 * @param {{issuer?: string, label: string}[]} issuers
 */
export function knowIssuers(issuers) {
  labels.clear();
  for (const { issuer, label } of issuers) {
    if (issuer !== undefined && issuers.filter((other) => other.label === label).length === 1) {
      labels.set(issuer, label);
    }
  }
}

/**
 * @param {UserInfo} user
 * @returns {string} where the user comes from: two users may have the same name
 */
export function originOf(user) {
  const label = labels.get(user.issuer);
  if (label !== undefined) {
    return label;
  }
  try {
    const { host, pathname } = new URL(user.issuer);
    return host + (pathname === '/' ? '' : pathname);
  } catch {
    return user.issuer;
  }
}

/**
 * What a search compares: who looks for "Zoe" means Zoë too, and nobody types marks or invisible characters.
 *
 * @param {string} text
 * @returns {string}
 */
export function searchable(text) {
  return text.normalize('NFKD').replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '')
    // there and back, because some letters are several in capitals only; not by a locale, which names do not have
    .toUpperCase().toLowerCase().replaceAll('ς', 'σ').trim();
}

/**
 * @param {UserInfo} user
 * @returns {string} the first letter of the name, in capitals
 */
export function initialOf(user) {
  const name = nameOf(user);
  const first = graphemes === null ? /^.\p{M}*/su.exec(name)?.[0] : graphemes.segment(name).containing(0)?.segment;
  // a grapheme may carry any number of marks
  return Array.from(first ?? '').slice(0, 8).join('').toLocaleUpperCase();
}

/**
 * Shows a user's first letter, in a colour of its own.
 *
 * @param {HTMLElement} avatar
 * @param {UserInfo} user
 */
export function paintAvatar(avatar, user) {
  avatar.textContent = initialOf(user);
  let hash = 0;
  for (const char of user.issuer + user.subject) {
    hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  }
  avatar.classList.remove(...[...avatar.classList].filter((name) => name.startsWith('hue-')));
  avatar.classList.add(`hue-${hash % HUES}`);
}
