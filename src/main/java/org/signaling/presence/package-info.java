/**
 * Who is online, as a numbered log of comings and goings that every connection reads at its own pace.
 *
 * <p>It may use {@code message} only. Nothing here sends: a connection asks its cursor what to say next.
 */
package org.signaling.presence;
