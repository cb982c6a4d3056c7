package dev.penstock.waits.jfr;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The events of a claim. The lock is held for a few stores, and while an event is committed. */
final class RecordedClaim implements ClaimFlight {
    private final String pool;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final ClaimAcquireEvent acquire = new ClaimAcquireEvent();

    @GuardedBy("lock")
    private final ClaimFailedEvent failed = new ClaimFailedEvent();

    @GuardedBy("lock")
    private final ClaimHoldEvent hold = new ClaimHoldEvent();

    @GuardedBy("lock")
    private Supplier<String> claim = () -> "";

    @GuardedBy("lock")
    private @Nullable String operation;

    @GuardedBy("lock")
    private @Nullable String backend;

    @GuardedBy("lock")
    private long slot;

    @GuardedBy("lock")
    private @Nullable ClaimHandoverEvent handover;

    @GuardedBy("lock")
    private long calls;

    /** The outermost call under way; null if there is none. A call of another thread meanwhile is not recorded. */
    @GuardedBy("lock")
    private @Nullable JdbcCallEvent call;

    @GuardedBy("lock")
    private @Nullable Thread caller;

    @GuardedBy("lock")
    private int nested;

    RecordedClaim(String pool) {
        this.pool = pool;
        acquire.begin();
        failed.begin();
    }

    @Override
    public void identify(Supplier<String> id, @Nullable String name) {
        lock.lock();
        try {
            claim = id;
            operation = name;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private <E extends ClaimEvent> E place(E event) {
        event.pool = pool;
        event.claim = claim.get();
        event.operation = operation;
        event.backend = backend;
        event.slot = slot;
        return event;
    }

    @Override
    public void handedOver(@Nullable String from, int overtaken) {
        lock.lock();
        try {
            ClaimHandoverEvent event = new ClaimHandoverEvent();
            event.from = from;
            event.overtaken = overtaken;
            handover = event;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void acquired(String label, long id, @Nullable Supplier<String> waits) {
        lock.lock();
        try {
            backend = label;
            slot = id;
            ClaimHandoverEvent given = handover;
            if (given != null) {
                handover = null;
                place(given).commit();
            }
            acquire.end();
            if (acquire.shouldCommit()) {
                acquire.waits = waits == null ? null : waits.get();
                place(acquire).commit();
            }
            hold.begin();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void failed(String outcome, String waits, String failure) {
        lock.lock();
        try {
            failed.outcome = outcome;
            failed.waits = waits;
            failed.failure = failure;
            place(failed).commit();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void callBegan() {
        lock.lock();
        try {
            calls++;
            if (call == null) {
                JdbcCallEvent event = new JdbcCallEvent();
                event.begin();
                call = event;
                caller = Thread.currentThread();
            } else if (caller == Thread.currentThread()) {
                nested++;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void callEnded() {
        lock.lock();
        try {
            JdbcCallEvent event = call;
            if (event == null || caller != Thread.currentThread()) {
                return;
            }
            if (nested > 0) {
                nested--;
                return;
            }
            call = null;
            caller = null;
            event.end();
            if (event.shouldCommit()) {
                place(event).commit();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void thrown(String failure) {
        lock.lock();
        try {
            JdbcCallEvent event = call;
            if (event != null && caller == Thread.currentThread()) {
                event.failure = failure;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void moved(String label, long id) {
        lock.lock();
        try {
            backend = label;
            slot = id;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void released(@Nullable String closed) {
        lock.lock();
        try {
            hold.end();
            if (hold.shouldCommit()) {
                hold.calls = calls;
                hold.closed = closed;
                place(hold).commit();
            }
        } finally {
            lock.unlock();
        }
    }
}
