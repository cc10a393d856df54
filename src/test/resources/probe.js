// Runs in a page before the page's own scripts, and only watches: what became of the call and of the line to the
// server, when pictures of the peer were shown, which tracks were opened, and what was said. Times are in milliseconds
// since 1970.
{
  const log = [];
  const pictures = [];
  const tracks = new Set();
  const calls = [];
  let client = { state: 'idle', at: 0 };
  let rang = 0;
  let connection = null;
  const note = (...words) => log.push([Date.now(), ...words].join(' '));
  const opened = (track) => tracks.add(track);

  const devices = globalThis.navigator.mediaDevices;
  for (const name of devices === undefined ? [] : ['getUserMedia', 'getDisplayMedia']) {
    const open = devices[name].bind(devices);
    devices[name] = async (constraints) => {
      const stream = await open(constraints);
      stream.getTracks().forEach(opened);
      return stream;
    };
  }
  const { clone } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.clone = function cloned() {
    const track = clone.call(this);
    opened(track);
    return track;
  };

  // what the module tells the page
  const { dispatchEvent } = EventTarget.prototype;
  EventTarget.prototype.dispatchEvent = function dispatched(event) {
    if (event.type === 'state' && 'outgoing' in this) {
      const call = calls.find(({ target }) => target === this) ?? { target: this };
      if (!calls.includes(call)) {
        calls.push(call);
      }
      Object.assign(call, { state: this.state, reason: this.reason, at: Date.now() });
      note('call', this.state, this.reason ?? '', event.detail?.detail ?? '');
    } else if (event.type === 'state') {
      client = { state: event.detail.state, at: Date.now() };
      note('line', event.detail.state, event.detail.reason ?? '');
    } else if (event.type === 'ring') {
      rang = Date.now();
    }
    return dispatchEvent.call(this, event);
  };

  const briefly = (data) => {
    const { type, body } = JSON.parse(data);
    const more = type === 'error' ? [body.code, body.request?.type] : [];
    if (type === 'call') {
      const { kind, description, reason = '' } = body;
      more.push(kind, description?.type ?? '', /a=ice-ufrag:(\S+)/.exec(description?.sdp)?.[1] ?? '', reason);
    }
    return [type, ...more].join(' ');
  };
  globalThis.WebSocket = class extends WebSocket {
    constructor(...how) {
      super(...how);
      note('socket');
      this.addEventListener('open', () => note('socket open'));
      this.addEventListener('close', ({ code }) => note('socket closed', code));
      this.addEventListener('message', ({ data }) => note('<', briefly(data)));
    }

    send(data) {
      note('>', briefly(data));
      super.send(data);
    }
  };

  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...how) {
      super(...how);
      connection = this;
      note('connection');
      for (const what of ['connection', 'iceConnection', 'iceGathering', 'signaling']) {
        this.addEventListener(`${what.toLowerCase()}statechange`, () => note(what, this[`${what}State`]));
      }
    }
  };

  addEventListener('online', () => note('online'));
  addEventListener('offline', () => note('offline'));
  document.addEventListener('DOMContentLoaded', () => {
    const video = document.getElementById('remote-video');
    const shown = () => {
      if (Date.now() - (pictures.at(-1) ?? 0) > 1_000) {
        note('pictures move; the last one was', new Date(pictures.at(-1) ?? 0).toISOString());
      }
      pictures.push(Date.now());
      video.requestVideoFrameCallback(shown);
    };
    video?.requestVideoFrameCallback(shown);
  });

  globalThis.probe = {
    log: () => log.join('\n'),
    // what came and went by the newest connection, of pictures
    flow: async () => {
      const all = [...(await connection?.getStats() ?? new Map()).values()];
      const of = (kind) => all.find(({ type, kind: media }) => type === kind && media === 'video') ?? {};
      const pairs = all.filter(({ type, nominated }) => type === 'candidate-pair' && nominated);
      return JSON.stringify({
        received: of('inbound-rtp').packetsReceived, decoded: of('inbound-rtp').framesDecoded,
        sent: of('outbound-rtp').packetsSent, encoded: of('outbound-rtp').framesEncoded,
        active: of('outbound-rtp').active, quality: of('outbound-rtp').qualityLimitationReason,
        pairs: pairs.map(({ state, bytesSent, bytesReceived }) => [state, bytesSent, bytesReceived]),
      });
    },
    live: () => [...tracks].filter(({ readyState }) => readyState === 'live').length,
    state: () => calls.at(-1)?.state ?? 'none',
    // how the first call of the page ended
    reason: () => calls[0]?.reason ?? '',
    server: () => client,
    rang: () => rang,
    // when pictures began to move for at least a second, at the given time or later, in a call that is connected; 0 where
    // they do not
    pictures: (since) => {
      if (calls.at(-1)?.state !== 'connected') {
        return 0;
      }
      let begun = 0;
      let last = 0;
      for (const shown of pictures.filter((time) => time >= since)) {
        begun = shown - last > 1_000 ? shown : begun;
        last = shown;
        if (last - begun >= 1_000) {
          return begun;
        }
      }
      return 0;
    },
  };
}
