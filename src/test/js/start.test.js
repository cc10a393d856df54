import assert from 'node:assert/strict';
import { after, beforeEach, describe, it, mock } from 'node:test';
import { openPage } from './fake-page.js';
import { settle } from './fakes.js';

const { Segmenter } = Intl;
const { timeout } = AbortSignal;
const fetched = globalThis.fetch;
const at = (id) => document.getElementById(id);
const ISSUERS = [{ name: 'blue', label: 'Blue', issuer: 'https://idp.example/blue', href: '/signin/start?issuer=blue' }];

/** The page in a browser that lacks what is new: whatever it needs at its start, it must do without. */
describe('the page', () => {
  let answers;
  let asked;
  let starts = 0;

  beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    delete Intl.Segmenter;
    delete AbortSignal.timeout;
    openPage();
    asked = [];
    answers = { me: { signedIn: false }, renew: { signedIn: false }, issuers: ISSUERS };
    Object.assign(globalThis, { location: { search: '', pathname: '/app/' }, history: { replaceState() {} } });
    globalThis.fetch = async (url) => {
      const name = url.pathname.split('/').at(-1);
      asked.push(name);
      if (answers[name] === null) {
        throw new TypeError('fetch failed');
      }
      return { ok: true, status: 200, json: async () => answers[name] };
    };
  });

  after(() => {
    Intl.Segmenter = Segmenter;
    AbortSignal.timeout = timeout;
    globalThis.fetch = fetched;
  });

  /** Loads app.js anew, which begins by itself. */
  const start = async () => {
    starts += 1;
    await import(`../../main/webapp/app/app.js?${starts}`);
    await settle();
  };

  it('leads to where one signs in', async () => {
    await start();
    assert.equal(at('view-signin').hidden, false);
    assert.equal(at('view-loading').hidden, true);
    assert.equal(at('issuers').textContent, 'Sign in with Blue');
    assert.equal(document.activeElement, at('signin-heading'));
  });

  it('asks who is signed in and where one may sign in at once', async () => {
    await start();
    assert.deepEqual(asked.slice(0, 2), ['me', 'issuers']);
  });

  it('tells what became of a sign-in', async () => {
    location.search = '?problem=access-denied';
    await start();
    assert.equal(at('signin-text').textContent, 'You did not sign in.');
  });

  it('says that signing in is not set up only where the server says so', async () => {
    answers.issuers = null;
    await start();
    assert.equal(at('view-signin').hidden, true);
    assert.match(at('banner-text').textContent, /cannot be reached/);

    answers.issuers = [];
    mock.timers.tick(5_000);
    await settle();
    assert.equal(at('banner-line').hidden, true);
    assert.match(at('signin-text').textContent, /not set up/);
  });

  it('comes when the server does', async () => {
    answers.me = null;
    await start();
    for (let turn = 0; turn < 3; turn++) {
      mock.timers.tick(5_000);
      await settle();
    }
    assert.equal(at('view-signin').hidden, true);
    answers.me = { signedIn: false };
    mock.timers.tick(5_000);
    await settle();
    assert.equal(at('view-signin').hidden, false);
  });
});
