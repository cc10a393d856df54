import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { MissedCalls, timeOf } from '../../main/webapp/app/missed-calls.js';
import { showView } from '../../main/webapp/app/page.js';
import { openPage } from './fake-page.js';

const at = (id) => document.getElementById(id);
const rung = (username, more = {}) => ({ peer: { issuer: 'https://idp.example', subject: username, username },
  video: true, at: Date.UTC(2026, 0, 1), why: 'no-answer', ...more });

describe('missed calls', () => {
  let called;
  let missed;

  beforeEach(() => {
    openPage();
    showView('view-people');
    called = [];
    missed = new MissedCalls((user, { video }) => called.push(`${user.username} ${video}`));
    missed.setOnline(true);
  });

  const items = () => at('missed').children;
  const names = () => items().map((item) => item.querySelector('.name').textContent);

  it('are listed, the latest first, and can be called back', () => {
    assert.equal(at('missed-calls').hidden, true);
    missed.add(rung('Ada'));
    missed.add(rung('Grace', { video: false }));
    assert.equal(at('missed-calls').hidden, false);
    assert.deepEqual(names(), ['Grace', 'Ada']);
    items().forEach((item) => item.querySelector('.call-back').click());
    assert.deepEqual(called, ['Grace false', 'Ada true']);
    assert.equal(items()[0].querySelector('time').dateTime, '2026-01-01T00:00:00.000Z');
  });

  it('are twenty at most, and the oldest go', () => {
    for (let count = 1; count <= 25; count++) {
      missed.add(rung(`User ${count}`));
    }
    assert.equal(items().length, 20);
    assert.equal(names()[0], 'User 25');
    assert.equal(names().at(-1), 'User 6');
  });

  it('cannot be called back while the server cannot be reached', () => {
    missed.add(rung('Ada'));
    missed.setOnline(false);
    missed.add(rung('Grace'));
    items().forEach((item) => item.querySelector('.call-back').click());
    assert.deepEqual(called, []);
    missed.setOnline(true);
    items()[1].querySelector('.call-back').click();
    assert.deepEqual(called, ['Ada true']);
  });

  it('go when they are dismissed, and the focus goes to the next', () => {
    ['Ada', 'Bob', 'Carl'].forEach((name) => missed.add(rung(name)));
    const dismiss = (index) => {
      const button = items()[index].querySelector('.dismiss');
      button.focus();
      button.click();
    };
    dismiss(1);
    assert.deepEqual(names(), ['Carl', 'Ada']);
    assert.equal(document.activeElement, items()[1].querySelector('.dismiss'));
    dismiss(1);
    assert.equal(document.activeElement, items()[0].querySelector('.dismiss'));
    dismiss(0);
    assert.equal(at('missed-calls').hidden, true);
    assert.equal(document.activeElement, at('people-heading'));
  });

  it('go all at once', () => {
    missed.add(rung('Ada'));
    assert.equal(at('missed-clear').hidden, true);
    missed.add(rung('Bob'));
    assert.equal(at('missed-clear').hidden, false);
    at('missed-clear').click();
    assert.deepEqual(items(), []);
    assert.equal(document.activeElement, at('people-heading'));
  });

  it('stay when the page tells something else', () => {
    missed.add(rung('Ada'));
    showView('view-call');
    showView('view-people');
    assert.deepEqual(names(), ['Ada']);
  });

  it('name the day where it is another one', () => {
    const noon = new Date(2026, 0, 5, 12);
    assert.doesNotMatch(timeOf(noon, new Date(2026, 0, 5, 13)), /[A-Z][a-z]{2}/);
    assert.match(timeOf(noon, new Date(2026, 0, 6, 13)), /[^\d\s:APM]/);
  });
});
