import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { renew, signedInAsAnother, stillSignedIn, whoAmI } from '../../main/webapp/app/session.js';

const fetched = globalThis.fetch;
let expires = 1_000;

/** Answers as the server does; `null` for one that cannot be reached. */
function serve(answers) {
  const asked = [];
  globalThis.fetch = async (url, { method = 'GET' }) => {
    const path = url.pathname.split('/').at(-1);
    assert.equal(url.search, '?or=nobody');
    asked.push(`${method} ${path}`);
    const answer = answers[path]();
    if (answer === null) {
      throw new TypeError('fetch failed');
    }
    const { status = 200, ...body } = answer;
    return { status, ok: status === 200, url: url.href, json: async () => body };
  };
  return asked;
}

const signedIn = () => ({ issuer: 'i', subject: 's', expires, seconds: 300, refresh: 'sealed' });
const refused = () => ({ status: 401 });

describe('a sign-in', () => {
  afterEach(() => {
    globalThis.fetch = fetched;
    expires += 1_000;
  });

  it('is told as the server tells it', async () => {
    serve({ me: signedIn });
    const self = { issuer: 'i', subject: 's', username: undefined };
    assert.deepEqual(await whoAmI(), { self, token: 'sealed', lifetimeMs: 300_000 });
  });

  it('whose token is over is renewed', async () => {
    const asked = serve({ me: refused, renew: signedIn });
    assert.equal((await whoAmI()).token, 'sealed');
    assert.equal(await stillSignedIn(), true);
    assert.deepEqual(asked.slice(0, 3), ['GET me', 'GET me', 'POST renew']);
  });

  it('of nobody is told without a refusal, which browsers would write into their console', async () => {
    const nobody = () => ({ signedIn: false });
    const asked = serve({ me: nobody, renew: nobody });
    assert.equal(await whoAmI(), null);
    assert.equal(await stillSignedIn(), false);
    assert.equal(await signedInAsAnother(), false);
    assert.deepEqual(asked.slice(0, 3), ['GET me', 'GET me', 'POST renew']);
  });

  it('is over where it cannot be renewed', async () => {
    for (const status of [401, 403, 404]) {
      serve({ me: refused, renew: () => ({ status }) });
      assert.equal(await whoAmI(), null);
      assert.equal(await renew(), null);
      assert.equal(await stillSignedIn(), false);
    }
  });

  it('is not renewed a second time where another tab has done it', async () => {
    serve({ me: signedIn });
    await whoAmI();
    expires += 300;
    const asked = serve({ me: signedIn });
    assert.equal((await renew()).token, 'sealed');
    assert.deepEqual(asked, ['GET me']);
  });

  it('is over for a page whose browser somebody else has signed in with', async () => {
    serve({ me: signedIn });
    await whoAmI();
    expires += 300;
    serve({ me: () => ({ ...signedIn(), subject: 'another' }) });
    assert.equal(await renew(), null);
    assert.equal(await renew(), null);
  });

  it('of somebody else in another tab is noticed when a connection has opened', async () => {
    serve({ me: signedIn });
    await whoAmI();
    assert.equal(await signedInAsAnother(), false);
    serve({ me: () => ({ ...signedIn(), subject: 'another' }) });
    assert.equal(await signedInAsAnother(), true);
    assert.equal(await signedInAsAnother(), true);
    serve({ me: refused });
    assert.equal(await signedInAsAnother(), false);
    serve({ me: () => null });
    await assert.rejects(signedInAsAnother());
  });

  it('may go on where the server or the issuer is away', async () => {
    for (const answer of [() => null, () => ({ status: 503 })]) {
      serve({ me: refused, renew: answer });
      await assert.rejects(whoAmI());
      await assert.rejects(renew());
      await assert.rejects(stillSignedIn());
    }
  });
});
