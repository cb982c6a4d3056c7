package dev.penstock.chaos.simulation;

import dev.penstock.pool.PenstockDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Everyone who claims. */
final class Claimants {
    final Kernel kernel;
    final SplittableRandom chance;
    final PenstockDataSource pool;
    final Audit audit;
    final Plan plan;
    private final List<Claimant> all = new ArrayList<>();
    /** How much longer they think, hold: more load, or less. */
    double haste = 1;

    int longHoldsIn1000 = 2;
    boolean stopped;

    Claimants(Kernel kernel, SplittableRandom chance, PenstockDataSource pool, Audit audit, Plan plan) {
        this.kernel = kernel;
        this.chance = chance;
        this.pool = pool;
        this.audit = audit;
        this.plan = plan;
        for (int i = 1; i <= plan.claimants(); i++) {
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

    /** Claims that have not ended, by now. */
    List<Claimant> claiming() {
        return all.stream().filter(Claimant::isClaiming).toList();
    }

    boolean anyHolds() {
        return all.stream().anyMatch(Claimant::holds);
    }

    /** Around {@code mean}, mostly less and sometimes much more. */
    long about(long mean) {
        return (long) (-Math.log(1 - chance.nextDouble()) * mean);
    }
}
