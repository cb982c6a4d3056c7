package dev.penstock.waits.operations;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of one pool by the name of the operation: one for each of the first {@value #MOST_NAMES} names, and one
 * for all others. Thread-safe. Only the first use of a name takes a lock.
 */
public final class OperationAccounts {
    /** The name under which the claims of further operations are counted. */
    public static final String OTHER = "other";

    static final int MOST_NAMES = 256;

    private final ConcurrentHashMap<String, OperationAccount> byName = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final OperationAccount other;
    private final int reasons;
    private final Operation.Source source;

    /** Written without a lock: each writer writes true. */
    private volatile boolean used;

    /**
     * Creates empty accounts.
     *
     * @param reasons the number of reasons for which claims wait
     * @param source reads the claims of the pool that are in flight
     */
    public OperationAccounts(int reasons, Operation.Source source) {
        this.reasons = reasons;
        this.source = source;
        this.other = new OperationAccount(reasons);
    }

    /** Notes that a claim is made in an operation. */
    public void enter(Operation operation) {
        operation.usedBy(source);
        if (!used) {
            used = true;
        }
    }

    /** Whether a claim was made in an operation. */
    public boolean isUsed() {
        return used;
    }

    /** Records one wait of a claim for a reason; does nothing without an operation. */
    public void recordWait(@Nullable Operation operation, int reason, long nanos) {
        if (operation != null) {
            account(operation.name()).addWait(reason, nanos);
            OperationSums waited = new OperationSums();
            waited.addWaiting(nanos);
            operation.add(waited);
        }
    }

    /** Records that a claim ended without a connection; does nothing without an operation. */
    public void recordFailure(@Nullable Operation operation) {
        if (operation != null) {
            account(operation.name()).addFailure();
            OperationSums failed = new OperationSums();
            failed.addClaims(1);
            operation.add(failed);
        }
    }

    /** The account of a name. */
    public OperationAccount account(String name) {
        OperationAccount account = byName.get(name);
        if (account != null) {
            return account;
        }
        return byName.size() >= MOST_NAMES ? other : create(name);
    }

    private OperationAccount create(String name) {
        lock.lock();
        try {
            return byName.size() >= MOST_NAMES || name.equals(OTHER)
                    ? byName.getOrDefault(name, other)
                    : byName.computeIfAbsent(name, any -> new OperationAccount(reasons));
        } finally {
            lock.unlock();
        }
    }

    /** The name under which the operations of {@code name} are counted. */
    public String shown(String name) {
        return account(name) == other ? OTHER : name;
    }

    /** Calls {@code reader} with each name and its account. */
    public void forEach(BiConsumer<String, OperationAccount> reader) {
        byName.forEach(reader);
        reader.accept(OTHER, other);
    }
}
