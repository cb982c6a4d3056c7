package dev.penstock.backends.routing;

import dev.penstock.backends.Role;
import dev.penstock.backends.RoleReading;
import dev.penstock.backends.roles.RoleObservation;
import dev.penstock.backends.slots.SlotSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The role of each backend of a pool at one moment, after a comparison of what all servers say: an immutable value.
 *
 * <p>An old primary that comes back still reports that it is a primary. Of several such servers of one database, the
 * server with the highest timeline is the primary, even while it is offline. If timelines are equal, the serving one
 * that has been a primary for longest is the primary. All others are {@link Role#SUPERSEDED}.
 */
final class RoleAssignments {
    private final IdentityHashMap<SlotSet, RoleObservation> observations = new IdentityHashMap<>();
    private final IdentityHashMap<SlotSet, Role> roles = new IdentityHashMap<>();

    private RoleAssignments() {}

    /** Compares the roles that the servers of {@code sets} report. */
    static RoleAssignments of(List<SlotSet> sets) {
        RoleAssignments assignments = new RoleAssignments();
        Map<String, List<SlotSet>> primaries = new HashMap<>();
        for (SlotSet set : sets) {
            RoleObservation observation = set.role().observation();
            assignments.observations.put(set, observation);
            RoleReading reading = observation.reading();
            if (reading != null && reading.primary()) {
                primaries
                        .computeIfAbsent(reading.database(), database -> new ArrayList<>())
                        .add(set);
            }
        }
        sets.forEach(
                set -> assignments.roles.put(set, assignments.observation(set).role()));
        primaries.values().forEach(assignments::compare);
        return assignments;
    }

    /**
     * Marks the superseded primaries among {@code rivals}. Two comparisons suffice: with the primary of the highest
     * timeline, and with the one that has been a primary for longest on that timeline.
     */
    private void compare(List<SlotSet> rivals) {
        SlotSet newest = Collections.max(rivals, Comparator.comparingLong(this::timeline));
        SlotSet first = first(rivals, timeline(newest));
        for (SlotSet set : rivals) {
            if (isSuperseded(set, newest) || (first != null && isSuperseded(set, first))) {
                roles.put(set, Role.SUPERSEDED);
            }
        }
    }

    private boolean isSuperseded(SlotSet set, SlotSet by) {
        return observation(set).supersededBy(observation(by), by.usable());
    }

    /** The primary on {@code timeline} that serves and has been a primary for longest; null if there is none. */
    private @Nullable SlotSet first(List<SlotSet> rivals, long timeline) {
        SlotSet first = null;
        for (SlotSet set : rivals) {
            boolean serving = timeline(set) == timeline
                    && set.usable()
                    && observation(set).role() == Role.PRIMARY;
            if (serving
                    && (first == null
                            || observation(first).since() - observation(set).since() > 0)) {
                first = set;
            }
        }
        return first;
    }

    private long timeline(SlotSet set) {
        return Objects.requireNonNull(
                        observation(set).reading(), "the set is a primary, so that its server has been asked")
                .timeline();
    }

    /** The role of {@code set}; {@link Role#UNKNOWN} if it was not compared. */
    Role of(SlotSet set) {
        return roles.getOrDefault(set, Role.UNKNOWN);
    }

    /** The observation from which the role of {@code set} was derived. */
    RoleObservation observation(SlotSet set) {
        return Objects.requireNonNull(observations.get(set), "the set was not among those compared");
    }
}
