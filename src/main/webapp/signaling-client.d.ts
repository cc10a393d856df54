/** A user as tokens name it: the issuer's address and the subject within it. */
export interface UserId {
  issuer: string;
  subject: string;
}

export interface UserInfo extends UserId {
  /** As the issuer has it: any Unicode text. Show it as text, never as HTML. */
  username?: string;
}

export type ClientState = 'idle' | 'connecting' | 'open' | 'reconnecting' | 'closed';

/**
 * `closed`: by `close()`. `refused`, `token-expired`: the server wants another token. `signed-out`: the sign-in was ended
 * at the issuer. `another-user`: the cookie is another user's than `self`. `invalid-address`: the browser does not take
 * the address. `server-restart`, `connection-lost`, `no-answer`: an open connection is gone. `unreachable`: no handshake
 * within 15 s, or none at all, for a reason that browsers do not tell. `no-token`: the token function failed.
 */
export type StateReason =
  | 'closed' | 'refused' | 'token-expired' | 'signed-out' | 'server-restart' | 'connection-lost' | 'no-answer' | 'unreachable'
  | 'no-token' | 'another-user' | 'invalid-address';

export interface StateDetail {
  state: ClientState;
  reason?: StateReason;
  /** How many attempts to connect failed in a row. */
  attempt?: number;
  retryInMs?: number;
}

export interface UsersDetail {
  /** Everybody who is online, by `userKey`. */
  users: ReadonlyMap<string, UserInfo>;
  /** Who came or went; absent where the whole list is new. */
  user?: UserInfo;
  online?: boolean;
}

export interface MessageDetail {
  type: string;
  /** The sender, as the server knows it; null for a message of the server itself. */
  origin: UserInfo | null;
  /** Whatever the sender wrote: check it before use. */
  body: unknown;
}

export interface SignalingClientOptions {
  /** The address of the socket, ws: or wss:. */
  url: string | URL;
  /**
   * The token, or what gets one: asked before each attempt to connect, and ahead of the token's end for the open
   * connection. Without it the browser's cookie decides.
   */
  token?: string | (() => string | Promise<string>);
  /**
   * For pages whose cookie decides: renews the sign-in, and gets what the open connection is told. Asked ahead of the
   * end, again while it throws, and before a connection whose sign-in is over; null when there is nothing to renew.
   */
  renew?: () => Promise<{ token: string; lifetimeMs: number } | null>;
  /** With `renew`: how long the sign-in still lasts, in milliseconds. */
  lifetimeMs?: number;
  /** One's own user; needed for calls where no token says it, and then compared with whom the server took. */
  self?: UserInfo;
  /**
   * Asked when a handshake fails, because a browser does not say why: false when the sign-in does not hold any more
   * (the client gives up, `refused`), anything else when it may be the network (the client tries again).
   */
  admitted?: () => boolean | undefined | Promise<boolean | undefined>;
  /** After how long without an error a sent message counts as delivered; 1,000 ms unless given. */
  quietMs?: number;
  /** Reconnecting: the first wait is below baseMs (500), none is above capMs (30,000). */
  backoff?: { baseMs?: number; capMs?: number };
  /** Replaces parts of the browser, for tests. */
  env?: object;
}

