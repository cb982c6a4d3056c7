package dev.penstock.chaos.simulation;

import dev.penstock.backends.TargetServerType;
import dev.penstock.pool.PenstockDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Everyone who claims. */
final class Claimants {
    private static final TargetServerType[] TARGETS = TargetServerType.values();

    final Kernel kernel;
    final SplittableRandom chance;
    final PenstockDataSource pool;
    final Audit audit;
    final SimulationParameters parameters;
    private final List<Claimant> all = new ArrayList<>();
    /** How much longer they think, hold: more load, or less. */
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

    /** From here on nobody claims; who holds gives back when the time comes. */
    void stop() {
        stopped = true;
    }

    /** Interrupts whoever waits in a claim or at the driver, if the one that is chosen does. */
    void interruptOne() {
        all.get(chance.nextInt(all.size())).interrupt();
    }

    List<Claimant> all() {
        return all;
    }

    /** Claims that wait in the queue and ask for {@code target}. */
    int queued(TargetServerType target) {
        int queued = 0;
        for (Claimant one : all) {
            queued += one.target() == target && one.isQueued() ? 1 : 0;
        }
        return queued;
    }

    /** Who has held since before {@code moment}. */
    int heldSince(long moment) {
        int old = 0;
        for (Claimant one : all) {
            old += one.holds() && one.holdsSince() < moment ? 1 : 0;
        }
        return old;
    }

    /** What a claim asks for that says so. */
    Optional<TargetServerType> explicitTarget() {
        return chance.nextInt(100) < parameters.routing().explicitIn100()
                ? Optional.of(TARGETS[chance.nextInt(TARGETS.length)])
                : Optional.empty();
    }

    /** Around {@code mean}, mostly less and sometimes much more. */
    long exponential(long mean) {
        return (long) (-Math.log(1 - chance.nextDouble()) * mean);
    }
}
