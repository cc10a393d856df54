package org.signaling.settings;

/** Who sees and may message whom. */
public enum VisibilityRule {
    /** Everybody. */
    EVERYONE,
    /** Users of the same issuer. */
    ISSUER,
    /** Users who share a group, whichever issuers vouch for it. */
    GROUP,
    /** Users of the same issuer who share a group. */
    ISSUER_GROUP
}
