package dev.penstock.chaos.report.html;

import dev.penstock.chaos.report.model.StateChange;
import dev.penstock.chaos.report.model.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Leaves out changes of tracks until so few are left. Of the changes within one interval of time the last one stays,
 * and each whose state is not a usual one.
 *
 * @param tracks what is left
 * @param millis the length of the interval, in milliseconds; 0 if all changes are there
 */
record Thinning(List<Track> tracks, long millis) {
    private static final Set<String> USUAL =
            Set.of("UNCLAIMED", "CLAIMED", "EXECUTING", "RESETTING", "CHECKING", "IDLE", "RUNNING", "QUEUED");

    private static final long FIRST_MILLIS = 20;
    private static final long LAST_MILLIS = 60_000;

    /** At most about {@code most} changes. */
    static Thinning of(List<Track> tracks, int most) {
        Thinning thinned = new Thinning(tracks, 0);
        for (long millis = FIRST_MILLIS; millis <= LAST_MILLIS && thinned.changes() > most; millis *= 2) {
            long interval = millis;
            thinned = new Thinning(
                    tracks.stream().map(track -> thin(track, interval)).toList(), millis);
        }
        return thinned;
    }

    private int changes() {
        return tracks.stream().mapToInt(track -> track.changes().size()).sum();
    }

    private static Track thin(Track track, long millis) {
        List<StateChange> all = track.changes();
        List<StateChange> kept = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            boolean last = i == all.size() - 1
                    || all.get(i).millis() / millis != all.get(i + 1).millis() / millis;
            if (i == 0 || last || !USUAL.contains(all.get(i).state())) {
                kept.add(all.get(i));
            }
        }
        return new Track(track.backend(), track.name(), kept);
    }
}
