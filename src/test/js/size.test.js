import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { gzipSync } from 'node:zlib';

const ENTRY = new URL('../../main/webapp/signaling-client.js', import.meta.url);
/** What not every call needs: the choice of devices, the sound of a shared screen. */
const OPTIONAL = ['devices.js', 'sound-mix.js'];
/**
 * Bytes of all other files together without comments and indentation, by gzip at level 9: a measure that needs no tool.
 * Where it gave 16,478, what esbuild bundles and minifies came to 11,925 by the same gzip; 12,000 are wanted.
 */
const MOST = 16_550;

/** The texts of everything that a module imports, and its own. */
function texts(url, found = new Map()) {
  if (!found.has(url.href) && !OPTIONAL.some((file) => url.href.endsWith(`/${file}`))) {
    const text = readFileSync(url, 'utf8');
    found.set(url.href, text);
    for (const [, from] of text.matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)';/gm)) {
      texts(new URL(from, url), found);
    }
  }
  return [...found.values()];
}

it('the client module stays small', () => {
  const code = texts(ENTRY).join('\n').replace(/\/\*\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '').replace(/^\s+/gm, '');
  const size = gzipSync(code, { level: 9 }).length;
  assert.ok(size <= MOST, `${size} bytes are more than ${MOST}`);
});
