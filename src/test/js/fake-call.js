const GRACE = { issuer: 'https://idp.example/a', subject: 'grace', username: 'Grace' };

/** A call whose state and devices the test sets. */
export class FakeCall extends EventTarget {
  id = 'call';
  peer = GRACE;
  outgoing = true;
  video = true;
  state = 'connected';
  reason = null;
  local = { microphone: true, muted: false, camera: true, screen: false, video: true, tracks: [] };
  remote = { audio: true, video: true, screen: false, tracks: [], stream: { of: 'Grace' } };
  asked = [];

  become(state) {
    this.state = state;
    this.emit('state', { state });
  }

  media(local, remote) {
    Object.assign(this.local, local);
    Object.assign(this.remote, remote);
    this.emit('media', {});
  }

  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  accept() {
    this.become('connecting');
  }

  hangUp() {
    this.asked.push('hang up');
    this.become('ended');
  }

  setMuted(muted) {
    this.asked.push(muted ? 'mute' : 'unmute');
  }

  async setMicrophone(on) {
    this.asked.push(`microphone ${on}`);
  }

  async setCamera(on) {
    this.asked.push(`camera ${on}`);
  }

  async shareScreen(on) {
    this.asked.push(`screen ${on}`);
  }
}
