import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { detailsOf, inWords } from '../../main/webapp/app/connection-details.js';

function report({ local = 'host', remote = 'srflx', received = 100, lost = 0, transport = true, ...pair } = {}) {
  return new Map(Object.entries({
    ...(transport ? { T: { type: 'transport', selectedCandidatePairId: 'P' } } : {}),
    X: { type: 'candidate-pair', state: 'failed', localCandidateId: 'X1' },
    P: { type: 'candidate-pair', state: 'succeeded', nominated: true, currentRoundTripTime: 0.0421, localCandidateId: 'L',
      remoteCandidateId: 'R', ...pair },
    L: { type: 'local-candidate', candidateType: local, protocol: 'udp' },
    R: { type: 'remote-candidate', candidateType: remote, protocol: 'udp' },
    A: { type: 'inbound-rtp', kind: 'audio', packetsReceived: received, packetsLost: lost },
    V: { type: 'inbound-rtp', kind: 'video', packetsReceived: received, packetsLost: lost, frameWidth: 640,
      frameHeight: 480, framesPerSecond: 29.7 },
  }));
}

const words = (details) => Object.fromEntries(inWords(details));

describe('the details of a connection', () => {
  it('are told in words', () => {
    assert.deepEqual(words(detailsOf(report())), {
      Route: 'Direct, from device to device, UDP',
      'Round trip': '42 ms',
      'Packets lost': '0 %',
      Picture: '640 × 480, 30 each second',
    });
  });

  it('name the relay, whichever side it is of', () => {
    assert.equal(detailsOf(report({ local: 'relay' })).route, 'relayed');
    assert.equal(detailsOf(report({ remote: 'relay' })).route, 'relayed');
    assert.equal(words(detailsOf(report({ remote: 'relay' }))).Route, 'Through a relay (TURN), UDP');
  });

  it('find the pair that is used in browsers that do not name it', () => {
    assert.equal(detailsOf(report({ transport: false })).roundTripMs, 42);
    assert.equal(detailsOf(report({ transport: false, nominated: false, selected: true })).roundTripMs, 42);
  });

  it('count what was lost since they were last asked for', () => {
    const before = detailsOf(report({ received: 100, lost: 50 }));
    assert.equal(before.lostPercent, 33.3);
    assert.equal(detailsOf(report({ received: 190, lost: 60 }), before).lostPercent, 10);
    assert.equal(detailsOf(report({ received: 200, lost: 40 }), before).lostPercent, 0);
    assert.equal(detailsOf(report({ received: 100, lost: 50 }), before).lostPercent, null);
  });

  it('admit what is not known', () => {
    for (const details of [null, detailsOf(new Map())]) {
      assert.deepEqual(Object.values(words(details)), ['not known yet', 'not known yet', 'not known yet', 'none']);
    }
  });
});
