import { SignalingClient } from '../../main/webapp/signaling-client.js';
import { Clock, fakeSockets, settle } from './fakes.js';

/**
 * A client that has begun to connect, with what it says of its state; `open` has the server take its newest socket.
 *
 * @param {object} [options] the client's own
 * @param {Clock} [clock]
 */
export async function startClient(options = {}, clock = new Clock()) {
  const { made, FakeSocket } = fakeSockets();
  const env = { ...clock.env, WebSocket: FakeSocket, random: () => 0.5 };
  const client = new SignalingClient({ url: 'wss://signaling.example/', env, ...options });
  const states = [];
  client.addEventListener('state', ({ detail }) => states.push(detail));
  client.connect();
  await settle();
  const open = () => made.at(-1).onopen();
  return { client, clock, sockets: made, states, open };
}
