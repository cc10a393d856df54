import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import { CallView } from '../../main/webapp/app/call-view.js';
import { LeaveGuard } from '../../main/webapp/app/leave-guard.js';
import { showView } from '../../main/webapp/app/page.js';
import { Settings } from '../../main/webapp/app/settings.js';
import { Shortcuts } from '../../main/webapp/app/shortcuts.js';
import { FakeCall } from './fake-call.js';
import { asksBeforeItCloses, openPage } from './fake-page.js';
import { settle } from './fakes.js';

const at = (id) => document.getElementById(id);
const press = (key, more = {}) => document.dispatchEvent(Object.assign(new Event('keydown'), { key, ...more }));

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
});

describe('leaving the page', () => {
  let hungUp;
  let guard;

  beforeEach(() => {
    openPage();
    hungUp = 0;
    guard = new LeaveGuard(() => { hungUp += 1; });
    at('sign-out-form').submit = () => { at('sign-out-form').submitted = true; };
  });

  const signsOut = () => at('sign-out-form').dispatchEvent(new Event('submit', { cancelable: true }));

  it('asks in a call alone', () => {
    assert.equal(asksBeforeItCloses(), false);
    guard.start();
    guard.start();
    assert.equal(asksBeforeItCloses(), true);
    guard.stop();
    assert.equal(asksBeforeItCloses(), false);
  });

  it('by signing out asks in a call, and ends it when that is meant', () => {
    assert.equal(signsOut(), true);
    guard.start();
    assert.equal(signsOut(), false);
    assert.equal(at('sign-out-dialog').open, true);
    at('sign-out-no').click();
    assert.equal(at('sign-out-dialog').open, false);
    assert.equal(hungUp, 0);

    signsOut();
    at('sign-out-yes').click();
    assert.equal(hungUp, 1);
    assert.equal(at('sign-out-form').submitted, true);
    assert.equal(asksBeforeItCloses(), false);
  });
});

describe('keyboard shortcuts', () => {
  let settings;
  let call;
  let shortcuts;

  beforeEach(() => {
    openPage();
    settings = new Settings(null);
    const view = new CallView(settings);
    shortcuts = new Shortcuts(settings, document);
    call = new FakeCall();
    showView('view-call');
    view.show(call);
  });

  it('press the buttons of a call', async () => {
    for (const key of ['m', 'v', 'S']) {
      press(key);
    }
    await settle();
    press('h');
    assert.deepEqual(call.asked, ['mute', 'camera false', 'screen true', 'hang up']);
    assert.equal(at('mute').getAttribute('aria-keyshortcuts'), 'm');
  });

  it('never hang up by Escape, nor press anything with another key', () => {
    for (const key of ['Escape', 'Enter', 'x', 'toString', '__proto__']) {
      press(key);
    }
    for (const modifier of ['ctrlKey', 'metaKey', 'altKey', 'shiftKey', 'repeat', 'isComposing']) {
      press('h', { [modifier]: true });
    }
    assert.deepEqual(call.asked, []);
  });

  it('are none while somebody types or a dialog is open', () => {
    const typing = Object.assign(new Event('keydown'), { key: 'h' });
    Object.defineProperty(typing, 'target', { value: at('search') });
    document.dispatchEvent(typing);
    press('?', { shiftKey: true });
    assert.equal(at('shortcuts-dialog').open, true);
    press('h');
    assert.deepEqual(call.asked, []);
  });

  it('are none outside of a call, nor where they are turned off', () => {
    settings.set('shortcuts', false);
    shortcuts.tell();
    press('h');
    press('?');
    assert.equal(at('shortcuts-dialog').open, false);
    assert.equal(at('mute').getAttribute('aria-keyshortcuts'), null);
    settings.set('shortcuts', true);
    showView('view-people');
    press('h');
    assert.deepEqual(call.asked, []);
  });
});
