/**
 * The bounds that several parts of the server need, each a pattern with a name: a bulkhead and an executor of few
 * threads.
 *
 * <p>A leaf: it depends on no other package of this server.
 */
package org.signaling.limits;
