package dev.penstock.chaos.suite;

import dev.penstock.chaos.arena.Lab;
import dev.penstock.chaos.arena.Users;
import dev.penstock.chaos.checkers.Expected;
import dev.penstock.chaos.nemeses.ClockStep;
import dev.penstock.chaos.nemeses.Nemesis;
import dev.penstock.chaos.nemeses.ProcessorQuota;
import dev.penstock.chaos.pools.PoolUnderTest;
import dev.penstock.chaos.workloads.Job;
import java.util.Optional;
import java.util.Set;

/**
 * A workload, a fault, and what is expected of the pool. An immutable value.
 *
 * @param name the name on the command line
 * @param description one sentence
 * @param topology the servers
 * @param load the users
 * @param fault makes the fault of one run
 * @param expected what the pool is to do
 * @param needs what the pool must have for the fault to reach it
 */
public record Scenario(
        String name,
        String description,
        Lab.Topology topology,
        Load load,
        Fault fault,
        Expected expected,
        Set<Need> needs) {
    /** Copies the set. */
    public Scenario {
        needs = Set.copyOf(needs);
    }

    /**
     * The users of the pool.
     *
     * @param job the work that each repeats
     * @param users their number
     * @param virtual whether they are virtual threads
     */
    public record Load(Job job, int users, boolean virtual) {}

    /** Makes the fault of one run. */
    @FunctionalInterface
    public interface Fault {
        /** A new fault for a run of this pool with this seed. */
        Nemesis of(PoolUnderTest pool, long seed);
    }

    /** What a pool must have for a fault to reach it, or what the run needs. */
    public enum Need {
        /** The pool asks the lab's name server. */
        DNS,
        /** The pool gets its threads from the application. */
        THREAD_FACTORY,
        /** Java 21 or newer. */
        VIRTUAL_THREADS,
        /** The driver under the pool can be disturbed. */
        DISTURBED_DRIVER,
        /** The machine can limit the processors of this process. */
        PROCESSOR_QUOTA,
        /** The wall clock of this JVM can be stepped. */
        CLOCK_STEP
    }

    /** Why this scenario cannot run with a pool; empty if it can. */
    public Optional<String> obstacle(PoolUnderTest pool) {
        if (needs.contains(Need.DNS) && !pool.usesDns()) {
            return Optional.of("the pool does not find its servers by DNS");
        }
        if (needs.contains(Need.THREAD_FACTORY) && !pool.usesThreadFactory()) {
            return Optional.of("the pool takes no thread factory");
        }
        if (needs.contains(Need.VIRTUAL_THREADS) && !Users.VirtualThreads.available()) {
            return Optional.of("virtual threads need Java 21");
        }
        return obstacleOfMachine();
    }

    private Optional<String> obstacleOfMachine() {
        if (needs.contains(Need.CLOCK_STEP)) {
            return ClockStep.obstacle();
        }
        return needs.contains(Need.PROCESSOR_QUOTA) ? ProcessorQuota.obstacle() : Optional.empty();
    }

    /** The class name of the driver that the pool gets. */
    String driver() {
        return needs.contains(Need.DISTURBED_DRIVER)
                ? "dev.penstock.chaos.driver.ChaosDriver"
                : "org.postgresql.Driver";
    }
}
