/**
 * The words on the wire: who a user is, what a frame says, and which errors a sender can meet.
 *
 * <p>A leaf: it depends on no other package of this server, and no other package knows a JSON library.
 */
package org.signaling.message;
