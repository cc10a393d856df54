import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import * as module from '../../main/webapp/signaling-client.js';
import { ADA, BOB } from './fakes.js';
import { INSIDE } from './inside.js';
import { World } from './pages.js';

const HOME = new URL('../../main/webapp/', import.meta.url);
const read = (name) => readFileSync(new URL(name, HOME), 'utf8');
const code = (name) => withoutComments(read(`signaling/${name}`));
const withoutComments = (text) => text.replace(/\/\*\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '');

const declarations = withoutComments(read('signaling-client.d.ts'));
const all = (pattern, text) => [...text.matchAll(pattern)].map(([, name]) => name);
/** The text between the braces of what is declared by this name. */
const declared = (kind, name) => new RegExp(`${kind} ${name}\\b[^{]*\\{\n(.*?)^\\}`, 'ms').exec(declarations)[1];
const sorted = (names) => [...new Set(names)].sort();

describe('signaling-client.d.ts', () => {
  it('declares what the module exports, and nothing else', () => {
    assert.deepEqual(sorted(all(/^export (?:class|const|function) (\w+)/gm, declarations)), sorted(Object.keys(module)));
  });

  describe('has the public members of', () => {
    const examples = {};

    before(async () => {
      const world = new World();
      world.page(BOB);
      const { calls } = world.page(ADA);
      const call = calls.ring(BOB);
      Object.assign(examples, {
        SignalingClient: new module.SignalingClient({ url: 'wss://signaling.example/' }),
        Calls: calls,
        Call: call,
        SignalingError: new module.SignalingError('code', 'message'),
      });
    });

    const FROM_ERROR = ['name', 'message', 'stack'];
    for (const [name, inside] of Object.entries(INSIDE)) {
      it(name, () => {
        const type = module[name];
        const members = [...Object.getOwnPropertyNames(type.prototype), ...Object.keys(examples[name]),
          ...Object.getOwnPropertyNames(type)].filter((member) => !['constructor', 'length', 'prototype', ...FROM_ERROR]
          .includes(member));
        const stated = all(/^ {2}(?:readonly )?(\w+)[(?:]/gm, declared('class', name))
          .filter((member) => member !== 'constructor');
        assert.deepEqual(sorted([...stated, ...inside]), sorted(members));
      });
    }
  });

  it('has the events that are emitted, by name', () => {
    for (const [events, file] of [['ClientEvents', 'client.js'], ['CallsEvents', 'calls.js'], ['CallEvents', 'call.js']]) {
      assert.deepEqual(sorted(all(/^ {2}(\w+):/gm, declared('interface', events))),
        sorted(all(/\bemit\(this, '(\w+)'/g, code(file))), events);
    }
  });

  it('names no state, reason or problem that never comes', () => {
    const modules = readdirSync(new URL('signaling/', HOME)).map(code).join('\n');
    const unions = /^(?:export type (?:ClientState|StateReason|CallState|EndReason)|  (?:why|device|problem):)[^;]*;/gm;
    const words = [...declarations.matchAll(unions)].flatMap(([union]) => all(/'([\w-]+)'/g, union));
    assert.ok(words.length > 40, `${words}`);
    assert.deepEqual(words.filter((word) => !modules.includes(`'${word}'`)), []);
  });
});
