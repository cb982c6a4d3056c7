package dev.penstock.backends.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.Balance;
import dev.penstock.backends.SlotSetTestData;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.SlotSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Routes over sets that change while the route is made. */
class RouteTest {
    private final Random random = new Random(1);

    private static List<SlotSet> sets(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> {
                    SlotSet set = new SlotSet(SlotSetTestData.backend(number));
                    set.setHealth(BackendHealth.ONLINE);
                    return set;
                })
                .toList();
    }

    /** Each status request measures the latency anew. */
    @Test
    void latencyThatChangesMeanwhileLeavesOutNoSet() {
        List<SlotSet> sets = sets(64);
        for (int i = 0; i < 100; i++) {
            List<List<SlotSet>> groups = Route.byLatency(sets, set -> random.nextInt(1_000_000_000));
            assertThat(groups).allSatisfy(group -> assertThat(group).isNotEmpty());
            assertThat(groups.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(sets);
        }
    }

    @Test
    void similarLatenciesFormOneGroup() {
        List<SlotSet> sets = sets(4);
        List<Long> latencies = List.of(2_000_000L, 1_000_000L, 1_700_000L, 1_701_000L);

        assertThat(Route.byLatency(sets, set -> latencies.get(sets.indexOf(set))))
                .containsExactly(List.of(sets.get(1), sets.get(2)), List.of(sets.get(3), sets.get(0)));
    }

    @Test
    void setThatStallsMeanwhileIsInTheRouteOnce() throws InterruptedException {
        List<SlotSet> sets = sets(8);
        AtomicBoolean over = new AtomicBoolean();
        Thread stalling = new Thread(() -> {
            while (!over.get()) {
                sets.forEach(set -> set.setStalled(!set.stalled()));
            }
        });
        stalling.start();
        try {
            for (int i = 0; i < 5_000; i++) {
                Route route = Route.of(TargetServerType.ANY, Balance.UNIFORM, sets, RoleAssignments.of(sets));
                assertThat(route.sets()).containsExactlyInAnyOrderElementsOf(sets);
            }
        } finally {
            over.set(true);
            stalling.join();
        }
    }
}
