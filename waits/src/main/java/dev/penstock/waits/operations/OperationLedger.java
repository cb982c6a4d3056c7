package dev.penstock.waits.operations;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/** The times of one operation, those of nested operations included. Thread-safe. */
final class OperationLedger {
    private static final int READ_ATTEMPTS = 64;

    private final long began;
    private final Set<Operation.Source> sources = new CopyOnWriteArraySet<>();
    private final Object lock = new Object();

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
        synchronized (lock) {
            if (closed) {
                return false;
            }
            closed = true;
            ended = now;
            return true;
        }
    }

    /** Another thread enters the operation. */
    void enter(long now) {
        synchronized (lock) {
            carriers++;
            carriedNanos -= now;
        }
    }

    /** Another thread leaves the operation. */
    void leave(long now) {
        synchronized (lock) {
            carriers--;
            carriedNanos += now;
        }
    }

    /** Returns false if the source was the last one, too. */
    boolean use(Operation.Source source) {
        if (lastSource == source) {
            return false;
        }
        sources.add(source);
        lastSource = source;
        return true;
    }

    void add(OperationSums more) {
        synchronized (lock) {
            sums.add(more);
            changes++;
        }
    }

    /** The times up to now. Repeated if claims end meanwhile. */
    OperationTimes times(Operation operation) {
        OperationSums all = new OperationSums();
        long wall = 0;
        boolean consistent = false;
        for (int attempt = 1; attempt <= READ_ATTEMPTS && !consistent; attempt++) {
            long now = System.nanoTime();
            long before;
            synchronized (lock) {
                before = changes;
                all = sums.copy();
                wall = (closed ? ended : now) - began + carriedNanos + carriers * now;
            }
            for (Operation.Source source : sources) {
                source.addInFlight(operation, now, all);
            }
            synchronized (lock) {
                consistent = before == changes;
            }
        }
        return OperationTimes.of(operation.name(), wall, all);
    }
}
