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
  const told = [];
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
      connection: (state) => told.push(state),
      track: ({ kind }) => told.push(kind),
      channelOpen: () => told.push('channel'),
      channelMessage: (message) => told.push(message),
      malformed: (why) => broken.push(why),
    },
  });
  return { name, negotiation, said, broken, told, pc: connections.made.at(-1) };
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

describe('one side', () => {
  it('hears of the tracks and the state of its connection', () => {
    const [{ pc, told }] = sides;
    pc.become('connected');
    assert.deepEqual(told, ['audio', 'video', 'connected']);
  });

  it('knows that the two agreed when the other one has described itself', async () => {
    const lonely = side('lonely', true);
    lonely.negotiation.start();
    await clock.pass(100);
    assert.deepEqual([lonely, ...sides].map(({ negotiation }) => negotiation.isAgreed), [false, true, true]);
  });

  it('sends the tracks that it is given, and nothing in their place when they are taken away', async () => {
    const [{ negotiation, pc, said }] = sides;
    const sent = () => pc.transceivers.map(({ sender }) => sender.track);
    negotiation.sendTracks({ audio: 'voice', video: 'camera' });
    assert.deepEqual(sent(), ['voice', 'camera']);
    negotiation.sendTracks({ audio: 'voice', video: null });
    await clock.pass(100);
    assert.deepEqual([sent(), said], [['voice', null], []], 'without another round');
  });

  it('sends its tracks in the answer though it had them before there was anything to attach them to', async () => {
    const late = side('late', true);
    late.negotiation.sendTracks({ audio: 'voice', video: null });
    late.negotiation.receive({ description: sides[0].pc.localDescription, n: 1 });
    await clock.pass(0);
    assert.deepEqual(late.pc.transceivers.map(({ sender }) => sender.track), ['voice', null]);
    assert.deepEqual(late.pc.transceivers.map(({ direction }) => direction), ['sendrecv', 'sendrecv']);
  });

  it('does without a whole picture where nothing is sent, or where the browser has none', async () => {
    const bare = side('bare', true);
    bare.negotiation.sendWholePicture();
    const [{ negotiation, pc, broken }] = sides;
    pc.transceivers[1].sender.setParameters = async () => { throw new TypeError('no encodingOptions'); };
    negotiation.sendWholePicture();
    await clock.pass(0);
    assert.deepEqual([bare.broken, broken], [[], []]);
  });

  it('goes on with the servers that it has where the browser does not take others', () => {
    const [{ negotiation, pc }] = sides;
    negotiation.setServers([{ urls: ['stun:stun.example'] }]);
    assert.deepEqual(pc.config.iceServers, [{ urls: ['stun:stun.example'] }]);
    pc.setConfiguration = () => { throw new TypeError('no such scheme'); };
    negotiation.setServers([{ urls: ['http://stun.example'] }]);
    assert.deepEqual(pc.config.iceServers, [{ urls: ['stun:stun.example'] }]);
  });

  it('gives the statistics of its connection', async () => {
    assert.equal((await sides[0].negotiation.stats()).get('in').type, 'inbound-rtp');
  });
});

