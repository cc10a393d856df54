package org.signaling.settings;

import java.util.List;

/** Settings that the server cannot run with. The message names each key, its value and the cure, a line each. */
public final class SettingsException extends RuntimeException {

    /**
     * @param problems what is wrong, a sentence each; at least one
     */
    public SettingsException(List<String> problems) {
        super(problems.size() == 1
                ? "Signaling cannot start: " + problems.get(0)
                : "Signaling cannot start, " + problems.size() + " settings are wrong:\n  "
                        + String.join("\n  ", problems));
    }
}
