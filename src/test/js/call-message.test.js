import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCallBody, readChannelMessage } from '../../main/webapp/signaling/call-message.js';

const HEAD = { call: 'c1', device: 'd1' };
const OFFER = { type: 'offer', sdp: 'v=0\r\n' };

describe('the body of a call message', () => {
  it('is nothing where it does not say which call it belongs to', () => {
    for (const body of [
      null, 7, 'ring', [], {}, { kind: 'ring' }, { ...HEAD, kind: 'dance' }, { ...HEAD, kind: ['ring'] },
      { kind: 'ring', call: '<b>', device: 'd' }, { kind: 'ring', call: 'c', device: {} },
      { kind: 'ring', call: 'x'.repeat(65), device: 'd' }, { ...HEAD, kind: 'ring', to: 5 },
    ]) {
      assert.equal(readCallBody(body), null, JSON.stringify(body));
    }
  });

  it('keeps only what is known', () => {
    assert.deepEqual(
      readCallBody({ ...HEAD, kind: 'accept', description: { ...OFFER, extra: 1 }, html: '<b>' }),
      { ...HEAD, kind: 'accept', description: OFFER },
    );
    assert.equal(readCallBody({ ...HEAD, kind: 'ring', video: '<img>' }).video, false);
    assert.equal(readCallBody({ ...HEAD, kind: 'hangup', reason: '<script>' }).reason, undefined);
  });

  it('is malformed where the description is not one', () => {
    for (const description of [
      undefined, null, 'v=0', { type: 'offer' }, { type: 'offer', sdp: 5 }, { type: 'offer', sdp: '<html>' },
      { type: 'rollback', sdp: 'v=0' }, { type: 'answer', sdp: 'v=0' }, { type: 'offer', sdp: `v=0${'x'.repeat(60_000)}` },
    ]) {
      assert.ok(readCallBody({ ...HEAD, kind: 'accept', description }).malformed, JSON.stringify(description)?.slice(0, 60));
    }
  });

  it('is malformed where the candidates are not', () => {
    const good = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 };
    assert.equal(readCallBody({ ...HEAD, kind: 'candidates', candidates: [good] }).candidates.length, 1);
    for (const candidates of [
      undefined, {}, [null], [{ candidate: 5, sdpMid: '0' }], [{ candidate: 'x' }], [{ ...good, sdpMLineIndex: -1 }],
      [{ ...good, candidate: 'x'.repeat(1_025) }], Array(65).fill(good),
    ]) {
      assert.ok(readCallBody({ ...HEAD, kind: 'candidates', candidates }).malformed);
    }
  });
});

describe('what a peer says over the data channel', () => {
  it('is a hang-up, the state of its media, or nothing', () => {
    assert.deepEqual(readChannelMessage('{"kind":"hangup","x":1}'), { kind: 'hangup' });
    assert.deepEqual(
      readChannelMessage('{"kind":"media","audio":true,"video":"yes"}'),
      { kind: 'media', audio: true, video: false, screen: false },
    );
    for (const data of ['', 'null', '[]', '{', '{"kind":"eval"}', new ArrayBuffer(4), ' '.repeat(2_000)]) {
      assert.equal(readChannelMessage(data), null);
    }
  });
});
