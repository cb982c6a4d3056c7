package dev.penstock.backends.routing;

import dev.penstock.backends.Role;
import dev.penstock.backends.RoleReading;
import dev.penstock.backends.slots.RoleObservation;
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
 * What each backend of a pool is taken for at one moment, all of them compared: an immutable value.
 *
 * <p>An old primary that comes back calls itself a primary still. Of those that do, of one database, the one of the
 * highest timeline is it, even while it is offline; of equal ones, the one that has been it for longest of those that
 * serve.
 */
final class RoleAssignments {
    private final IdentityHashMap<SlotSet, RoleObservation> standings = new IdentityHashMap<>();
    private final IdentityHashMap<SlotSet, Role> roles = new IdentityHashMap<>();

    private RoleAssignments() {}

    static RoleAssignments of(List<SlotSet> sets) {
        RoleAssignments judged = new RoleAssignments();
        Map<String, List<SlotSet>> primaries = new HashMap<>();
        for (SlotSet set : sets) {
            RoleObservation standing = set.role().observation();
            judged.standings.put(set, standing);
            RoleReading said = standing.reading();
            if (said != null && said.primary()) {
                primaries
                        .computeIfAbsent(said.database(), database -> new ArrayList<>())
                        .add(set);
            }
        }
        sets.forEach(set -> judged.roles.put(set, judged.standing(set).role()));
        primaries.values().forEach(judged::compare);
        return judged;
    }

    /** Whom any other has superseded, one of two has: who knows of most promotions, or who was first of those. */
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
        return standing(set).supersededBy(standing(by), by.usable());
    }

    /** Of the primaries on {@code timeline} that serve, the one that has been it for longest; null without one. */
    private @Nullable SlotSet first(List<SlotSet> rivals, long timeline) {
        SlotSet first = null;
        for (SlotSet set : rivals) {
            boolean fit =
                    timeline(set) == timeline && set.usable() && standing(set).role() == Role.PRIMARY;
            if (fit && (first == null || standing(first).since() - standing(set).since() > 0)) {
                first = set;
            }
        }
        return first;
    }

    private long timeline(SlotSet set) {
        return Objects.requireNonNull(standing(set).reading(), "a primary has said so")
                .timeline();
    }

    Role of(SlotSet set) {
        return roles.getOrDefault(set, Role.UNKNOWN);
    }

    /** What the roles were judged by. */
    RoleObservation standing(SlotSet set) {
        return Objects.requireNonNull(standings.get(set), "a set that was judged");
    }
}
