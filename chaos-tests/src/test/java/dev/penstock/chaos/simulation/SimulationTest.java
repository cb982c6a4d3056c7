package dev.penstock.chaos.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.chaos.simulation.kernel.Fiber;
import dev.penstock.chaos.simulation.kernel.History;
import dev.penstock.chaos.simulation.kernel.Kernel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A pool in virtual time: an hour of faults for each seed. */
class SimulationTest {

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void poolKeepsItsInvariantsDuringAnHourOfFaults(long seed) throws InterruptedException {
        SimulationResult outcome = new Simulation(seed, SimulationOptions.ALL).run();
        if (outcome.failure() != null) {
            throw new AssertionError(FailureReport.of(outcome), outcome.failure());
        }
        assertThat(outcome.steps()).isGreaterThan(3_000);
        assertThat(outcome.claims()).isPositive();
    }

    @Test
    void equalSeedsHaveEqualHistories() throws InterruptedException {
        SimulationOptions oneRound = new SimulationOptions(Duration.ofMinutes(20), Set.of(), Integer.MAX_VALUE);
        for (long seed : new long[] {3, 17, 29}) {
            SimulationResult first = new Simulation(seed, oneRound).run();
            SimulationResult second = new Simulation(seed, oneRound).run();
            assertThat(second.hash()).isEqualTo(first.hash());
            assertThat(second.steps()).isEqualTo(first.steps());
            assertThat(second.last()).isEqualTo(first.last());
            assertThat(new Simulation(seed + 1, oneRound).run().hash()).isNotEqualTo(first.hash());
        }
    }

    @Test
    void equalOptionsHaveEqualHistories() throws InterruptedException {
        SimulationOptions fewer = new SimulationOptions(
                Duration.ofMinutes(20), EnumSet.of(FaultKind.SERVER, FaultKind.ALL_SERVERS, FaultKind.ROLES), 2);
        SimulationResult first = new Simulation(3, fewer).run();
        assertThat(first.failure()).isNull();
        assertThat(new Simulation(3, fewer).run().hash()).isEqualTo(first.hash());
        assertThat(new Simulation(3, SimulationOptions.ALL).run().hash()).isNotEqualTo(first.hash());
    }

    @Test
    void replayCommandRepeatsOptions() {
        SimulationOptions fewer = new SimulationOptions(Duration.ofMinutes(40), EnumSet.of(FaultKind.SERVER), 2);
        assertThat(SimulationOptions.ALL.asProperties()).isEmpty();
        assertThat(fewer.asProperties())
                .isEqualTo(" -Dsimulation.minutes=40 -Dsimulation.without=server -Dsimulation.claimants=2");
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThatThrownBy(() -> new SimulationOptions(Duration.ofMinutes(19), Set.of(), 1))
                .hasMessage("simulation.minutes must be >= 20, and is 19");
        assertThatThrownBy(() -> new SimulationOptions(Duration.ofMinutes(20), Set.of(), 0))
                .hasMessage("simulation.claimants must be >= 1, and is 0");
        assertThatThrownBy(() -> SimulationOptions.numberOf("simulation.seeds", "many", 1))
                .hasMessage("simulation.seeds must be a whole number, and is 'many'");
    }

    @Test
    void failureReportContainsLastStepsAndReplayCommand() throws InterruptedException {
        History history = new History(2);
        Kernel kernel = new Kernel(new SplittableRandom(1), history, 0);
        kernel.after(1_000_000_000, 7, () -> kernel.note("something", 7, 8));
        kernel.after(2_000_000_000, 7, () -> {
            throw new IllegalStateException("out of order");
        });
        Throwable failure = kernel.run();
        assertThat(failure).isInstanceOf(IllegalStateException.class);
        String report = FailureReport.of(new SimulationResult(
                42, SimulationOptions.ALL, history.hash(), kernel.steps(), 0, Map.of(), failure, history.last()));
        assertThat(report)
                .contains("seed 42 failed", "out of order", "1.000000 s  something", "7, 8")
                .contains("mvn -Psimulation -pl chaos-tests -am -Dsimulation.seed=42");
    }

    @Test
    void endOfEventsIsAFailure() throws InterruptedException {
        Kernel kernel = new Kernel(new SplittableRandom(1), new History(2), 0);
        kernel.after(0, 1, () -> {});
        assertThat(kernel.run()).hasMessageContaining("no event is left");
    }

    @Test
    void parkedFiberResumesInVirtualTime() throws InterruptedException {
        Kernel kernel = new Kernel(new SplittableRandom(1), new History(10), 0);
        StringBuilder order = new StringBuilder();
        Fiber[] parked = new Fiber[1];
        kernel.after(0, 1, () -> {
            parked[0] = Fiber.current();
            kernel.park(this, Duration.ofSeconds(10).toNanos());
            order.append("unparked at ").append(kernel.elapsed() / 1_000_000_000);
        });
        kernel.after(1, 2, () -> {
            kernel.hang(Duration.ofSeconds(3).toNanos());
            order.append("slept, ");
            kernel.unpark(parked[0]);
        });
        kernel.after(Duration.ofSeconds(20).toNanos(), 3, kernel::end);
        assertThat(kernel.run()).isNull();
        assertThat(order.toString()).isEqualTo("slept, unparked at 3");
    }
}
