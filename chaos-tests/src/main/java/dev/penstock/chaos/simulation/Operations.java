package dev.penstock.chaos.simulation;

import dev.penstock.chaos.simulation.kernel.ActorIds;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.PenstockPoolMXBean;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** The operators' actions on a running pool. */
final class Operations {
    private static final long SECOND = 1_000_000_000L;

    private static final long LOOK_AGAIN_NANOS = 10_000_000L;

    private final SimulationContext context;
    private final Kernel kernel;
    private final SplittableRandom chance;
    private final PenstockDataSource pool;
    private final Audit audit;
    private final int most;
    private boolean busy;
    private boolean suspended;
    private int changes;

    Operations(SimulationContext context, SplittableRandom chance, int most) {
        this.context = context;
        this.kernel = context.kernel();
        this.chance = chance;
        this.pool = context.pool();
        this.audit = context.audit();
        this.most = most;
    }

    private PenstockPoolMXBean control() {
        PenstockPoolMXBean control = pool.getPoolMXBean();
        if (control == null) {
            throw new AssertionError("the pool has not started");
        }
        return control;
    }

    /** Runs a random operation unless one is running, because setters exclude each other. */
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

    /** Runs the operation as soon as no other is running. */
    void next(Runnable operation) {
        if (busy) {
            kernel.after(LOOK_AGAIN_NANOS, ActorIds.ENVIRONMENT, () -> next(operation));
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
        switch (chance.nextInt(12)) {
            case 0 -> {
                kernel.note("evict", 0, 0);
                long asked = kernel.elapsed();
                context.servers().all().forEach(audit.operations()::evictRequested);
                control().softEvictConnections();
                context.servers().all().forEach(server -> audit.operations().evictionReturned(server, asked));
            }
            case 1, 2, 3 -> resize();
            case 4 -> suspend();
            case 5 -> credentials();
            case 6 -> evict();
            case 7, 8 -> drain();
            case 9 -> catalog();
            default -> times();
        }
    }

    private Duration limit() {
        return Duration.ofNanos(chance.nextLong(10 * SECOND));
    }

    private FakeServer any() {
        List<FakeServer> all = context.servers().all();
        return all.get(chance.nextInt(all.size()));
    }

    private static String named(FakeServer server) {
        return server.backend.id().toString();
    }

    private void resize() {
        int maximum = 1 + chance.nextInt(most);
        int idle = chance.nextBoolean() ? -1 : chance.nextInt(maximum + 1);
        int each = SimulationParameters.maximumPerBackend(maximum, chance);
        kernel.note("resize", maximum, idle);
        pool.setMinimumIdle(-1);
        pool.setMinimumIdlePerBackend(0);
        pool.setMaximumPerBackend(each);
        pool.setMaximumPoolSize(maximum);
        pool.setMinimumIdle(idle);
        pool.setMinimumIdlePerBackend(SimulationParameters.minimumIdlePerBackend(maximum, each, chance));
    }

    private void suspend() {
        if (!suspended) {
            kernel.note("suspend", 0, 0);
            suspended = true;
            audit.suspended(true);
            kernel.after(chance.nextLong(10 * SECOND), ActorIds.ENVIRONMENT, this::resume);
            if (chance.nextBoolean()) {
                control().suspendPool();
            } else if (pool.operations().suspend(limit()).complete()) {
                audit.suspendReported();
            }
        }
    }

    void resume() {
        if (suspended) {
            kernel.note("resume", 0, 0);
            suspended = false;
            audit.operations().resumed();
            control().resumePool();
            audit.suspended(false);
        }
    }

    private void evict() {
        FakeServer server = any();
        long asked = kernel.elapsed();
        try {
            audit.operations().evictRequested(server);
            if (pool.operations().evict(named(server), limit()).complete()) {
                audit.evictReported(server, asked);
            }
        } catch (IllegalArgumentException e) {
            kernel.note("unknown backend", server.number, 0);
        }
    }

    private void drain() {
        FakeServer server = any();
        try {
            if (audit.operations().isDrained(server)) {
                restore(server);
                return;
            }
            kernel.note("drain", server.number, 0);
            audit.operations().drainRequested(server);
            if (pool.operations().drain(named(server), limit()).complete()) {
                audit.drainReported(server);
            }
        } catch (IllegalArgumentException e) {
            kernel.note("unknown backend", server.number, 0);
        }
    }

    private void restore(FakeServer server) {
        kernel.note("restore", server.number, 0);
        audit.operations().restored(server);
        pool.operations().restore(named(server));
    }

    /** Restores all drained servers. */
    void restoreAll() {
        for (FakeServer server : context.servers().all()) {
            try {
                restore(server);
            } catch (IllegalArgumentException e) {
                kernel.note("unknown backend", server.number, 0);
            }
        }
    }

    /** Changes the credentials. */
    void credentials() {
        kernel.note("credentials", 0, 0);
        pool.setPassword("password " + ++changes);
    }

    /** Changes the catalog of sessions; the pool replaces older sessions. */
    private void catalog() {
        kernel.note("catalog", 0, 0);
        audit.operations().settingsChanged();
        pool.setCatalog("catalog " + ++changes);
    }

    private void times() {
        kernel.note("times", 0, 0);
        int interval = 100 * (1 + chance.nextInt(10));
        pool.setStatusTimeout(3_000);
        pool.setStatusInterval(interval);
        pool.setStatusTimeout(interval + chance.nextInt(2_000));
        pool.setConnectTimeout(1_000 + chance.nextInt(9_000));
        pool.setValidationTimeout(250 + chance.nextInt(3_000));
        pool.setConnectRate(SimulationParameters.connectRate(chance));
        pool.setBackendProbeInterval(chance.nextBoolean() ? 0 : 100 + chance.nextInt(5_000));
        pool.setAbortOnBackendLoss(chance.nextBoolean());
    }
}
