import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { initialOf, knowIssuers, nameOf, originOf, searchable } from '../../main/webapp/app/names.js';

const named = (username) => ({ issuer: 'https://idp.example/a', subject: 's', username });
const finds = (typed, name) => searchable(name).includes(searchable(typed));

describe('a search', () => {
  it('finds a name by its usual spelling, whichever way its marks are written', () => {
    for (const name of ['Zoë', 'Zoe\u0308', 'ZOË']) {
      for (const typed of ['zoe', 'Zoë', 'zoe\u0308', ' ZOE ']) {
        assert.ok(finds(typed, name), `${typed} in ${name}`);
      }
    }
  });

  it('finds names of other scripts and letters that look the same', () => {
    assert.ok(finds('strasse', 'Heinz Straße'));
    assert.ok(finds('ΟΔΥΣ', 'Οδυσσεύς'));
    assert.ok(finds('οδυσσευσ', 'Οδυσσεύς'));
    assert.ok(finds('istanbul', 'İstanbul'));
    assert.ok(finds('ada', 'Ａｄａ'));
    assert.ok(finds('ada', 'A\u200dd\u00ada'));
    assert.ok(finds('하나', '하나'.normalize('NFD')));
  });

  it('does not find everybody', () => {
    assert.ok(!finds('zoo', 'Zoë'));
    assert.ok(finds('', 'Zoë'));
  });
});

describe('where a user comes from', () => {
  const blue = { issuer: 'https://idp.example/realms/blue', subject: 's' };

  it('is the server’s own label of the issuer', () => {
    knowIssuers([{ issuer: blue.issuer, label: 'Blue team' }]);
    assert.equal(originOf(blue), 'Blue team');
    assert.equal(originOf({ ...blue, issuer: 'https://idp.example/' }), 'idp.example');
  });

  it('is the address where two issuers have one label, or there is none', () => {
    knowIssuers([{ issuer: blue.issuer, label: 'Team' }, { issuer: 'https://other.example', label: 'Team' }]);
    assert.equal(originOf(blue), 'idp.example/realms/blue');
    knowIssuers([{ label: 'Blue team' }]);
    assert.equal(originOf(blue), 'idp.example/realms/blue');
    assert.equal(originOf({ ...blue, issuer: 'no address' }), 'no address');
  });
});

describe('the first letter of a name', () => {
  it('keeps its marks, in capitals', () => {
    assert.equal(initialOf(named('e\u0301mile')), 'E\u0301');
    assert.equal(initialOf(named('👩‍🚀 Ada')), '👩‍🚀');
  });

  it('is there for names of nothing to see', () => {
    assert.equal(nameOf(named('\u200b\u3164')), 'User s');
    assert.equal(initialOf(named('\u200b')), 'U');
  });

  it('has a bounded number of marks', () => {
    assert.equal(Array.from(initialOf(named(`e${'\u0301'.repeat(100)}`))).length, 8);
  });
});
