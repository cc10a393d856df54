package org.signaling.presence;

/** Where presence is switched off: nothing is ever said of its own accord, the list is there on demand. */
final class ListCursor implements PresenceCursor {

    private final PresenceLog log;

    /**
     * @param log what to read; not null
     */
    ListCursor(PresenceLog log) {
        this.log = log;
    }

    @Override
    public boolean pending(long now) {
        return false;
    }

    @Override
    public boolean fewPending() {
        return false;
    }

    @Override
    public String next(long now) {
        return null;
    }

    @Override
    public String list(long now) {
        return log.userList().frame();
    }
}
