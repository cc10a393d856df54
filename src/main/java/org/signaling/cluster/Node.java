package org.signaling.cluster;

import java.util.Objects;

/**
 * One life of one server: who restarts is another node.
 *
 * @param id unlike any other's; never null
 * @param name for people; never null
 */
record Node(String id, String name) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Node node && id.equals(node.id);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(id);
    }

    @Override
    public String toString() {
        return name;
    }
}
