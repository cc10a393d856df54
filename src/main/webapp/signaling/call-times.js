/** How long a call waits for what, in milliseconds. */
export const RING_MS = 45_000;
export const CONNECT_MS = 20_000;
/** A brief loss of packets mends itself; after this it is time to look for another way. */
export const RESTART_AFTER_MS = 2_000;
/** The polite side leaves the first restart to the other: two at once cost twice the messages. */
export const POLITE_RESTART_AFTER_MS = 4_500;
export const LOST_AFTER_MS = 20_000;
/** A peer who is offline may be reloading or changing networks. */
export const OFFLINE_GRACE_MS = 8_000;
