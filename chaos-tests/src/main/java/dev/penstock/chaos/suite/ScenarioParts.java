package dev.penstock.chaos.suite;

import dev.penstock.chaos.arena.Lab.Topology;
import dev.penstock.chaos.checkers.Expected;
import dev.penstock.chaos.nemeses.Nemesis;
import dev.penstock.chaos.suite.Scenario.Fault;
import dev.penstock.chaos.suite.Scenario.Load;
import dev.penstock.chaos.suite.Scenario.Need;
import dev.penstock.chaos.workloads.Jobs;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** What the scenarios have in common. */
final class ScenarioParts {
    static final int USERS = 8;
    static final int NESTED_USERS = 16;
    static final int MANY_USERS = 64;
    /**
     * The longest call to a server that falls silent, as Penstock's documentation has it: 2 s, if it had just answered
     * a probe for a call that was slow; 0.4 s until the call is suspected, and 0.5 s until the next status interval;
     * two probes of 1 s, an interval apart.
     */
    static final Duration SILENT_SERVER = Duration.ofMillis(5_400);

    private ScenarioParts() {}

    static Scenario scenario(
            String name, String description, Load load, Supplier<Nemesis> fault, Expected expected, Need... needs) {
        Set<Need> all = EnumSet.noneOf(Need.class);
        all.addAll(List.of(needs));
        return new Scenario(name, description, Topology.INDEPENDENT, load, (pool, seed) -> fault.get(), expected, all);
    }

    /** A fault of the driver. */
    static Scenario seeded(String name, String description, Load load, LongFunction<Nemesis> fault, Expected expected) {
        Fault made = (pool, seed) -> fault.apply(seed);
        return new Scenario(
                name, description, Topology.INDEPENDENT, load, made, expected, Set.of(Need.DISTURBED_DRIVER));
    }

    static Load bank() {
        return new Load(Jobs::bank, USERS, false);
    }

    static Load ledger() {
        return new Load(Jobs::ledger, USERS, false);
    }

    static Load readers() {
        return new Load(Jobs::readMostly, USERS, false);
    }

    static Load holders() {
        return new Load(Jobs::longHolds, USERS, false);
    }
}