/** An EventTarget whose events are known: each is a CustomEvent with the detail that stands in `Events`. */
declare class Emitter<Events> extends EventTarget {
  addEventListener<Name extends keyof Events & string>(
    name: Name,
    listener: (event: CustomEvent<Events[Name]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(...other: Parameters<EventTarget['addEventListener']>): void;
  removeEventListener<Name extends keyof Events & string>(
    name: Name,
    listener: (event: CustomEvent<Events[Name]>) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(...other: Parameters<EventTarget['removeEventListener']>): void;
}

export interface ClientEvents {
  state: StateDetail;
  users: UsersDetail;
  message: MessageDetail;
  /** An error of the server that answers none of the messages that wait. */
  error: { error: SignalingError };
}

export class SignalingClient extends Emitter<ClientEvents> {
  constructor(options: SignalingClientOptions);
  readonly state: ClientState;
  readonly self: UserInfo | null;
  readonly users: ReadonlyMap<string, UserInfo>;
  isOnline(user: UserId): boolean;
  connect(): void;
  close(): void;
  /** Call it when the device comes online or wakes up. */
  retryNow(): void;
  /** Asks the server whether an open connection still works, and reconnects where no answer comes within 8 s. */
  check(): void;
  /**
   * Rejects with a SignalingError as soon as the server says that the message was not delivered; resolves when it has
   * said nothing for `quietMs`. Messages to one user arrive in the order in which they were sent.
   */
  send(target: UserId | null, type: string, body?: unknown): Promise<void>;
}

export type CallState = 'calling' | 'ringing' | 'connecting' | 'connected' | 'interrupted' | 'ended';

/**
 * `hung-up`, `hung-up-by-peer`; `declined`, `busy`, `no-answer`, `offline`: the peer was not reached; `declined-here`: by
 * the person here; `cancelled`, `missed`, `answered-elsewhere`, `declined-elsewhere`: it rings no more; `merged`: both
 * rang at once, and the other call goes on; `lost`: the peer is gone; `failed`: no connection came about, or the peer sent
 * what cannot be understood.
 */
export type EndReason =
  | 'hung-up' | 'hung-up-by-peer' | 'declined' | 'declined-here' | 'busy' | 'no-answer' | 'offline' | 'cancelled'
  | 'missed' | 'answered-elsewhere' | 'declined-elsewhere' | 'merged' | 'lost' | 'failed';

export interface MediaProblem {
  device: 'microphone' | 'camera' | 'screen';
  /** `ended`: the device vanished during the call; it can be opened again when it is back. */
  problem: 'denied' | 'missing' | 'in-use' | 'unavailable' | 'ended';
}

/** Devices by their `deviceId`; where one is not there, any other is used. */
export interface PreferredDevices {
  microphone?: string;
  camera?: string;
  /** Instead of `camera`: to the person (`user`) or away. */
  facingMode?: 'user' | 'environment';
}

export interface MediaState {
  /** Whether there is anything to hear. */
  audio: boolean;
  /** Whether there is anything to see: camera or screen. */
  video: boolean;
  screen: boolean;
  tracks: MediaStreamTrack[];
}

export interface LocalMediaState extends MediaState {
  muted: boolean;
  /** Whether a microphone is open, muted or not. */
  microphone: boolean;
  camera: boolean;
}

export interface RemoteMediaState extends MediaState {
  /** One for the whole call; its tracks come and go. */
  stream: MediaStream;
}

export interface CallEvents {
  /**
   * `detail` is for who develops a client, not for the person. For a call that `failed`, `no-route` says that the two
   * agreed but found no way to each other: with `relayKnown` false, a TURN server would have helped.
   */
  state: { state: CallState; reason: EndReason | null; detail?: string };
  /** `local` or `remote` has changed. */
  media: Record<string, never>;
  problem: MediaProblem;
  /** `peer` has another name: somebody may ring before the list of users tells who it is. */
  peer: { peer: UserInfo };
}

/** One call; only `Calls` makes it. */
export class Call extends Emitter<CallEvents> {
  private constructor();
  readonly id: string;
  readonly peer: UserInfo;
  readonly outgoing: boolean;
  /** Whether the caller wants pictures. */
  readonly video: boolean;
  readonly state: CallState;
  readonly reason: EndReason | null;
  readonly local: LocalMediaState;
  readonly remote: RemoteMediaState;
  /** Whether the call knows a TURN server. */
  readonly relayKnown: boolean;
  accept(options?: { video?: boolean }): void;
  decline(): void;
  /** Hangs up, declines or cancels, as the state has it. */
  hangUp(): void;
  setMuted(muted: boolean): void;
  /** True tries again to open one that was denied or missing; false closes it, which muting does not. */
  setMicrophone(on: boolean): Promise<void>;
  /** True tries again to open one that was denied or missing; false closes it. */
  setCamera(on: boolean): Promise<void>;
  /** Changes to other devices, for this call; one that is off stays off. */
  useDevices(devices: PreferredDevices): Promise<void>;
  /** With its sound, where the browser offers that; it is sent along with the voice, also while that is muted. */
  shareScreen(on: boolean): Promise<void>;
  stats(): Promise<RTCStatsReport | null>;
}

export interface MissedDetail {
  peer: UserInfo;
  video: boolean;
  /** In milliseconds since 1970. */
  at: number;
  /** `busy`: somebody rang during another call, here or on another device; `offline`: the caller went away. */
  why: 'no-answer' | 'cancelled' | 'busy' | 'offline';
}

export interface CallsEvents {
  /** Somebody rings. */
  ring: { call: Call };
  /** `current` is another call. */
  call: { call: Call };
  /** Somebody rang, and nobody took or declined the call on any device. */
  missed: MissedDetail;
}

/** The telephone of one page: at most one call at a time. */
export class Calls extends Emitter<CallsEvents> {
  constructor(client: SignalingClient, options?: { env?: object });
  /** The call that rings or goes on, or the one that ended last. */
  readonly current: Call | null;
  readonly isBusy: boolean;
  /** What calls to come open. */
  devices: PreferredDevices;
  /** Throws where the user is oneself or unknown, or a call goes on already. */
  ring(user: UserId, options?: { video?: boolean }): Call;
}

/** Why a message did not arrive; see `code`. */
export class SignalingError extends Error {
  /**
   * One of the server's: bad-message, bad-target, target-offline, target-busy, too-large, too-fast, forbidden; or of
   * the client's: not-connected, connection-lost.
   */
  readonly code: string;
  readonly request: Record<string, unknown>;
}

export const CloseCode: Readonly<{ GOING_AWAY: 1001; POLICY: 1008; SERVICE_RESTART: 1012; TOKEN_EXPIRED: 4401; SIGNED_OUT: 4410 }>;

/** What a token says, unverified; times in milliseconds since 1970. */
export function readToken(token: string): {
  user: UserInfo | null;
  issuedAt: number | null;
  expiresAt: number | null;
};

/** A user as one string, for maps and comparisons. */
export function userKey(user: UserId): string;

// without this, a declaration file exports all that it declares
export {};
