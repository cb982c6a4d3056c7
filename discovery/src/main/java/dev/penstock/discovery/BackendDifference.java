package dev.penstock.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The changes from one list of backends to a later one. Immutable. Each list is in the order of {@link BackendSet}.
 *
 * @param added the backends of the later list only
 * @param removed the backends of the earlier list only
 * @param kept the backends of both lists
 */
public record BackendDifference(List<Backend> added, List<Backend> removed, List<Kept> kept) {
    /**
     * A backend of both lists.
     *
     * @param earlier the backend in the earlier list
     * @param later the backend in the later list, with the same address and port
     */
    public record Kept(Backend earlier, Backend later) {
        /**
         * Checks that both have the same id.
         *
         * @throws IllegalArgumentException if the ids differ
         */
        public Kept {
            if (!earlier.id().equals(later.id())) {
                throw new IllegalArgumentException(earlier.id() + " and " + later.id() + " are different backends");
            }
        }

        /** Whether the name, priority or weight changed. */
        public boolean changed() {
            return !earlier.equals(later);
        }
    }

    /** Copies the lists. */
    public BackendDifference {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
    }

    static BackendDifference between(List<Backend> earlier, List<Backend> later) {
        Map<BackendId, Backend> gone = new LinkedHashMap<>();
        earlier.forEach(backend -> gone.put(backend.id(), backend));
        List<Backend> added = new ArrayList<>();
        List<Kept> kept = new ArrayList<>();
        for (Backend backend : later) {
            Backend before = gone.remove(backend.id());
            if (before == null) {
                added.add(backend);
            } else {
                kept.add(new Kept(before, backend));
            }
        }
        return new BackendDifference(added, List.copyOf(gone.values()), kept);
    }

    /** Returns the kept backends whose name, priority or weight changed. */
    public List<Kept> changed() {
        return kept.stream().filter(Kept::changed).toList();
    }

    /** Whether no backend was added, removed or changed. */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && kept.stream().noneMatch(Kept::changed);
    }
}
