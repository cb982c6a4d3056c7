package dev.penstock.backends;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What each backend of a pool is taken for at one moment, all of them compared: an immutable value.
 *
 * <p>An old primary that comes back calls itself a primary still. Of those that do, of one database, the one of the
 * highest timeline is it, even while it is offline; of equal ones, the one that has been it for longest of those that
 * serve.
 */
final class Roles {
    private final IdentityHashMap<SlotSet, Standing> standings = new IdentityHashMap<>();
    private final IdentityHashMap<SlotSet, Role> roles = new IdentityHashMap<>();

    private Roles() {}

    static Roles of(List<SlotSet> sets) {
        Roles judged = new Roles();
        Map<String, List<SlotSet>> primaries = new HashMap<>();
        for (SlotSet set : sets) {
            Standing standing = set.role().standing();
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

    private void compare(List<SlotSet> rivals) {
        for (SlotSet set : rivals) {
            Standing mine = standing(set);
            if (rivals.stream().anyMatch(other -> mine.supersededBy(standing(other), other.usable()))) {
                roles.put(set, Role.SUPERSEDED);
            }
        }
    }

    Role of(SlotSet set) {
        return roles.getOrDefault(set, Role.UNKNOWN);
    }

    /** What the roles were judged by. */
    Standing standing(SlotSet set) {
        return Objects.requireNonNull(standings.get(set), "a set that was judged");
    }
}
