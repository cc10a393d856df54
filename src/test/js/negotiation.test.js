import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { Negotiation } from '../../main/webapp/signaling/negotiation.js';
import { Clock, fakePeerConnections } from './fakes.js';

let clock;
let connections;
let sides;

/** One side; what it says waits in `said` until the test hands it over. */
function side(name, polite) {
  const said = [];
  const broken = [];
  let last = 0;
  const negotiation = new Negotiation({
    env: { ...clock.env, RTCPeerConnection: connections.FakePeerConnection },
    iceServers: [],
    polite,
    sendDescription: (message, latest) => {
      said.push({ ...message, n: ++last, latest });
      return last;
    },
    sendCandidates: (candidates) => said.push({ candidates }),
    on: {
      connection: () => {},
      track: () => {},
      channelOpen: () => {},
      channelMessage: () => {},
      malformed: (why) => broken.push(why),
    },
  });
  return { name, negotiation, said, broken, pc: connections.made.at(-1) };
}

/** Hands over what one side has said. */
async function deliver(from, to, { old = false } = {}) {
  const messages = from.said.splice(0);
  for (const { description, candidates, n, answerTo } of messages) {
    to.negotiation.receive({ description, candidates, ...(old ? {} : { n, answerTo }) });
  }
  await clock.pass(0);
  return messages;
}

async function agree(from, to) {
  await deliver(from, to);
  await deliver(to, from);
}

const states = () => sides.map(({ pc }) => pc.signalingState).join();
const isWhole = () => states() === 'stable,stable'
  && sides[0].pc.currentRemoteDescription.sdp === sides[1].pc.currentLocalDescription.sdp
  && sides[1].pc.currentRemoteDescription.sdp === sides[0].pc.currentLocalDescription.sdp;

beforeEach(async () => {
  clock = new Clock();
  connections = fakePeerConnections();
  sides = [side('polite', true), side('impolite', false)];
  sides[0].negotiation.start();
  await clock.pass(0);
  await agree(...sides);
});

describe('two sides', () => {
  it('agree in one round, on sound, pictures and a channel', () => {
    assert.ok(isWhole());
    assert.deepEqual(sides.map(({ pc }) => pc.transceivers.map(({ direction }) => direction)),
      Array(2).fill(['sendrecv', 'sendrecv']));
    assert.ok(sides.every(({ pc, said, broken }) => pc.channel && said.length + broken.length === 0));
  });

  it('agree when both offer at once: the polite one gives way, and its restart is not forgotten', async () => {
    const [polite, impolite] = sides;
    sides.forEach(({ negotiation }) => negotiation.restartIce());
    await clock.pass(0);
    assert.equal(states(), 'have-local-offer,have-local-offer');
    await deliver(polite, impolite);
    assert.equal(states(), 'have-local-offer,have-local-offer', 'the offer is ignored');
    await agree(impolite, polite);
    assert.ok(isWhole());
    assert.deepEqual([polite.said, impolite.said], [[], []], 'the answer had new credentials as well');
  });

  it('agree as soon as the offer of the impolite side gets through, though the other comes again', async () => {
    const [polite, impolite] = sides;
    sides.forEach(({ negotiation }) => negotiation.restartIce());
    await clock.pass(0);
    const lost = impolite.said.splice(0);
    const [ignored] = await deliver(polite, impolite);
    impolite.said.push(...lost);
    await agree(impolite, polite);
    polite.said.push(ignored);
    await agree(polite, impolite);
    assert.ok(isWhole(), 'it was rolled back');
    assert.deepEqual(impolite.said, []);
  });
});

describe('a restart', () => {
  it('that waits for its answer is replaced by the next one, and only that one counts', async () => {
    const [polite, impolite] = sides;
    impolite.negotiation.restartIce();
    await clock.pass(1_000);
    const lost = impolite.said.splice(0).find(({ description }) => description);
    impolite.negotiation.restartIce();
    await clock.pass(1_000);
    const [next] = impolite.said.filter(({ description }) => description);
    assert.notEqual(next.description.sdp, lost.description.sdp);

    await agree(impolite, polite);
    await clock.pass(1_000);
    assert.ok(isWhole());
    assert.deepEqual(sides.map(({ said }) => said.filter(({ description }) => description)), [[], []]);
  });
});

