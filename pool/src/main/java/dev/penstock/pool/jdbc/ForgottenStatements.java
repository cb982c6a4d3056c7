package dev.penstock.pool.jdbc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The older statements of a claim that has many open ones, by weak references to the driver's statements. A statement
 * that neither the application nor the driver can reach is collected, as if there were no pool. The others are closed
 * with the claim. Thread-safe.
 */
final class ForgottenStatements {
    private static final int LEAST_LIMIT = 256;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<WeakReference<Statement>> references = new ArrayList<>();

    /** The size at which references without a statement are removed: in all, a few steps per statement. */
    @GuardedBy("lock")
    private int limit = LEAST_LIMIT;

    void add(Statement statement) {
        lock.lock();
        try {
            if (references.size() >= limit) {
                references.removeIf(reference -> reference.refersTo(null));
                limit = Math.max(LEAST_LIMIT, 2 * references.size());
            }
            references.add(new WeakReference<>(statement));
        } finally {
            lock.unlock();
        }
    }

    /** Adds the statements of {@code others}. */
    void addAll(ForgottenStatements others) {
        others.statements().forEach(this::add);
    }

    /** Whether any statement may be open still. */
    boolean any() {
        return !statements().isEmpty();
    }

    private List<Statement> statements() {
        List<Statement> left = new ArrayList<>();
        lock.lock();
        try {
            for (WeakReference<Statement> reference : references) {
                Statement statement = reference.get();
                if (statement != null) {
                    left.add(statement);
                }
            }
        } finally {
            lock.unlock();
        }
        return left;
    }

    /** Closes the statements. To close one twice does no harm. */
    void close() throws SQLException {
        for (Statement statement : statements()) {
            statement.close();
        }
    }
}
