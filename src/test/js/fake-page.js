/** As much of a browser's page as the page's scripts touch, made from index.html: elements, focus and dialogs. */

import { readFileSync } from 'node:fs';

const HTML = readFileSync(new URL('../../main/webapp/app/index.html', import.meta.url), 'utf8');
const VOID = ['meta', 'link', 'img', 'input', 'br'];

class FakeElement extends EventTarget {
  parent = null;
  nodes = [];
  attributes = new Map();
  dataset = {};
  value = '';
  checked = false;

  constructor(tag) {
    super();
    this.tag = tag;
  }

  get id() {
    return this.getAttribute('id');
  }

  get hidden() {
    return this.attributes.has('hidden');
  }

  set hidden(hidden) {
    this.#flag('hidden', hidden);
  }

  get disabled() {
    return this.attributes.has('disabled');
  }

  set disabled(disabled) {
    this.#flag('disabled', disabled);
  }

  get open() {
    return this.attributes.has('open');
  }

  #flag(name, on) {
    if (on) {
      this.attributes.set(name, '');
    } else {
      this.attributes.delete(name);
    }
  }

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  get classList() {
    const names = () => (this.getAttribute('class') ?? '').split(/\s+/).filter(Boolean);
    const set = (list) => this.setAttribute('class', [...new Set(list)].join(' '));
    return {
      add: (...more) => set([...names(), ...more]),
      remove: (...less) => set(names().filter((name) => !less.includes(name))),
      toggle: (name, on) => set(on ? [...names(), name] : names().filter((other) => other !== name)),
      contains: (name) => names().includes(name),
      [Symbol.iterator]: () => names()[Symbol.iterator](),
    };
  }

  get children() {
    return this.nodes.filter((node) => node instanceof FakeElement);
  }

  get childElementCount() {
    return this.children.length;
  }

  get firstElementChild() {
    return this.children[0] ?? null;
  }

  get nextElementSibling() {
    return this.#sibling(1);
  }

  get previousElementSibling() {
    return this.#sibling(-1);
  }

  #sibling(step) {
    const all = this.parent?.children ?? [];
    return all[all.indexOf(this) + step] ?? null;
  }

  get content() {
    return this;
  }

  get isConnected() {
    return this.parent?.isConnected ?? this.tag === 'root';
  }

  get textContent() {
    return this.nodes.map((node) => (node instanceof FakeElement ? node.textContent : node)).join('');
  }

  set textContent(text) {
    this.replaceChildren(...(text === '' ? [] : [String(text)]));
  }

  append(...nodes) {
    nodes.forEach((node) => this.insertBefore(node, null));
  }

  prepend(node) {
    this.insertBefore(node, this.firstElementChild);
  }

  insertBefore(node, next) {
    if (node instanceof FakeElement) {
      node.remove();
      node.parent = this;
    }
    this.nodes.splice(next === null ? this.nodes.length : this.nodes.indexOf(next), 0, node);
  }

  replaceChildren(...nodes) {
    this.children.forEach((child) => child.remove());
    this.nodes = [];
    this.append(...nodes);
  }

  remove() {
    if (this.parent !== null) {
      if (this.contains(document.activeElement)) {
        document.activeElement = document.body;
      }
      this.parent.nodes = this.parent.nodes.filter((node) => node !== this);
      this.parent = null;
    }
  }

  contains(other) {
    return other === this || this.children.some((child) => child.contains(other));
  }

  cloneNode() {
    const copy = new FakeElement(this.tag);
    copy.attributes = new Map(this.attributes);
    copy.dataset = { ...this.dataset };
    this.nodes.forEach((node) => copy.append(node instanceof FakeElement ? node.cloneNode() : node));
    return copy;
  }

  /** A list of simple selectors: `tag`, `.class`, `[attribute]`, or two of these together. */
  matches(selectors) {
    return selectors.split(',').some((selector) => [...selector.trim().matchAll(/[.[]?[a-z-]+/g)].every(([part]) => {
      const name = part.replace(/^[.[]/, '');
      return part[0] === '.' ? this.classList.contains(name)
        : part[0] === '[' ? this.attributes.has(name) : this.tag === name;
    }));
  }

  querySelectorAll(selectors) {
    return this.children.flatMap((child) => [...(child.matches(selectors) ? [child] : []),
      ...child.querySelectorAll(selectors)]);
  }

  querySelector(selectors) {
    return this.querySelectorAll(selectors)[0] ?? null;
  }

  closest(selectors) {
    return this.matches(selectors) ? this : this.parent?.closest(selectors) ?? null;
  }

  /** What is hidden, disabled or beside an open dialog cannot have the focus. */
  focus() {
    const dialog = document.dialogs.at(-1);
    const inert = dialog !== undefined && !dialog.contains(this);
    if (this.isConnected && this.closest('[hidden]') === null && !this.disabled && !inert) {
      document.activeElement = this;
    }
  }

  click() {
    if (!this.disabled) {
      this.dispatchEvent(new Event('click'));
      this.onclick?.();
    }
  }

  showModal() {
    this.before = document.activeElement;
    this.attributes.set('open', '');
    document.dialogs.push(this);
    this.querySelector('button')?.focus();
  }

  close() {
    if (this.open) {
      this.attributes.delete('open');
      document.dialogs = document.dialogs.filter((dialog) => dialog !== this);
      this.before.focus();
      if (document.activeElement?.closest('[hidden]')) {
        document.activeElement = document.body;
      }
      this.dispatchEvent(new Event('close'));
    }
  }
}

class FakeMediaElement extends FakeElement {
  srcObject = null;
}

/** A stream that counts on its tracks alone. */
class FakeStream {
  #tracks = new Set();

  getTracks() {
    return [...this.#tracks];
  }

  addTrack(track) {
    this.#tracks.add(track);
  }

  removeTrack(track) {
    this.#tracks.delete(track);
  }
}

function parse(root) {
  let place = root;
  for (const [, closing, tag, attributes, end, text] of HTML.matchAll(/<(\/?)([a-z]\w*)([^>]*?)(\/?)>|([^<]+|<!)/gs)) {
    if (text !== undefined || tag === undefined) {
      place.append(text?.trim() ? text : '');
    } else if (closing) {
      place = place.parent;
    } else {
      const element = make(tag);
      for (const [, name, value] of attributes.matchAll(/([\w-]+)(?:="([^"]*)")?/gs)) {
        element.setAttribute(name, value ?? '');
      }
      place.append(element);
      place = end || VOID.includes(tag) ? place : element;
    }
  }
}

function make(tag) {
  return tag === 'video' || tag === 'audio' ? new FakeMediaElement(tag) : new FakeElement(tag);
}

/** Opens the page: from now on the globals of a browser are those of this page. */
export function openPage() {
  const root = new FakeElement('root');
  const document = new EventTarget();
  Object.assign(document, { title: 'Signaling', hidden: false, dialogs: [], fullscreenEnabled: true,
    fullscreenElement: null, pictureInPictureEnabled: true, pictureInPictureElement: null });
  document.createElement = make;
  document.querySelector = (selectors) => root.querySelector(selectors);
  document.querySelectorAll = (selectors) => root.querySelectorAll(selectors);
  const all = (element) => [element, ...element.children.flatMap(all)];
  document.getElementById = (id) => all(root).find((element) => element.id === id) ?? null;
  const browser = new EventTarget();
  const globals = {
    document,
    Element: FakeElement,
    HTMLMediaElement: FakeMediaElement,
    MediaStream: FakeStream,
    navigator: { onLine: true, mediaDevices: { getDisplayMedia() {}, enumerateDevices: async () => [] } },
    addEventListener: browser.addEventListener.bind(browser),
    removeEventListener: browser.removeEventListener.bind(browser),
    dispatchEvent: browser.dispatchEvent.bind(browser),
  };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  parse(root);
  document.body = root.querySelector('body');
  document.activeElement = document.body;
  return document;
}

/** What is announced now, oldest first. */
export function announced() {
  return document.getElementById('live').children.map(({ textContent }) => textContent);
}

/** Tries to close the page; whether it asks first. */
export function asksBeforeItCloses() {
  const event = new Event('beforeunload', { cancelable: true });
  Object.defineProperty(event, 'returnValue', { value: '', writable: true });
  return !dispatchEvent(event);
}
