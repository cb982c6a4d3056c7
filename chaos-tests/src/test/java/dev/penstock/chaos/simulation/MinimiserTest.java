package dev.penstock.chaos.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.Connector;
import dev.penstock.backends.RoleReading;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The reduction of a failed seed to the faults and claimants that its violation needs. */
class MinimiserTest {
    private static final SimulationOptions SHORTEST =
            new SimulationOptions(Duration.ofMinutes(20), Set.of(), Integer.MAX_VALUE);
    private static final int MOST = 60;

    /** The result of a run with these options that breaks this rule; null for none. */
    private static SimulationResult result(SimulationOptions options, @Nullable String violation) {
        AssertionError failure = violation == null ? null : new AssertionError(violation);
        return new SimulationResult(7, options, 0, 100, 1, Map.of(), failure, List.of());
    }

    private static Minimiser.Reduction reduce(int most, Function<SimulationOptions, @Nullable String> violations)
            throws InterruptedException {
        SimulationResult failed = result(SimulationOptions.ALL, violations.apply(SimulationOptions.ALL));
        return Minimiser.reduce(failed, 9, most, options -> result(options, violations.apply(options)));
    }

    @Test
    void reductionKeepsTheFaultsThatTheViolationNeeds() throws InterruptedException {
        Set<FaultKind> needed = Set.of(FaultKind.SESSIONS, FaultKind.DRIVER, FaultKind.OPERATIONS);
        Minimiser.Reduction reduction = reduce(
                MOST,
                options -> options.faults().containsAll(needed) && options.mostClaimants() >= 3
                        ? "server " + options.faults().size() + " has 7 slots"
                        : null);
        assertThat(reduction.smallest().options().faults()).isEqualTo(needed);
        assertThat(reduction.smallest().options().mostClaimants()).isEqualTo(4);
        assertThat(reduction.complete()).isTrue();
        assertThat(FailureReport.of(reduction))
                .contains("seed 7 breaks the same rule with these faults alone: sessions, driver, operations;")
                .contains("claimants: 4", "-Dsimulation.seed=7 -Dsimulation.without=server,all-servers,")
                .contains(" -Dsimulation.claimants=4");
    }

    @Test
    void violationWithoutFaultsIsReducedToNone() throws InterruptedException {
        Minimiser.Reduction reduction = reduce(MOST, options -> "always");
        assertThat(reduction.smallest().options().faults()).isEmpty();
        assertThat(reduction.trials()).isEqualTo(2);
        assertThat(FailureReport.of(reduction)).contains("these faults alone: none; claimants: 1");
    }

    @Test
    void violationOfAnotherRuleDoesNotCount() throws InterruptedException {
        Minimiser.Reduction reduction = reduce(
                MOST, options -> options.faults().contains(FaultKind.LOAD) ? "a claim is late" : "a slot is lost");
        assertThat(reduction.smallest().options().faults()).containsExactly(FaultKind.LOAD);
        assertThat(reduction.smallest().failure()).hasMessage("a claim is late");
    }

    @Test
    void reductionEndsAfterItsTrials() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        Minimiser.Reduction reduction = reduce(3, options -> {
            runs.incrementAndGet();
            return options.faults().contains(FaultKind.LIES) ? "broken" : null;
        });
        assertThat(runs.get()).isEqualTo(1 + 3);
        assertThat(reduction.complete()).isFalse();
        assertThat(FailureReport.of(reduction)).contains("3 runs, all that were allowed");
    }

    @Test
    void unknownKindIsRefusedWithTheKinds() {
        assertThatThrownBy(() -> FaultKind.ofLabel("flood"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no kind of fault 'flood'; kinds are server, sessions, all-servers");
        assertThat(FaultKind.ofLabel("all-servers")).isEqualTo(FaultKind.ALL_SERVERS);
    }

    /** A driver that returns its last session once more if a connect fails. */
    private record RepeatingDriver(Connector driver, Map<Backend, Connection> last) implements Connector {
        @Override
        public Connection connect(Backend backend, Duration timeout) throws SQLException {
            try {
                Connection made = driver.connect(backend, timeout);
                if (made != null) {
                    last.put(backend, made);
                }
                return made;
            } catch (SQLException e) {
                Connection former = last.get(backend);
                if (former == null) {
                    throw e;
                }
                return former;
            }
        }

        @Override
        public boolean isValid(Connection connection, Duration timeout) throws SQLException {
            return driver.isValid(connection, timeout);
        }

        @Override
        public Optional<RoleReading> role(Connection connection, Duration timeout) throws SQLException {
            return driver.role(connection, timeout);
        }

        @Override
        public void probe(Backend backend, Duration timeout) throws SQLException {
            driver.probe(backend, timeout);
        }

        @Override
        public void close(Connection connection) throws SQLException {
            driver.close(connection);
        }
    }

    private static Simulation broken(SimulationOptions options) {
        return new Simulation(3, options, driver -> new RepeatingDriver(driver, new ConcurrentHashMap<>()));
    }

    @Test
    void seedOfABrokenDriverIsReducedAndReplayed() throws InterruptedException {
        Simulation simulation = broken(SHORTEST);
        SimulationResult failed = simulation.run();
        assertThat(failed.failure()).isNotNull();

        Minimiser.Reduction reduction = Minimiser.reduce(
                failed, simulation.claimants(), MOST, options -> broken(options).run());

        SimulationResult smallest = reduction.smallest();
        assertThat(smallest.brokenRule()).isEqualTo(failed.brokenRule());
        assertThat(smallest.options().faults()).as(FailureReport.of(reduction)).hasSizeLessThanOrEqualTo(2);
        assertThat(broken(smallest.options()).run().hash()).isEqualTo(smallest.hash());
    }
}
