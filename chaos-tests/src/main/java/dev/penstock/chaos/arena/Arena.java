package dev.penstock.chaos.arena;

import dev.penstock.chaos.history.History;
import dev.penstock.pool.PenstockDataSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What a nemesis and a checker of one run may use. Thread-safe. */
public final class Arena {
    private final Lab lab;
    private final DataSource pool;
    private final History history;
    private final Users users;
    private final long seed;
    private final int target;
    private final ReentrantLock closing = new ReentrantLock();

    /** Guarded by {@link #closing}. */
    private @Nullable PoolClose close;

    /** Surroundings of a pool that is open. The pool's users have not started. */
    public Arena(Lab lab, DataSource pool, History history, Users users, long seed) {
        this.lab = lab;
        this.pool = pool;
        this.history = history;
        this.users = users;
        this.seed = seed;
        this.target = new Random(seed).nextInt(lab.size());
    }

    /** The servers. */
    public Lab lab() {
        return lab;
    }

    /** The pool under test. */
    public DataSource pool() {
        return pool;
    }

    /** The pool under test, if it is Penstock. */
    public Optional<PenstockDataSource> penstock() {
        return pool instanceof PenstockDataSource penstock ? Optional.of(penstock) : Optional.empty();
    }

    /** The record of the run. */
    public History history() {
        return history;
    }

    /** The threads that use the pool. */
    public Users users() {
        return users;
    }

    /** A new source of randomness, the same for the same seed. */
    public Random random() {
        return new Random(seed);
    }

    /** The index of the server that a fault of one server meets, chosen by the seed. */
    public int target() {
        return target;
    }

    /** Closes the pool, if it can be closed and is not closed yet. Waits for 20 s at most. */
    public PoolClose closePool() throws InterruptedException {
        closing.lockInterruptibly();
        try {
            PoolClose done = close;
            if (done == null) {
                done = pool instanceof AutoCloseable closeable
                        ? PoolClose.of(closeable)
                        : new PoolClose(0, Optional.empty(), List.of());
                close = done;
            }
            return done;
        } finally {
            closing.unlock();
        }
    }
}
