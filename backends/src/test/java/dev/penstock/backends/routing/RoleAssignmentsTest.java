package dev.penstock.backends.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.Role;
import dev.penstock.backends.RoleReading;
import dev.penstock.backends.SlotSetTestData;
import dev.penstock.backends.roles.RoleObservation;
import dev.penstock.backends.slots.SlotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Superseded servers, compared with the result of comparing each server with each other. */
class RoleAssignmentsTest {
    private static final int CASES = 5_000;
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void serverThatAnyOtherSupersedesIsSuperseded() {
        int superseded = 0;
        for (int i = 0; i < CASES; i++) {
            List<SlotSet> sets = sets(1 + random.nextInt(6));
            RoleAssignments roles = RoleAssignments.of(sets);
            for (SlotSet set : sets) {
                RoleObservation observation = set.role().observation();
                boolean byAny = sets.stream()
                        .anyMatch(other -> observation.supersededBy(other.role().observation(), other.usable()));
                Role expected = byAny ? Role.SUPERSEDED : observation.role();
                assertThat(roles.of(set)).as("%s of %s", observation, sets).isEqualTo(expected);
                superseded += byAny ? 1 : 0;
            }
        }
        assertThat(superseded).isGreaterThan(CASES / 2);
    }

    private List<SlotSet> sets(int count) {
        List<SlotSet> sets = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            sets.add(set(number));
        }
        return sets;
    }

    private SlotSet set(int number) {
        SlotSet set = new SlotSet(SlotSetTestData.backend(number));
        set.setHealth(random.nextInt(4) == 0 ? BackendHealth.OFFLINE : BackendHealth.ONLINE);
        long askedAt = random.nextInt(5);
        String database = List.of("one", "one", "one", "other", "").get(random.nextInt(5));
        if (random.nextInt(8) > 0) {
            set.role()
                    .observe(new RoleReading(random.nextInt(4) > 0, database, random.nextInt(3)), askedAt, askedAt + 1);
        }
        if (random.nextInt(6) == 0) {
            set.role().markDoubtful(askedAt + 2);
        }
        return set;
    }
}
