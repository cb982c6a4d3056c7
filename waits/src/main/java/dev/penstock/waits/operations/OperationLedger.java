package dev.penstock.waits.operations;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The times of one operation, those of nested operations included. Thread-safe. */
final class OperationLedger {
    private static final int READ_ATTEMPTS = 64;

    private final long began;
    private final Set<Operation.Source> sources = new CopyOnWriteArraySet<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** The last source that used this operation; a racy cache. */
    private Operation.@Nullable Source lastSource;

    /** The claims that ended. */
    @GuardedBy("lock")
    private final OperationSums sums = new OperationSums();

    /** How often {@link #sums} changed. */
    @GuardedBy("lock")
    private long changes;

    /** The number of other threads that are in this operation now. */
    @GuardedBy("lock")
    private long carriers;

    /** The sum of the ends minus the sum of the begins on other threads. */
    @GuardedBy("lock")
    private long carriedNanos;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private long ended;

    OperationLedger(long began) {
        this.began = began;
    }

    /** Returns false if the operation had ended. */
    boolean end(long now) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            ended = now;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Another thread enters the operation. */
    void enter(long now) {
        lock.lock();
        try {
            carriers++;
            carriedNanos -= now;
        } finally {
            lock.unlock();
        }
    }

    /** Another thread leaves the operation. */
    void leave(long now) {
        lock.lock();
        try {
            carriers--;
            carriedNanos += now;
        } finally {
            lock.unlock();
        }
    }

    /** Returns false if the source was the last one, too. */
    boolean use(Operation.Source source) {
        if (source.equals(lastSource)) {
            return false;
        }
        sources.add(source);
        lastSource = source;
        return true;
    }

    void add(OperationSums more) {
        lock.lock();
        try {
            sums.add(more);
            changes++;
        } finally {
            lock.unlock();
        }
    }

    /** The times up to now. Repeated if claims end meanwhile. */
    OperationTimes times(Operation operation) {
        OperationTimes times = null;
        for (int attempt = 1; attempt <= READ_ATTEMPTS && times == null; attempt++) {
            times = tryTimes(operation, attempt == READ_ATTEMPTS);
        }
        return Objects.requireNonNull(times, "the last attempt reads times");
    }

    /** The times up to now; null if claims ended meanwhile, unless this is the last attempt. */
    private @Nullable OperationTimes tryTimes(Operation operation, boolean last) {
        long now = System.nanoTime();
        long before;
        long wall;
        OperationSums all;
        lock.lock();
        try {
            before = changes;
            all = sums.copy();
            wall = (closed ? ended : now) - began + carriedNanos + carriers * now;
        } finally {
            lock.unlock();
        }
        for (Operation.Source source : sources) {
            source.addInFlight(operation, now, all);
        }
        return last || before == changesNow() ? OperationTimes.of(operation.name(), wall, all) : null;
    }

    private long changesNow() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }
}
