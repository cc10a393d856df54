/** How long a call waits for what, in milliseconds. */
export const RING_MS = 45_000;
export const CONNECT_MS = 20_000;
/** A brief loss of packets fixes itself; after this it is time to look for another way. */
export const RESTART_AFTER_MS = 2_000;
/** The polite side leaves the first restart to the other: two at once cost twice the messages. */
export const POLITE_RESTART_AFTER_MS = 4_500;
/** A tunnel of 25 s is over by then, of which a browser notices the first ones late, and the server is reached again. */
export const LOST_AFTER_MS = 30_000;
/** A peer who is offline may be reloading or changing networks. */
export const OFFLINE_GRACE_MS = 8_000;
/** How long an acknowledgment waits for a message that can carry it. */
export const ACK_MS = 300;
/** What is not acknowledged is repeated this often, at most so many times. */
export const REPEAT_MS = 2_000;
export const MAX_REPEATS = 10;
/** The same for a ring that no page has acknowledged: 2, 6, 14 and 30 s after the first. */
export const MAX_BLIND_REPEATS = 4;
export const BUSY_RETRY_MS = 1_000;
