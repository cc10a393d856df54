package org.signaling.signaling;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.signaling.handshake.Caller;
import org.signaling.message.UserId;
import org.signaling.settings.LimitSettings;
import org.signaling.settings.Settings;

/**
 * What connections share with others: those of one address their number, those of one user the rate of their messages.
 * It knows the addresses and users that have connections, and users without one for as long as that limits them:
 * connecting again gives nobody more messages. For all threads.
 */
@ApplicationScoped
public class ConnectionLimits {

    private record Sender(MessageRate rate, int connections) {
    }

    private final ConcurrentHashMap<String, Integer> addresses = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<UserId, Sender> senders = new ConcurrentHashMap<>();
    private final GoneSenders gone = new GoneSenders();
    private final LongSupplier clock;
    private LimitSettings limits;

    /** For the container's proxy. */
    protected ConnectionLimits() {
        clock = System::nanoTime;
    }

    /**
     * @param settings how many connections an address may have, and how fast a user may send; not null
     */
    @Inject
    public ConnectionLimits(Settings settings) {
        this(settings, System::nanoTime);
    }

    /**
     * On a clock that a test drives.
     *
     * @param settings how many connections an address may have, and how fast a user may send; not null
     * @param clock nanoseconds; never goes back
     */
    ConnectionLimits(Settings settings, LongSupplier clock) {
        this.limits = settings.limits();
        this.clock = clock;
    }

    /** The place of one connection. For one thread at a time. */
    final class Place {
        private final Caller caller;
        private final MessageRate rate;
        private boolean taken = true;

        private Place(Caller caller, MessageRate rate) {
            this.caller = caller;
            this.rate = rate;
        }

        /**
         * {@return whether the user may send a message now, which is counted then}
         *
         * @param most how many messages a second users may have sent lately; infinite if the settings alone decide
         */
        boolean maySend(double most) {
            return rate.tryTake(clock.getAsLong(), most);
        }

        /** Gives the place back; only the first call counts. */
        void giveBack() {
            if (taken) {
                taken = false;
                leave(caller);
            }
        }
    }

    /**
     * Takes a place for a connection.
     *
     * @param caller whose it is; not null
     * @return the place, which must be given back; empty if the address has as many connections as it may; never null
     */
    Optional<Place> take(Caller caller) {
        String address = caller.address();
        if (address != null) {
            boolean[] room = new boolean[1];
            addresses.compute(address, (key, count) -> {
                room[0] = count == null || count < limits.connectionsPerAddress();
                return !room[0] ? count : count == null ? 1 : count + 1;
            });
            if (!room[0]) {
                return Optional.empty();
            }
        }
        Sender sender = senders.compute(caller.user().id(), (id, known) -> known == null
                ? new Sender(gone.take(id).orElseGet(() -> new MessageRate(limits, clock.getAsLong())), 1)
                : new Sender(known.rate(), known.connections() + 1));
        return Optional.of(new Place(caller, sender.rate()));
    }

    private void leave(Caller caller) {
        if (caller.address() != null) {
            addresses.computeIfPresent(caller.address(), (key, count) -> count == 1 ? null : count - 1);
        }
        senders.computeIfPresent(caller.user().id(), (id, known) -> {
            if (known.connections() > 1) {
                return new Sender(known.rate(), known.connections() - 1);
            }
            gone.add(id, known.rate(), clock.getAsLong());
            return null;
        });
    }

    /** {@return how many addresses and users are known} */
    int size() {
        return addresses.size() + senders.size() + gone.size();
    }
}
