import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { Reachability } from '../../main/webapp/app/reachability.js';

describe('what the page says of its connection', () => {
  let target;
  let onLine;
  let shown;
  let reachability;

  beforeEach(() => {
    target = new EventTarget();
    onLine = true;
    shown = [];
    reachability = new Reachability((state) => shown.push(state), { target, onLine: () => onLine });
  });

  const device = (event) => {
    onLine = event === 'online';
    target.dispatchEvent(new Event(event));
  };

  it('is true again after a moment without a network that the connection outlived', () => {
    reachability.connectionIs('open');
    device('offline');
    device('online');
    assert.deepEqual(shown, ['open', 'offline', 'open']);
  });

  it('names the network while a connection is looked for, not the server', () => {
    device('offline');
    reachability.connectionIs('reconnecting');
    assert.equal(reachability.shown, 'offline');
    device('online');
    assert.equal(reachability.shown, 'reconnecting');
  });

  it('believes a connection that opens more than a device that thinks it is offline', () => {
    onLine = false;
    reachability.connectionIs('connecting');
    assert.equal(reachability.shown, 'offline');
    reachability.connectionIs('open');
    assert.equal(reachability.shown, 'open');
  });

  it('does not blame the network for a connection that is closed for good', () => {
    reachability.connectionIs('closed');
    device('offline');
    assert.equal(reachability.shown, 'closed');
  });
});
