package org.signaling.presence;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.signaling.message.UserId;

/** Who is online, and by circle where there are circles. For one thread at a time: the log's lock guards it. */
final class OnlineUsers {

    private record Entry(String json, Viewer viewer) {
    }

    private final Map<UserId, Entry> all = new LinkedHashMap<>();
    /** The JSON of the users of each circle that has any. */
    private final Map<String, Map<UserId, String>> circles = new HashMap<>();

    void add(UserId user, String json, Viewer viewer) {
        remove(user);
        all.put(user, new Entry(json, viewer));
        for (String circle : viewer.circles()) {
            circles.computeIfAbsent(circle, name -> new LinkedHashMap<>()).put(user, json);
        }
    }

    void remove(UserId user) {
        Entry entry = all.remove(user);
        if (entry != null) {
            for (String circle : entry.viewer().circles()) {
                circles.computeIfPresent(circle, (name, users) -> {
                    users.remove(user);
                    return users.isEmpty() ? null : users;
                });
            }
        }
    }

    int size() {
        return all.size();
    }

    /** The JSON of those whom a user sees: it costs as much as they are many. */
    List<String> seenBy(Viewer viewer) {
        if (viewer.all()) {
            return all.values().stream().map(Entry::json).toList();
        }
        Map<UserId, String> seen = new LinkedHashMap<>();
        viewer.circles().forEach(circle -> seen.putAll(circles.getOrDefault(circle, Map.of())));
        seen.putAll(circles.getOrDefault(Visibility.ADMINS, Map.of()));
        return List.copyOf(seen.values());
    }
}
