package dev.penstock.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.waits.NanoClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts the pool of a data source: one start at a time, none once the pool has started. Thread-safe. The lock is that
 * of the data source, and is not held during a start.
 */
final class PoolStarter {
    private static final long MINIMUM_MILLIS = 250;

    private final ReentrantLock lock;
    private final Condition ended;
    private final Supplier<@Nullable RunningPool> present;
    private final Supplier<RunningPool> create;

    @GuardedBy("lock")
    private @Nullable PoolStart underWay;

    /**
     * Creates a starter.
     *
     * @param present the pool if it has started, otherwise null; throws if there can be no start
     * @param create creates, starts and publishes the pool; called without the lock
     */
    PoolStarter(ReentrantLock lock, Supplier<@Nullable RunningPool> present, Supplier<RunningPool> create) {
        this.lock = lock;
        this.ended = lock.newCondition();
        this.present = present;
        this.create = create;
    }

    /**
     * Starts the pool on the calling thread, unless another thread starts it; waits for the end in any case.
     *
     * @throws IllegalStateException if the calling thread already carries out the start
     */
    RunningPool start() {
        return begin(PoolStart::run).join();
    }

    /**
     * Makes a claim that comes before the pool has started. The deadline of the claim covers the start, too.
     *
     * @param config the configuration of the pool
     * @param parts the parts of the pool that are given; with them, the pool starts on the calling thread
     * @throws SQLException as {@link PenstockDataSource#claim}; also if the start failed or has not ended in time
     */
    Connection claim(PenstockConfig config, Optional<PoolParts> parts, ClaimOptions options) throws SQLException {
        long began = parts.map(PoolParts::clock).orElseGet(NanoClock::system).nanoTime();
        Duration limit = options.timeout().orElseGet(() -> timeout(config.getConnectionTimeout()));
        String pool = Objects.requireNonNullElse(config.getPoolName(), "unnamed");
        PoolStart start;
        try {
            start = begin(parts.isPresent() ? PoolStart::run : fresh -> fresh.runOnOwnThread(pool));
        } catch (IllegalStateException e) {
            throw new SQLNonTransientConnectionException(e.getMessage(), "08001", e);
        }
        return start.await(limit, pool).claim(options, began);
    }

    /** A connectionTimeout below its minimum is refused by the start, which needs some time for that. */
    private static Duration timeout(long millis) {
        return Duration.ofMillis(millis == 0 ? 0 : Math.max(MINIMUM_MILLIS, millis));
    }

    private PoolStart begin(Consumer<PoolStart> how) {
        PoolStart fresh;
        lock.lock();
        try {
            RunningPool running = present.get();
            if (running != null) {
                return PoolStart.ended(running);
            }
            if (underWay != null) {
                if (underWay.isOnThisThread()) {
                    throw new IllegalStateException("the pool is still starting on this thread");
                }
                return underWay;
            }
            fresh = new PoolStart(this::create);
            underWay = fresh;
        } finally {
            lock.unlock();
        }
        try {
            how.accept(fresh);
        } catch (Throwable e) {
            abandon(fresh, e);
            throw e;
        }
        return fresh;
    }

    /** Ends a start that never began, for those that wait for it. */
    @SuppressWarnings("ReferenceEquality") // Identity: a later start goes on.
    private void abandon(PoolStart fresh, Throwable reason) {
        fresh.fail(reason);
        lock.lock();
        try {
            if (underWay == fresh) {
                underWay = null;
                ended.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private RunningPool create() {
        try {
            RunningPool running = present.get(); // throws if the data source was closed before this thread came here
            return running == null ? create.get() : running;
        } finally {
            lock.lock();
            try {
                underWay = null;
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until no start is under way, unless the calling thread carries it out. Called under the lock. */
    void awaitEnd() {
        lock.lock();
        try {
            while (underWay != null && !underWay.isOnThisThread()) {
                ended.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts a start that is under way, and waits for its end, at most {@code limit}. Called without the lock. */
    void cancel(Duration limit) {
        PoolStart left;
        lock.lock();
        try {
            left = underWay;
        } finally {
            lock.unlock();
        }
        if (left != null) {
            left.cancel(limit);
        }
    }
}
