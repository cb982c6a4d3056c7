package dev.penstock.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has changed from one list of backends to a later one. Immutable; each list is in the order of
 * {@link BackendSet}.
 *
 * @param added backends that are only in the later one
 * @param removed backends that are only in the earlier one
 * @param kept backends that are in both
 */
public record BackendDifference(List<Backend> added, List<Backend> removed, List<Kept> kept) {
    /**
     * A backend that is in both.
     *
     * @param earlier what was provenance of it
     * @param later what is provenance of it now; the same address and port
     */
    public record Kept(Backend earlier, Backend later) {
        /**
         * Checks that both are the same backend.
         *
         * @throws IllegalArgumentException if they have different ids
         */
        public Kept {
            if (!earlier.id().equals(later.id())) {
                throw new IllegalArgumentException(earlier.id() + " cannot become " + later.id());
            }
        }

        /** Whether its name, priority or weight is another. */
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

    /** The kept backends of which something else is provenance now. */
    public List<Kept> changed() {
        return kept.stream().filter(Kept::changed).toList();
    }

    /** Whether nothing came, went or changed. */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && kept.stream().noneMatch(Kept::changed);
    }
}
