package org.signaling.presence;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * What was made of one state of the log. It forgets everything with the next state, and keeps no more than
 * {@value #MAX_ENTRIES} things of {@value #MAX_SIZE} characters together: what finds no room is made again when it is
 * wanted again. For all threads; nothing is made under the lock.
 */
final class StateCache<K, V> {

    private static final int MAX_ENTRIES = 256;
    private static final int MAX_SIZE = 1 << 23;

    private final ToIntFunction<V> size;
    private final Map<K, V> made = new HashMap<>(); // guarded by this
    private long state; // guarded by this
    private long total; // guarded by this

    /**
     * @param size the characters of a thing; not null
     */
    StateCache(ToIntFunction<V> size) {
        this.size = size;
    }

    /** What was made of a state, or is made now. */
    V get(long wanted, K key, Supplier<V> maker) {
        synchronized (this) {
            if (state != wanted) {
                state = wanted;
                total = 0;
                made.clear();
            }
            V known = made.get(key);
            if (known != null) {
                return known;
            }
        }
        V fresh = maker.get();
        synchronized (this) {
            int length = size.applyAsInt(fresh);
            if (state == wanted && made.size() < MAX_ENTRIES && total + length <= MAX_SIZE
                    && made.putIfAbsent(key, fresh) == null) {
                total += length;
            }
        }
        return fresh;
    }
}