describe('a description', () => {
  it('that comes again changes nothing', async () => {
    const [polite, impolite] = sides;
    polite.negotiation.restartIce();
    await clock.pass(0);
    const [offer] = polite.said;
    const answers = (await agree(polite, impolite), impolite.said.length);
    impolite.negotiation.receive({ description: offer.description, n: offer.n });
    impolite.negotiation.receive({ description: offer.description, n: offer.n - 1 });
    await clock.pass(100);
    assert.equal(impolite.said.length, answers);
    assert.ok(isWhole());
  });

  it('that answers an offer which was rolled back is ignored', async () => {
    const [polite, impolite] = sides;
    polite.negotiation.restartIce();
    await clock.pass(0);
    const [lost] = polite.said.splice(0);
    impolite.negotiation.restartIce();
    await clock.pass(0);
    await agree(impolite, polite);
    polite.negotiation.restartIce();
    await clock.pass(0);
    const late = { type: 'answer', sdp: 'v=0 late' };
    polite.negotiation.receive({ description: late, n: 50, answerTo: lost.n });
    await clock.pass(0);
    assert.equal(polite.pc.signalingState, 'have-local-offer');
    await agree(polite, impolite);
    assert.ok(isWhole());
    polite.negotiation.receive({ description: late, n: 51 });
    await clock.pass(0);
    assert.ok(isWhole());
    assert.deepEqual(polite.broken, []);
  });

  it('of a page without numbers is taken as it comes', async () => {
    const [polite, impolite] = sides;
    for (const [from, to] of [[polite, impolite], [impolite, polite], [polite, impolite]]) {
      from.negotiation.restartIce();
      await clock.pass(0);
      await deliver(from, to, { old: true });
      await deliver(to, from, { old: true });
      assert.ok(isWhole());
    }
  });

  it('is repeated with the candidates that have come since', async () => {
    const [polite] = sides;
    polite.negotiation.restartIce();
    await clock.pass(0);
    const [{ description, latest }] = polite.said;
    assert.deepEqual(latest(), description);
    polite.pc.pendingLocalDescription = { type: 'offer', sdp: `${description.sdp}a=candidate:1` };
    assert.equal(latest().sdp, `${description.sdp}a=candidate:1`);
    polite.pc.pendingLocalDescription = null;
    polite.pc.currentLocalDescription = { type: 'answer', sdp: 'v=0' };
    assert.deepEqual(latest(), description);
  });

  it('that cannot be understood is reported', async () => {
    const [polite] = sides;
    polite.negotiation.receive({ description: { type: 'offer', sdp: 'v=0 nonsense' }, n: 9 });
    await clock.pass(0);
    assert.equal(polite.broken.length, 1);
  });
});

describe('candidates', () => {
  it('that come before the description wait for it', async () => {
    const early = side('early', true);
    early.negotiation.receive({ candidates: [{ candidate: 'candidate:1', sdpMid: '0' }] });
    await clock.pass(0);
    assert.deepEqual(early.pc.candidates, []);
    early.negotiation.receive({ description: sides[0].pc.localDescription, n: 1 });
    await clock.pass(0);
    assert.deepEqual(early.pc.candidates, ['candidate:1']);
  });

  it('may end', async () => {
    sides[1].negotiation.receive({ candidates: [{ candidate: '', sdpMid: '0' }] });
    await clock.pass(0);
    assert.deepEqual(sides[1].broken, []);
  });
});

describe('a connection that is closed', () => {
  it('takes, says and reports nothing any more', async () => {
    const [{ negotiation, said, broken, pc }] = sides;
    negotiation.close({ farewell: { kind: 'hangup' } });
    negotiation.restartIce();
    negotiation.setServers([]);
    negotiation.receive({ description: { type: 'offer', sdp: 'v=0 nonsense' }, n: 9 });
    await clock.pass(1_000);
    assert.equal(pc.closed, true);
    negotiation.setServers([]);
    negotiation.sendTracks({ audio: null, video: null });
    assert.deepEqual([said, broken, clock.pending], [[], [], 0]);
  });
});
