package dev.penstock.chaos.simulation;

import dev.penstock.backends.TargetServerType;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.pool.PenstockDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** All claimants. */
final class Claimants {
    private static final TargetServerType[] TARGETS = TargetServerType.values();

    final Kernel kernel;
    final SplittableRandom chance;
    final PenstockDataSource pool;
    final Audit audit;
    final SimulationParameters parameters;
    private final List<Claimant> all = new ArrayList<>();
    /** A divisor of the think times: a higher value means more load. */
    double load = 1;

    int longHoldsIn1000 = 2;
    boolean stopped;

    Claimants(
            Kernel kernel,
            SplittableRandom chance,
            PenstockDataSource pool,
            Audit audit,
            SimulationParameters parameters) {
        this.kernel = kernel;
        this.chance = chance;
        this.pool = pool;
        this.audit = audit;
        this.parameters = parameters;
        for (int i = 1; i <= parameters.claimants(); i++) {
            all.add(new Claimant(i, this));
        }
    }

    void start() {
        all.forEach(Claimant::think);
    }

    /** Stops new claims; the present holders release as planned. */
    void stop() {
        stopped = true;
    }

    /** Interrupts a random claimant if it waits in a claim or in the driver. */
    void interruptOne() {
        all.get(chance.nextInt(all.size())).interrupt();
    }

    List<Claimant> all() {
        return all;
    }

    /** The number of queued claims for {@code target}. */
    int queued(TargetServerType target) {
        int queued = 0;
        for (Claimant one : all) {
            queued += one.target() == target && one.isQueued() ? 1 : 0;
        }
        return queued;
    }

    /** The number of claims that have held a connection since before {@code moment}. */
    int heldSince(long moment) {
        int old = 0;
        for (Claimant one : all) {
            old += one.holds() && one.holdsSince() < moment ? 1 : 0;
        }
        return old;
    }

    /** The target that a claim names; empty for the default. */
    Optional<TargetServerType> explicitTarget() {
        return chance.nextInt(100) < parameters.routing().explicitIn100()
                ? Optional.of(TARGETS[chance.nextInt(TARGETS.length)])
                : Optional.empty();
    }

    /** An exponentially distributed value with this mean. */
    long exponential(long mean) {
        return (long) (-Math.log(1 - chance.nextDouble()) * mean);
    }
}
