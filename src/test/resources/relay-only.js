// Runs in a page before the page's own scripts: its calls may use a TURN server's relays and nothing else.
{
  const connections = [];
  const relayOnly = (configuration) => ({ ...configuration, iceTransportPolicy: 'relay' });

  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration) {
      super(relayOnly(configuration));
      connections.push(this);
    }

    setConfiguration(configuration) {
      super.setConfiguration(relayOnly(configuration));
    }
  };

  // how the media of the last call travels
  globalThis.route = async () => {
    const stats = await connections.at(-1).getStats();
    const all = [...stats.values()];
    const pair = stats.get(all.find(({ type }) => type === 'transport').selectedCandidatePairId);
    const local = stats.get(pair.localCandidateId);
    const video = all.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video');
    return {
      local: local.candidateType,
      server: local.url,
      offered: [...new Set(all.filter(({ type }) => type === 'local-candidate').map((one) => one.candidateType))],
      remote: stats.get(pair.remoteCandidateId).candidateType,
      bytes: pair.bytesReceived,
      frames: video.framesDecoded,
    };
  };
}
