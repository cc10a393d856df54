/** What the browser's statistics say of a call, in words. */

/**
 * @typedef {object} Details what is not known is null
 * @property {number | null} roundTripMs
 * @property {'direct' | 'relayed' | null} route
 * @property {string | null} protocol
 * @property {number} received packets, since the call began
 * @property {number} lost
 * @property {number | null} lostPercent since the details before
 * @property {string | null} picture
 */

const ROUTES = { direct: 'Direct, from device to device', relayed: 'Through a relay (TURN)' };

/**
 * @param {Iterable<[string, any]>} report an RTCStatsReport
 * @param {Details | null} [before] of the same call
 * @returns {Details}
 */
export function detailsOf(report, before = null) {
  const stats = new Map(report);
  const all = [...stats.values()];
  const pair = selectedPair(stats, all);
  const ends = [stats.get(pair?.localCandidateId), stats.get(pair?.remoteCandidateId)];
  const streams = all.filter(({ type }) => type === 'inbound-rtp');
  const received = sum(streams, 'packetsReceived');
  const lost = sum(streams, 'packetsLost');
  return {
    roundTripMs: typeof pair?.currentRoundTripTime === 'number' ? Math.round(pair.currentRoundTripTime * 1_000) : null,
    route: routeOf(ends),
    protocol: ends[0]?.relayProtocol ?? ends[0]?.protocol ?? null,
    received,
    lost,
    lostPercent: percent(lost - (before?.lost ?? 0), received - (before?.received ?? 0)),
    picture: pictureOf(streams.find(({ frameWidth }) => frameWidth > 0)),
  };
}

/**
 * @param {Details | null} details null before anything is connected
 * @returns {[label: string, text: string][]}
 */
export function inWords(details) {
  const unknown = 'not known yet';
  const protocol = details?.protocol ? `, ${details.protocol.toUpperCase()}` : '';
  return [
    ['Route', details?.route ? ROUTES[details.route] + protocol : unknown],
    ['Round trip', details?.roundTripMs == null ? unknown : `${details.roundTripMs} ms`],
    ['Packets lost', details?.lostPercent == null ? unknown : `${details.lostPercent} %`],
    ['Picture', details?.picture ?? 'none'],
  ];
}

/**
 * @param {Map<string, any>} stats
 * @param {any[]} all
 */
function selectedPair(stats, all) {
  const transport = all.find(({ type, selectedCandidatePairId }) => type === 'transport' && selectedCandidatePairId);
  // not every browser names the pair in the transport
  return stats.get(transport?.selectedCandidatePairId)
    ?? all.find(({ type, selected }) => type === 'candidate-pair' && selected)
    ?? all.find(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded');
}

/** @param {any[]} ends the candidates of both sides */
function routeOf(ends) {
  if (ends.some((end) => end?.candidateType === 'relay')) {
    return 'relayed';
  }
  return ends.some((end) => end?.candidateType) ? 'direct' : null;
}

/** @param {any} stream */
function pictureOf(stream) {
  if (stream === undefined) {
    return null;
  }
  const rate = stream.framesPerSecond > 0 ? `, ${Math.round(stream.framesPerSecond)} each second` : '';
  return `${stream.frameWidth} × ${stream.frameHeight}${rate}`;
}

/**
 * @param {any[]} streams
 * @param {string} count
 */
function sum(streams, count) {
  return streams.reduce((total, stream) => total + (stream[count] ?? 0), 0);
}

/**
 * @param {number} lost packets that came twice make it negative
 * @param {number} received
 */
function percent(lost, received) {
  const all = Math.max(0, lost) + received;
  return all > 0 ? Math.round(Math.max(0, lost) / all * 1_000) / 10 : null;
}
