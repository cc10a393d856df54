/**
 * The bodies of messages of type `call`, and of what calls say over their data channel. A peer may send anything:
 * what leaves this file has the types and lengths that it says.
 *
 * | kind | from | meaning |
 * |---|---|---|
 * | `ring` | caller | would you talk? `video`: with pictures |
 * | `accept` | callee | yes, and here is my offer |
 * | `decline`, `busy` | callee | no |
 * | `cancel` | caller | it is over: to every device of the callee; `reason` says why, if not by the caller's own wish |
 * | `description` | both | an answer, or an offer for another round of negotiation |
 * | `candidates` | both | ICE candidates, several at once |
 * | `hangup` | both | the end; `reason` where it is not the person's wish |
 * | `ack` | both | nothing but acknowledgments |
 *
 * @typedef {'ring' | 'accept' | 'decline' | 'busy' | 'cancel' | 'description' | 'candidates' | 'hangup' | 'ack'} CallKind
 * @typedef {object} CallBody
 * @property {CallKind} kind
 * @property {string} call names the call; the caller chose it
 * @property {string} device names the sender's page: a user may have several
 * @property {string} [to] the device that is meant, where that is known
 * @property {number} [n] numbers what the sender's page says in this call and wants acknowledged
 * @property {number[]} [ack] numbers of the device in `to` that have arrived
 * @property {number} [answerTo] the number of the offer that this answers
 * @property {boolean} [video]
 * @property {{type: 'offer' | 'answer', sdp: string}} [description]
 * @property {RTCIceCandidateInit[]} [candidates]
 * @property {string} [reason]
 * @property {string} [malformed] what is wrong with the rest, which is left out then
 */

import { isObject, readObject } from './users.js';

export const CALL_TYPE = 'call';

const ID = /^[\w-]{1,64}$/;
const REASON = /^[a-z-]{1,32}$/;
const MAX_NUMBER = 1_000_000_000;
const MAX_ACKS = 32;
const MAX_SDP_CHARS = 60_000;
const MAX_CANDIDATES = 64;
const MAX_CANDIDATE_CHARS = 1_024;
const MAX_MID_CHARS = 256;
const MAX_CHANNEL_CHARS = 1_000;

/**
 * @param {unknown} body
 * @returns {CallBody | null} null where it cannot even be said which call it belongs to
 */
export function readCallBody(body) {
  if (!isObject(body) || !isId(body.call) || !isId(body.device) || (body.to !== undefined && !isId(body.to))) {
    return null;
  }
  const head = readHead(body);
  switch (head.kind) {
    case 'ring':
      return { ...head, video: body.video === true };
    case 'accept':
      return withDescription(head, body.description, ['offer']);
    case 'description':
      return withDescription(head, body.description, ['offer', 'answer']);
    case 'candidates':
      return withCandidates(head, body.candidates);
    case 'cancel':
    case 'hangup':
      return typeof body.reason === 'string' && REASON.test(body.reason) ? { ...head, reason: body.reason } : head;
    case 'ack':
      return head.ack === undefined ? null : head;
    case 'decline':
    case 'busy':
      return head;
    default:
      return null;
  }
}

/**
 * @param {Record<string, unknown>} body
 * @returns {CallBody} what messages of all kinds have; numbers that are none are left out, as an older page does
 */
function readHead({ kind, call, device, to, n, ack, answerTo }) {
  /** @type {any} */
  const head = { kind, call, device };
  if (to !== undefined) {
    head.to = to;
  }
  if (isNumber(n)) {
    head.n = n;
  }
  if (to !== undefined && Array.isArray(ack) && ack.length > 0 && ack.length <= MAX_ACKS && ack.every(isNumber)) {
    head.ack = ack;
  }
  if (isNumber(answerTo)) {
    head.answerTo = answerTo;
  }
  return head;
}

/** @param {any} value */
function isNumber(value) {
  return Number.isInteger(value) && value > 0 && value <= MAX_NUMBER;
}

/**
 * @param {unknown} id
 * @returns {id is string}
 */
function isId(id) {
  return typeof id === 'string' && ID.test(id);
}

/**
 * @param {CallBody} head
 * @param {unknown} description
 * @param {string[]} types
 * @returns {CallBody}
 */
function withDescription(head, description, types) {
  if (!isObject(description) || !types.includes(/** @type {string} */ (description.type))) {
    return { ...head, malformed: `no ${types.join(' or ')}` };
  }
  const { type, sdp } = description;
  if (typeof sdp !== 'string' || !sdp.startsWith('v=0') || sdp.length > MAX_SDP_CHARS) {
    return { ...head, malformed: 'no session description' };
  }
  return { ...head, description: { type: /** @type {'offer' | 'answer'} */ (type), sdp } };
}

/**
 * @param {CallBody} head
 * @param {unknown} candidates
 * @returns {CallBody}
 */
function withCandidates(head, candidates) {
  if (!Array.isArray(candidates) || candidates.length > MAX_CANDIDATES || !candidates.every(isCandidate)) {
    return { ...head, malformed: 'no ICE candidates' };
  }
  return {
    ...head,
    candidates: candidates.map(({ candidate, sdpMid = null, sdpMLineIndex = null, usernameFragment = null }) => (
      { candidate, sdpMid, sdpMLineIndex, usernameFragment })),
  };
}

/** @param {unknown} value */
function isCandidate(value) {
  return isObject(value)
    && typeof value.candidate === 'string' && value.candidate.length <= MAX_CANDIDATE_CHARS
    && isShortTextOrAbsent(value.sdpMid) && isShortTextOrAbsent(value.usernameFragment)
    && (value.sdpMLineIndex == null || isLineIndex(value.sdpMLineIndex))
    && (value.sdpMid != null || value.sdpMLineIndex != null);
}

/** @param {unknown} value */
function isShortTextOrAbsent(value) {
  return value == null || (typeof value === 'string' && value.length <= MAX_MID_CHARS);
}

/** @param {any} value */
function isLineIndex(value) {
  return Number.isInteger(value) && value >= 0 && value < MAX_CANDIDATES;
}

/**
 * What a peer says over the data channel, which works while the signaling server is away.
 *
 * @param {unknown} data
 * @returns {{kind: 'hangup'} | {kind: 'media', audio: boolean, video: boolean, screen: boolean} | null}
 */
export function readChannelMessage(data) {
  const { kind, audio, video, screen } = (String(data).length <= MAX_CHANNEL_CHARS && readObject(data)) || {};
  if (kind === 'hangup') {
    return { kind };
  }
  return kind === 'media' ? { kind, audio: audio === true, video: video === true, screen: screen === true } : null;
}
