import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problemOf } from '../../main/webapp/app/problems.js';

describe('a sign-in that came to nothing', () => {
  it('is named in words', () => {
    assert.match(problemOf('?problem=access-denied'), /did not sign in/);
    assert.match(problemOf('?problem=token-refused'), /runs this server/);
  });

  it('is not named where nothing went wrong', () => {
    assert.equal(problemOf(''), '');
    assert.equal(problemOf('?x=1'), '');
  });

  it('never shows a text from the address', () => {
    for (const code of ['<b>x</b>', 'toString', '__proto__', '']) {
      assert.match(problemOf(`?problem=${encodeURIComponent(code)}`), /runs this server/);
    }
  });
});
