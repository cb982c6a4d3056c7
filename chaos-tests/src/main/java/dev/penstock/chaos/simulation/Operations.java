package dev.penstock.chaos.simulation;

import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.PenstockPoolMXBean;
import java.util.SplittableRandom;

/** What operators do to a pool that runs. */
final class Operations {
    private static final long SECOND = 1_000_000_000L;

    private static final long LOOK_AGAIN_NANOS = 10_000_000L;

    private final Kernel kernel;
    private final SplittableRandom chance;
    private final PenstockDataSource pool;
    private final Audit audit;
    private final int most;
    private boolean busy;
    private boolean suspended;
    private int passwords;

    Operations(Kernel kernel, SplittableRandom chance, PenstockDataSource pool, Audit audit, int most) {
        this.kernel = kernel;
        this.chance = chance;
        this.pool = pool;
        this.audit = audit;
        this.most = most;
    }

    private PenstockPoolMXBean control() {
        PenstockPoolMXBean control = pool.getPoolMXBean();
        if (control == null) {
            throw new AssertionError("the pool has not started");
        }
        return control;
    }

    /** One after the other, since setters wait for each other. */
    void next() {
        if (!busy) {
            busy = true;
            try {
                one();
            } finally {
                busy = false;
            }
        }
    }

    /** Done as soon as no operation is under way. */
    void next(Runnable operation) {
        if (busy) {
            kernel.after(LOOK_AGAIN_NANOS, Actors.STAGE, () -> next(operation));
            return;
        }
        busy = true;
        try {
            operation.run();
        } finally {
            busy = false;
        }
    }

    private void one() {
        switch (chance.nextInt(6)) {
            case 0 -> {
                kernel.note("evict", 0, 0);
                control().softEvictConnections();
            }
            case 1, 2 -> resize();
            case 3 -> suspend();
            case 4 -> credentials();
            default -> times();
        }
    }

    private void resize() {
        int maximum = 1 + chance.nextInt(most);
        int idle = chance.nextBoolean() ? -1 : chance.nextInt(maximum + 1);
        kernel.note("resize", maximum, idle);
        pool.setMinimumIdle(-1);
        pool.setMaximumPoolSize(maximum);
        pool.setMinimumIdle(idle);
    }

    private void suspend() {
        if (!suspended) {
            kernel.note("suspend", 0, 0);
            suspended = true;
            audit.suspended(true);
            control().suspendPool();
            kernel.after(chance.nextLong(5 * SECOND), Actors.STAGE, this::resume);
        }
    }

    void resume() {
        if (suspended) {
            kernel.note("resume", 0, 0);
            suspended = false;
            control().resumePool();
            audit.suspended(false);
        }
    }

    /** The credentials are others now; returns when the pool knows. */
    void credentials() {
        kernel.note("credentials", 0, 0);
        pool.setPassword("password " + ++passwords);
    }

    private void times() {
        kernel.note("times", 0, 0);
        int interval = 100 * (1 + chance.nextInt(10));
        pool.setStatusTimeout(3_000);
        pool.setStatusInterval(interval);
        pool.setStatusTimeout(interval + chance.nextInt(2_000));
        pool.setConnectTimeout(1_000 + chance.nextInt(9_000));
        pool.setValidationTimeout(250 + chance.nextInt(3_000));
    }
}
