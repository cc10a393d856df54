import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Settings } from '../../main/webapp/app/settings.js';

function storage(text = null) {
  const kept = { text, getItem: () => kept.text, setItem: (key, value) => { kept.text = value; } };
  return kept;
}

describe('settings', () => {
  it('are remembered', () => {
    const kept = storage();
    new Settings(kept).set('quiet', true);
    new Settings(kept).set('camera', 'front');
    const later = new Settings(kept);
    assert.equal(later.get('quiet'), true);
    assert.equal(later.get('camera'), 'front');
    assert.equal(later.get('notify'), false);
  });

  it('hold for the page where nothing can be kept', () => {
    const full = { getItem: () => { throw new Error('no'); }, setItem: () => { throw new Error('full'); } };
    for (const nowhere of [null, full]) {
      const settings = new Settings(nowhere);
      settings.set('quiet', true);
      assert.equal(settings.get('quiet'), true);
    }
  });

  it('are the standard ones where what is kept is of another kind', () => {
    for (const text of ['{', 'null', '7', '[]', '{"quiet":"yes","shortcuts":null,"camera":7,"other":1}']) {
      const settings = new Settings(storage(text));
      assert.equal(settings.get('quiet'), false);
      assert.equal(settings.get('shortcuts'), true);
      assert.equal(settings.get('camera'), '');
    }
  });
});
