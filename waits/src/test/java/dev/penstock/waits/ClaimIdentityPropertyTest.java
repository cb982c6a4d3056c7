package dev.penstock.waits;

import static dev.penstock.lab.property.Generators.ints;
import static dev.penstock.lab.property.Generators.of;

import dev.penstock.lab.property.Generator;
import dev.penstock.lab.property.Property;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClaimIdentityPropertyTest {
    private static final Generator<SimulatedStep.Move> MOVES = of(SimulatedStep.Move.class);
    private static final Generator<Integer> WHICH = ints(0, 11);
    private static final Generator<Long> NANOS = Durations.upTo(1_000_000_000);
    private static final Generator<SimulatedStep> STEP =
            choices -> new SimulatedStep(choices.draw(MOVES), choices.draw(WHICH), choices.draw(NANOS));
    private static final Generator<List<SimulatedStep>> SCHEDULES = STEP.list(0, 120);

    /** The first times of the clock: two of them let it overflow during the schedule. */
    private static final Generator<Long> ORIGINS =
            of(0L, -1_000_000_000L, Long.MAX_VALUE - 1_000_000_000L, Long.MIN_VALUE);

    private final ExecutorService otherThread = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        otherThread.shutdown();
    }

    @Test
    void everyClaimIsAccountedFor() {
        Property.check(choices -> {
            List<SimulatedStep> schedule = choices.draw("schedule", SCHEDULES);
            SimulatedPool pool = new SimulatedPool(choices.draw("origin", ORIGINS), otherThread);
            for (SimulatedStep step : schedule) {
                pool.take(step);
            }
            pool.drain();
        });
    }
}