describe('the channel', () => {
  const say = (pc, data) => pc.channel.onmessage({ data });

  it('carries what a call says once it is open, and nothing before', () => {
    const [{ negotiation, pc, told }] = sides;
    negotiation.tell({ kind: 'hangup' });
    pc.channel.readyState = 'open';
    pc.channel.onopen();
    negotiation.tell({ kind: 'media', audio: true });
    assert.deepEqual([pc.channel.sent, told.at(-1)], [[{ kind: 'media', audio: true }], 'channel']);
  });

  it('brings what the peer says, as far as it can be understood', () => {
    const [{ pc, told, broken }] = sides;
    const before = told.length;
    ['nonsense', '{"kind":"joke"}', '[]', '{"kind":"hangup"}'].forEach((data) => say(pc, data));
    assert.deepEqual([told.slice(before), broken], [[{ kind: 'hangup' }], []]);
  });

  it('is opened for an offer that has one alone, and once', async () => {
    const late = side('late', true);
    const offer = sides[0].pc.localDescription.sdp;
    late.negotiation.receive({ description: { type: 'offer', sdp: offer.replace('m=application 9\n', '') }, n: 1 });
    await clock.pass(0);
    assert.equal(late.pc.channel, undefined);
    late.negotiation.receive({ description: { type: 'offer', sdp: offer }, n: 2 });
    await clock.pass(0);
    const { channel } = late.pc;
    assert.notEqual(channel, undefined);
    late.negotiation.receive({ description: { type: 'offer', sdp: offer }, n: 3 });
    await clock.pass(0);
    assert.equal(late.pc.channel, channel);
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

  it('says which offer it answers', async () => {
    const [polite, impolite] = sides;
    polite.negotiation.restartIce();
    await clock.pass(0);
    const [{ n }] = await deliver(polite, impolite);
    assert.deepEqual(impolite.said.map(({ description, answerTo }) => [description.type, answerTo]), [['answer', n]]);
  });

  it('waits for the first candidates, but no longer than 40 ms', async () => {
    const [{ negotiation, pc, said }] = sides;
    let state = 'gathering';
    Object.defineProperty(pc, 'iceGatheringState', { get: () => state, set: () => {} });
    negotiation.restartIce();
    await clock.pass(39);
    assert.equal(said.length, 0);
    await clock.pass(1);
    assert.equal(said.length, 1);
    negotiation.receive({ description: { type: 'answer', sdp: sides[1].pc.localDescription.sdp }, n: 9 });
    negotiation.restartIce();
    await clock.pass(10);
    assert.equal(said.length, 1);
    state = 'complete';
    pc.onicegatheringstatechange();
    await clock.pass(0);
    assert.equal(said.length, 2);
    assert.equal(clock.pending, 0);
  });

  it('of a page without numbers that meets an unheard offer has that one sent again, after a second', async () => {
    const impolite = sides[1];
    impolite.negotiation.restartIce();
    await clock.pass(0);
    const [lost] = impolite.said.splice(0);
    const foreign = { description: sides[0].pc.localDescription };
    await clock.pass(1_000);
    impolite.negotiation.receive(foreign);
    await clock.pass(0);
    assert.deepEqual(impolite.said, [], 'it may still be on its way');
    await clock.pass(1);
    impolite.negotiation.receive(foreign);
    await clock.pass(0);
    assert.deepEqual(impolite.said.map(({ description }) => description), [lost.description]);
    assert.ok(impolite.said[0].n > lost.n);
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

  it('that come before the description are 256 at most, and the last ones count', async () => {
    const early = side('early', true);
    for (let from = 0; from < 300; from += 50) {
      const candidates = Array.from({ length: 50 }, (_, index) => ({ candidate: `candidate:${from + index}` }));
      early.negotiation.receive({ candidates });
    }
    early.negotiation.receive({ description: sides[0].pc.localDescription, n: 1 });
    await clock.pass(0);
    assert.deepEqual([early.pc.candidates.length, early.pc.candidates[0], early.pc.candidates.at(-1)],
      [256, 'candidate:44', 'candidate:299']);
  });

  it('that the browser does not take leave the others as they are', async () => {
    const [{ negotiation, pc, broken }] = sides;
    negotiation.receive({ candidates: ['candidate:1', 'broken', 'candidate:2'].map((candidate) => ({ candidate })) });
    await clock.pass(0);
    assert.deepEqual([pc.candidates, broken], [['candidate:1', 'candidate:2'], []]);
  });

  it('that are found while the description is made stand in it, and later ones follow together', async () => {
    const [{ negotiation, pc, said }] = sides;
    Object.defineProperty(pc, 'iceGatheringState', { get: () => 'gathering', set: () => {} });
    negotiation.restartIce();
    await clock.pass(20);
    pc.gather('candidate:in');
    await clock.pass(20);
    assert.deepEqual(said.splice(0).map(({ description }) => description?.type), ['offer']);
    ['candidate:1', 'candidate:2'].forEach((candidate) => pc.gather(candidate));
    await clock.pass(149);
    assert.deepEqual(said, []);
    await clock.pass(1);
    assert.deepEqual(said.map(({ candidates }) => candidates.map(({ candidate }) => candidate)),
      [['candidate:1', 'candidate:2']]);
  });

  it('are sent at once when there will be no more', async () => {
    const [{ pc, said }] = sides;
    pc.gather('candidate:1');
    pc.gather(null);
    assert.deepEqual(said.map(({ candidates }) => candidates.length), [1]);
    assert.equal(clock.pending, 0);
  });

  it('that wait are not sent beside a new description, which has them in it', async () => {
    const [{ negotiation, pc, said }] = sides;
    pc.gather('candidate:1');
    negotiation.restartIce();
    await clock.pass(1_000);
    assert.deepEqual(said.map(({ description, candidates }) => description?.type ?? candidates), ['offer']);
  });

  it('may end', async () => {
    sides[1].negotiation.receive({ candidates: [{ candidate: '', sdpMid: '0' }] });
    await clock.pass(0);
    assert.deepEqual(sides[1].broken, []);
  });
});

describe('a connection that is closed', () => {
  it('says farewell over the channel, which is open for a moment longer', async () => {
    const [{ negotiation, pc, told }] = sides;
    pc.channel.readyState = 'open';
    negotiation.close({ farewell: { kind: 'hangup' } });
    assert.deepEqual(pc.channel.sent, [{ kind: 'hangup' }]);
    const before = told.length;
    pc.channel.onmessage({ data: '{"kind":"hangup"}' });
    pc.become('failed');
    assert.equal(told.length, before);
    await clock.pass(249);
    assert.equal(pc.closed, false);
    await clock.pass(1);
    assert.equal(pc.closed, true);
  });

  it('sends no description that was being made', async () => {
    const [{ negotiation, pc, said, broken }] = sides;
    Object.defineProperty(pc, 'iceGatheringState', { get: () => 'gathering', set: () => {} });
    negotiation.restartIce();
    await clock.pass(20);
    negotiation.close({ farewell: { kind: 'hangup' } });
    await clock.pass(1_000);
    assert.deepEqual([said, broken], [[], []]);
  });

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
