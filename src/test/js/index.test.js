import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';

const APP = new URL('../../main/webapp/app/', import.meta.url);
const read = (url) => readFileSync(url, 'utf8');
const page = read(new URL('index.html', APP));

/** Everything that a module needs, itself among it. */
function modules(url, found = new Set()) {
  if (!found.has(url.href)) {
    found.add(url.href);
    for (const [, from] of read(url).matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)';/gm)) {
      modules(new URL(from, url), found);
    }
  }
  return found;
}

const hrefs = (pattern) => [...page.matchAll(pattern)].map(([, href]) => new URL(href, APP).href).sort();

describe('the page', () => {
  it('tells the browser of all its modules at once, and of no others', () => {
    const script = hrefs(/<script type="module" src="([^"]+)"/g);
    assert.equal(script.length, 1);
    const needed = [...modules(new URL(script[0]))].filter((href) => href !== script[0]);
    assert.deepEqual(hrefs(/<link rel="modulepreload" href="([^"]+)"/g), needed.sort());
  });

  it('uses all its files', () => {
    const files = readdirSync(APP).filter((name) => /\.(js|css|svg)$/.test(name)).map((name) => new URL(name, APP).href);
    const used = [...hrefs(/(?:src|href)="([^"#]+\.(?:js|css|svg))"/g)];
    assert.deepEqual(files.filter((file) => !used.includes(file)), []);
  });

  it('has one element of each name that its scripts look for', () => {
    const ids = [...page.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    assert.deepEqual(ids.filter((id, index) => ids.indexOf(id) !== index), []);
    for (const href of modules(new URL('app.js', APP))) {
      for (const [, id] of read(new URL(href)).matchAll(/byId\('([^']+)'\)/g)) {
        assert.ok(ids.includes(id), `${id} in ${href}`);
      }
    }
  });

  it('has each icon that it shows', () => {
    const scripts = [...modules(new URL('app.js', APP))].map((href) => read(new URL(href))).join();
    const shown = [...(page + scripts).matchAll(/#(icon-[a-z-]+)/g)].map(([, id]) => id).filter((id) => !id.endsWith('-'));
    for (const icon of shown) {
      assert.match(page, new RegExp(`<symbol id="${icon}"`));
    }
  });

  it('has no script, style or handler in its text, which its policy would not run', () => {
    assert.doesNotMatch(page, /<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/);
  });

  it('names every button, by its text or by a label', () => {
    for (const [button, attributes, content] of page.matchAll(/<button\b([^>]*)>(.*?)<\/button>/gs)) {
      const named = /aria-label=/.test(attributes) || content.replace(/<[^>]*>/g, '').trim() !== '';
      // those in templates and in the banner get their labels when they are shown
      assert.ok(named || /call-(audio|video)|dismiss|banner-action/.test(attributes), button);
    }
  });
});
