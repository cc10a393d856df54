/**
 * What a call needs of RTCPeerConnection, as a trace of events and states. The same scenario runs against the fake of
 * the tests and in a real browser; both must give the same trace.
 *
 * @param {typeof RTCPeerConnection} PeerConnection
 * @param {() => Promise<void>} pause lets everything happen that is under way
 * @returns {Promise<string[]>}
 */
export async function conformance(PeerConnection, pause = () => new Promise((resolve) => setTimeout(resolve, 200))) {
  const trace = [];
  const made = [];
  const log = (text) => trace.push(text);

  /** Two connections, named in the trace; the first has what a call has. */
  function pair() {
    const [a, b] = ['a', 'b'].map((name) => {
      const pc = new PeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' });
      pc.onnegotiationneeded = () => log(`${name} negotiationneeded`);
      pc.onsignalingstatechange = () => log(`${name} ${pc.signalingState}`);
      pc.ontrack = ({ track }) => log(`${name} track ${track.kind}`);
      made.push(pc);
      return pc;
    });
    a.addTransceiver('audio', { direction: 'sendrecv' });
    a.addTransceiver('video', { direction: 'sendrecv' });
    a.createDataChannel('call', { negotiated: true, id: 0 });
    return [a, b];
  }

  async function attempt(name, action) {
    try {
      await action();
      log(`${name}: done`);
    } catch (error) {
      log(`${name}: ${error.name}`);
    }
  }

  async function answer(from, to) {
    await to.setRemoteDescription(from.localDescription);
    to.getTransceivers().forEach((transceiver) => { transceiver.direction = 'sendrecv'; });
    await to.setLocalDescription();
    await pause();
    await from.setRemoteDescription(to.localDescription);
    await pause();
  }

  async function connectedPair() {
    const [a, b] = pair();
    await pause();
    await a.setLocalDescription();
    await answer(a, b);
    return [a, b];
  }

  const ufrag = (pc) => /a=ice-ufrag:(\S+)/.exec(pc.localDescription.sdp)[1];

  log('# offer and answer');
  let [a, b] = await connectedPair();

  log('# tracks come and go without negotiation');
  await attempt('replaceTrack', () => a.getTransceivers()[0].sender.replaceTrack(null));
  await pause();

  log('# a restart in stable');
  const before = ufrag(a);
  a.restartIce();
  await pause();
  await a.setLocalDescription();
  log(`new credentials: ${ufrag(a) !== before}`);
  await answer(a, b);

  log('# a restart in have-local-offer waits for stable');
  await a.setLocalDescription();
  a.restartIce();
  await pause();
  await answer(a, b);

  log('# an offer of the peer with new credentials is not the restart of this side');
  a.restartIce();
  await pause();
  await b.setLocalDescription();
  await answer(b, a);

  log('# glare: an offer in have-local-offer rolls back');
  [a, b] = await connectedPair();
  b.restartIce();
  await pause();
  await a.setLocalDescription();
  await b.setLocalDescription();
  await answer(a, b);

  log('# wrong states');
  const late = { type: 'answer', sdp: b.localDescription.sdp };
  await attempt('an answer in stable', () => a.setRemoteDescription(late));
  await attempt('rollback in stable', () => a.setLocalDescription({ type: 'rollback' }));
  const [fresh] = pair();
  await pause();
  await attempt('a candidate before the description', () => fresh.addIceCandidate(
    { candidate: 'candidate:1 1 udp 1 127.0.0.1 9 typ host', sdpMid: '0' }));
  await attempt('no session description', () => fresh.setRemoteDescription({ type: 'offer', sdp: 'v=0 nonsense' }));
  await attempt('the end of candidates', () => a.addIceCandidate({ candidate: '', sdpMid: '0' }));

  log('# setConfiguration');
  await attempt('other servers', () => a.setConfiguration(
    { iceServers: [{ urls: 'stun:stun.invalid' }], bundlePolicy: 'max-bundle' }));
  log(`servers: ${a.getConfiguration().iceServers.length}`);
  await attempt('another bundle policy', () => a.setConfiguration({ iceServers: [] }));

  log('# close');
  a.close();
  log(a.signalingState);
  await attempt('setLocalDescription', () => a.setLocalDescription());
  await attempt('setConfiguration', () => a.setConfiguration({ bundlePolicy: 'max-bundle' }));
  await attempt('restartIce', () => a.restartIce());
  await pause();
  made.forEach((pc) => pc.close());
  return trace;
}

/** The trace by the specification. */
export const EXPECTED = `
# offer and answer
a negotiationneeded
a have-local-offer
b have-remote-offer
b track audio
b track video
b stable
a stable
a track audio
a track video
# tracks come and go without negotiation
replaceTrack: done
# a restart in stable
a negotiationneeded
a have-local-offer
new credentials: true
b have-remote-offer
b stable
a stable
# a restart in have-local-offer waits for stable
a have-local-offer
b have-remote-offer
b stable
a stable
a negotiationneeded
# an offer of the peer with new credentials is not the restart of this side
b have-local-offer
a have-remote-offer
a stable
a negotiationneeded
b stable
# glare: an offer in have-local-offer rolls back
a negotiationneeded
a have-local-offer
b have-remote-offer
b track audio
b track video
b stable
a stable
a track audio
a track video
b negotiationneeded
a have-local-offer
b have-local-offer
b stable
b have-remote-offer
b stable
b negotiationneeded
a stable
# wrong states
an answer in stable: InvalidStateError
rollback in stable: InvalidStateError
a negotiationneeded
a candidate before the description: InvalidStateError
no session description: OperationError
the end of candidates: done
# setConfiguration
other servers: done
servers: 1
another bundle policy: InvalidModificationError
# close
closed
setLocalDescription: InvalidStateError
setConfiguration: InvalidStateError
restartIce: done
`.trim().split('\n');
