package org.signaling.presence;

/** Where presence is switched off: nothing is ever said of its own accord, the list is there on demand. */
final class ListCursor extends PresenceCursor {

    /**
     * @param log what to read; not null
     * @param viewer what the connection's user may see; not null
     */
    ListCursor(PresenceLog log, Viewer viewer) {
        super(log, viewer);
    }

    @Override
    public boolean pending(long now) {
        return false;
    }

    @Override
    public String next(long now) {
        return null;
    }
}
