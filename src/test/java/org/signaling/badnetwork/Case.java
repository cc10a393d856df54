package org.signaling.badnetwork;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.signaling.badnetwork.Cables.Line;

/**
 * What happens to a call.
 *
 * @param trouble in words
 * @param hit whom it happens to
 * @param relayed whether the call travels by the TURN server alone
 * @param seconds how long it lasts besides what {@code begins} takes
 * @param begins what happens
 * @param ends what makes it end; afterwards there is a way again from each to each and to the server
 */
record Case(String trouble, Hit hit, boolean relayed, int seconds, Action begins, Action ends) {

    /** Whom something happens to. */
    enum Hit {
        POLITE, IMPOLITE, BOTH
    }

    /** Something that happens to some of the callers. */
    @FunctionalInterface
    interface Action {

        /** Has it happen. */
        void on(Bed bed, List<Caller> hit);

        /** Has it happen to each of them in turn. */
        static Action each(Single single) {
            return (bed, hit) -> hit.forEach(caller -> single.on(bed.cables(), caller));
        }

        /** Has this happen, and then something else. */
        default Action and(Action next) {
            return (bed, hit) -> {
                on(bed, hit);
                next.on(bed, hit);
            };
        }
    }

    /** Something that happens to one of the callers. */
    @FunctionalInterface
    interface Single {

        /** Has it happen. */
        void on(Cables cables, Caller caller);
    }

    private static final Action NOTHING = (bed, hit) -> {
    };
    private static final Action NO_MEDIA = Action.each((cables, who) -> cables.block(who.number(), Line.MEDIA));
    private static final Action NO_SERVER = Action.each((cables, who) -> cables.block(who.number(), Line.SERVER));
    private static final Action TUNNEL = NO_MEDIA.and(NO_SERVER);
    private static final Action MEDIA = Action.each((cables, who) -> cables.free(who.number(), Line.MEDIA));
    private static final Action SERVER = Action.each((cables, who) -> cables.free(who.number(), Line.SERVER));
    private static final Action DAYLIGHT = MEDIA.and(SERVER);
    private static final Action UNPLUGGED = Action.each((cables, who) -> cables.plug(who.number(), false));
    private static final Action PLUGGED = Action.each((cables, who) -> cables.plug(who.number(), true));
    private static final Action CUT = Action.each((cables, who) -> who.proxy().cut());
    private static final Action UNCUT = Action.each((cables, who) -> who.proxy().mend());
    private static final Action FORGOTTEN = Action.each((cables, who) -> who.proxy().forget());
    private static final Action MOVES = Action.each((cables, who) -> cables.move(who.number()));
    private static final Action ASLEEP = Action.each((cables, who) -> cables.freeze(who.number(), true));
    private static final Action AWAKE = Action.each((cables, who) -> cables.freeze(who.number(), false));
    private static final Action SLOW = Action.each((cables, who) -> cables.slow(who.number(), Line.SERVER, 24));
    private static final Action RESTARTED = (bed, hit) -> {
        bed.server().stop();
        bed.server().start();
    };

    /** Those who are hit. */
    List<Caller> callers(Bed bed) {
        return switch (hit) {
            case POLITE -> List.of(bed.polite());
            case IMPOLITE -> List.of(bed.impolite());
            case BOTH -> bed.callers();
        };
    }

    /** All cases. */
    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        for (Hit hit : Hit.values()) {
            for (int seconds : List.of(3, 10, 25)) {
                all.add(new Case("tunnel of " + seconds + " s", hit, false, seconds, TUNNEL, DAYLIGHT));
            }
            all.add(new Case("unplugged for 10 s", hit, false, 10, UNPLUGGED, PLUGGED));
            all.add(new Case("line to the server cut for 10 s", hit, false, 10, CUT, UNCUT));
            all.add(new Case("line to the server silent for 10 s", hit, false, 10, NO_SERVER, SERVER));
            all.add(new Case("media gone for 10 s", hit, false, 10, NO_MEDIA, MEDIA));
            all.add(new Case("media gone for 10 s, socket dead", hit, false, 10, NO_MEDIA.and(FORGOTTEN), MEDIA));
            all.add(new Case("another address", hit, false, 0, MOVES, NOTHING));
            all.add(new Case("another address, socket dead", hit, false, 0, MOVES.and(FORGOTTEN), NOTHING));
            all.add(new Case("asleep for 10 s", hit, false, 10, ASLEEP, AWAKE));
            all.add(new Case("by relay: tunnel of 10 s", hit, true, 10, TUNNEL, DAYLIGHT));
        }
        all.add(new Case("asleep for 60 s", Hit.POLITE, false, 60, ASLEEP, AWAKE));
        all.add(new Case("asleep for 60 s", Hit.IMPOLITE, false, 60, ASLEEP, AWAKE));
        all.add(new Case("tunnel of 40 s", Hit.POLITE, false, 40, TUNNEL, DAYLIGHT));
        all.add(new Case("tunnel of 40 s", Hit.BOTH, false, 40, TUNNEL, DAYLIGHT));
        all.add(new Case("server restarted", Hit.BOTH, false, 0, RESTARTED, NOTHING));
        all.add(new Case("server restarted, media gone", Hit.POLITE, false, 0, NO_MEDIA.and(RESTARTED), MEDIA));
        all.add(new Case("server restarted, media gone", Hit.IMPOLITE, false, 0, NO_MEDIA.and(RESTARTED), MEDIA));
        all.add(new Case("media gone for 10 s, slow line to the server", Hit.BOTH, false, 10, NO_MEDIA.and(SLOW),
                MEDIA));
        all.add(new Case("direct way gone, relays left", Hit.BOTH, false, 0,
                (bed, hit) -> bed.cables().keepApart(true), NOTHING));
        all.add(new Case("by relay: TURN server restarted", Hit.BOTH, true, 3, (bed, hit) -> bed.stopTurn(),
                (bed, hit) -> bed.startTurn()));
        return all;
    }

    @Override
    public String toString() {
        return trouble + ", " + hit.name().toLowerCase(Locale.ROOT);
    }
}
