package org.signaling.signin;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.signaling.handshake.Admission;
import org.signaling.handshake.Caller;

/**
 * What the page learns of who is signed in. {@code expires} is in seconds since 1970, {@code seconds} the time until
 * then, for devices whose clock is wrong. {@code refresh} is the token, sealed: for a minute the page can hand it on in a
 * message {@code refresh}, so that its connection lasts as long as the token.
 */
final class SignedIn {

    private SignedIn() {
    }

    static Map<String, Object> describe(Caller caller, String token, Admission admission, Instant now) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("issuer", caller.user().id().issuer());
        description.put("subject", caller.user().id().subject());
        if (caller.user().username() != null) {
            description.put("username", caller.user().username());
        }
        description.put("expires", caller.expiry().getEpochSecond());
        description.put("seconds", Math.max(0, caller.expiry().getEpochSecond() - now.getEpochSecond()));
        description.put("refresh", admission.sealForRefresh(token));
        return description;
    }
}
