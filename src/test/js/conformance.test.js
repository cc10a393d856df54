import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conformance, EXPECTED } from './conformance.js';
import { fakePeerConnections, settle } from './fakes.js';

describe('the connection that the tests of calls use', () => {
  it('does what the specification says, as browsers do', async () => {
    assert.deepEqual(await conformance(fakePeerConnections().FakePeerConnection, settle), EXPECTED);
  });
});
