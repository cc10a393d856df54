package org.signaling.settings;

/** Who may read the metrics. */
public enum MetricsAccess {
    /** Callers on the server's own machine. */
    LOCAL,
    /** Everybody who reaches the server. */
    OPEN,
    /** Nobody. */
    OFF
}
