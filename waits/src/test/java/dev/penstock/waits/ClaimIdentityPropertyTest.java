package dev.penstock.waits;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;

class ClaimIdentityPropertyTest {
    private final ExecutorService otherThread = Executors.newSingleThreadExecutor();

    @AfterProperty
    void end() {
        otherThread.shutdown();
    }

    @Property
    void everyClaimIsAccountedForWhateverThePoolDoes(
            @ForAll("schedules") List<SimulatedStep> schedule, @ForAll("origins") long origin) throws Exception {
        SimulatedPool pool = new SimulatedPool(origin, otherThread);
        for (SimulatedStep step : schedule) {
            pool.take(step);
        }
        pool.drain();
    }

    @Provide
    Arbitrary<List<SimulatedStep>> schedules() {
        return Combinators.combine(
                        Arbitraries.of(SimulatedStep.Move.values()),
                        Arbitraries.integers().between(0, 11),
                        Durations.upTo(1_000_000_000))
                .as(SimulatedStep::new)
                .list()
                .ofMaxSize(120);
    }

    @Provide
    Arbitrary<Long> origins() {
        return Arbitraries.of(0L, -1_000_000_000L, Long.MAX_VALUE - 1_000_000_000L, Long.MIN_VALUE);
    }
}
