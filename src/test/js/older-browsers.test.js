import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

const { Segmenter } = Intl;
const { timeout } = AbortSignal;
const fetched = globalThis.fetch;

describe('a browser without what is new', () => {
  before(() => {
    delete Intl.Segmenter;
    delete AbortSignal.timeout;
  });

  after(() => {
    Intl.Segmenter = Segmenter;
    AbortSignal.timeout = timeout;
    globalThis.fetch = fetched;
  });

  it('shows names and their first letters', async () => {
    const { initialOf } = await import('../../main/webapp/app/names.js?without');
    const named = (username) => ({ issuer: 'i', subject: 's', username });
    assert.equal(initialOf(named('e\u0301mile')), 'E\u0301');
    assert.equal(initialOf(named('𝒜da')), '𝒜');
    assert.equal(initialOf(named('\u200b')), 'U');
  });

  it('reaches the server, and does not wait for ever', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { whoAmI } = await import('../../main/webapp/app/session.js?without');
    globalThis.fetch = async (url, { signal }) => new Promise((answer, give) => {
      signal.onabort = () => give(new Error('aborted'));
    });
    const asked = assert.rejects(whoAmI(), /aborted/);
    t.mock.timers.tick(15_000);
    await asked;
  });
});
