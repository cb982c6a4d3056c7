package dev.penstock.chaos.report.recording;

import dev.penstock.chaos.report.model.StateChange;
import dev.penstock.chaos.report.model.Track;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Turns readings of states into tracks. A state is kept once, when it begins. Not thread-safe. */
final class TrackLog {
    /** The most tracks. Parts that appear afterwards are left out. */
    static final int MOST_TRACKS = 400;

    /**
     * A part of a pool in one reading.
     *
     * @param backend the label of its backend
     * @param name its name within the backend
     * @param state its state
     * @param claim the claim that holds it
     */
    record Part(String backend, String name, String state, Optional<String> claim) {
        private Key key() {
            return new Key(backend, name);
        }
    }

    /** Sorts slots by number, and the status task and the health of a backend before its slots. */
    private record Key(String backend, String name) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::backend)
                .thenComparingLong(Key::number)
                .thenComparing(Key::name);

        private long number() {
            String digits = name.replaceAll("\\D", "");
            return digits.isEmpty() ? -1 : Long.parseLong(digits);
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final Map<Key, List<StateChange>> tracks = new TreeMap<>();
    private int changes;

    /** Adds a reading. A part that is missing in it no longer exists. */
    void observe(long millis, List<Part> parts) {
        Set<Key> present = new HashSet<>();
        for (Part part : parts) {
            present.add(part.key());
            if (tracks.containsKey(part.key()) || tracks.size() < MOST_TRACKS) {
                add(
                        tracks.computeIfAbsent(part.key(), any -> new ArrayList<>()),
                        new StateChange(millis, part.state(), part.claim()));
            }
        }
        tracks.forEach((key, track) -> {
            if (!present.contains(key)) {
                add(track, StateChange.to(millis, Track.ABSENT));
            }
        });
    }

    private void add(List<StateChange> track, StateChange next) {
        StateChange last = track.isEmpty() ? null : track.get(track.size() - 1);
        if (last == null || !last.state().equals(next.state()) || !last.claim().equals(next.claim())) {
            track.add(next);
            changes++;
        }
    }

    /** The number of all changes. */
    int changes() {
        return changes;
    }

    /** The tracks by backend. */
    List<Track> tracks() {
        List<Track> all = new ArrayList<>();
        tracks.forEach((key, track) -> all.add(new Track(key.backend, key.name, track)));
        return all;
    }
}
