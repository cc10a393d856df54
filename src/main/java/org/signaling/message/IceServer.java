package org.signaling.message;

import java.util.List;

/**
 * One entry of what browsers call {@code iceServers} (W3C WebRTC 1.0, RTCIceServer).
 *
 * @param urls the addresses; never null, never empty
 * @param username the user name; null where none is needed
 * @param credential the password that belongs to it; null where none is needed
 */
public record IceServer(List<String> urls, String username, String credential) {

    /** {@return the addresses; never the credential} */
    @Override
    public String toString() {
        return urls.toString();
    }
}
