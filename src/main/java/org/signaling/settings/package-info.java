/**
 * Every setting of the server, read once through MicroProfile Config, typed and checked before anything runs.
 *
 * <p>A leaf: it depends on no other package of this server.
 */
package org.signaling.settings;
