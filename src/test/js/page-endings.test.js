import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ENDINGS, endingOf, signInOverBecause } from '../../main/webapp/app/endings.js';

const PAGE = readFileSync(new URL('../../../docs/page.md', import.meta.url), 'utf8');
const TYPES = readFileSync(new URL('../../main/webapp/signaling-client.d.ts', import.meta.url), 'utf8');

/** The words of a union type of the client. */
function union(name) {
  const [, text] = new RegExp(`export type ${name} =([^;]+);`).exec(TYPES);
  return [...text.matchAll(/'([a-z-]+)'/g)].map(([, word]) => word);
}

const said = (reason, outgoing, more) => endingOf({ reason, outgoing }, 'Grace', more);

describe('the end of a call', () => {
  it('has words, or none on purpose, for each reason that the client has', () => {
    assert.deepEqual(union('EndReason').filter((reason) => !Object.hasOwn(ENDINGS, reason)), []);
    for (const [reason, sides] of Object.entries(ENDINGS)) {
      assert.deepEqual(Object.keys(sides), ['outgoing', 'incoming'], reason);
    }
  });

  it('is told in plain sentences', () => {
    for (const reason of Object.keys(ENDINGS)) {
      for (const outgoing of [true, false]) {
        assert.match(said(reason, outgoing) ?? 'None.', /^[A-Z].*\.$/, reason);
      }
    }
  });

  it('by declining is the own act of who declines, and news for who rang', () => {
    assert.equal(said('declined', true), 'Grace declined.');
    assert.equal(said('declined-here', false), 'You declined the call from Grace.');
    assert.equal(said('declined', false), null);
  });

  it('by hanging up or cancelling is told to the other one alone', () => {
    assert.equal(said('hung-up', true), null);
    assert.equal(said('hung-up', false), null);
    assert.equal(said('hung-up-by-peer', true), 'Grace hung up.');
    assert.equal(said('hung-up-by-peer', false), 'Grace hung up.');
    assert.equal(said('cancelled', true), null);
    assert.equal(said('cancelled', false), 'Grace rang and hung up again.');
  });

  it('is never told of the peer where another device of one’s own took it', () => {
    for (const reason of ['answered-elsewhere', 'declined-elsewhere']) {
      assert.doesNotMatch(said(reason, false), /Grace/);
      assert.equal(said(reason, true), null);
    }
  });

  it('without a way between two networks names the TURN server that is missing, and only then', () => {
    const call = { reason: 'failed', outgoing: true };
    assert.match(endingOf({ ...call, relayKnown: false }, 'Grace', { detail: 'no-route' }), /TURN/);
    assert.doesNotMatch(endingOf({ ...call, relayKnown: true }, 'Grace', { detail: 'no-route' }), /TURN/);
    assert.doesNotMatch(endingOf({ ...call, relayKnown: false }, 'Grace', { detail: 'malformed' }), /TURN/);
  });

  it('of people who talked does not say that they could not', () => {
    assert.equal(said('failed', true, { talked: true }), 'The call with Grace broke off.');
    assert.match(said('failed', true), /could not be connected/);
  });

  it('is told as the table of docs/page.md has it', () => {
    const [, table] = /## How calls end\n(.*?)\n## /s.exec(PAGE);
    const told = new Set();
    for (const row of table.split('\n').filter((line) => line.startsWith('| ')).slice(1)) {
      const [what, caller, callerReads, callee, calleeReads] = row.split('|').slice(1).map((cell) => cell.trim());
      const more = { talked: what.includes('in a call'), detail: what.includes('TURN') ? 'no-route' : undefined };
      for (const [cell, outgoing, name, reads] of [[caller, true, 'Grace', callerReads], [callee, false, 'Ada', calleeReads]]) {
        // a side whose call goes on, or that has none, has no reason and reads nothing
        const reason = /`(.+)`/.exec(cell)?.[1] ?? null;
        assert.equal(reads, endingOf({ reason, outgoing, relayKnown: false }, name, more) ?? '', row);
        told.add(reason);
      }
    }
    assert.deepEqual(Object.keys(ENDINGS).filter((reason) => !told.has(reason)), []);
  });

  it('for a reason that nobody knows is told without words', () => {
    for (const reason of ['toString', '__proto__', '', null]) {
      assert.equal(said(reason, true), null);
    }
  });
});

describe('the end of a sign-in', () => {
  it('is told as it was', () => {
    assert.match(signInOverBecause('token-expired'), /expired/);
    assert.match(signInOverBecause('signed-out'), /signed out/);
    assert.match(signInOverBecause('another-user'), /else/);
  });

  it('is not told where only the connection is over', () => {
    for (const reason of ['closed', 'refused', 'unreachable', 'toString', undefined]) {
      assert.equal(signInOverBecause(reason), null);
    }
  });
});
