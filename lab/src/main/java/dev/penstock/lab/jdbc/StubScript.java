package dev.penstock.lab.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The scripted behaviour of one method of a {@link StubDatabase}'s objects, in place of its default behaviour. The last
 * of {@link #throwing}, {@link #throwingAfterwards}, {@link #returning}, {@link #returningNull()},
 * {@link #closingConnection()}, {@link #after}, {@link #hang()} and {@link #hangIgnoringInterrupt()} applies to every
 * later call, or with {@link #once()} to the next call only. Thread-safe.
 */
public final class StubScript {

    private final String method;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private Action action = StubScript::asUsual;
    private boolean onlyOnce;
    private int hanging;
    private long releases;

    StubScript(String method) {
        this.method = method;
    }

    /** The scripted effect of a call. */
    @FunctionalInterface
    private interface Action {
        @Nullable
        Object perform(StubCall call, StubCall.Work usual) throws Throwable;
    }

    private static @Nullable Object asUsual(StubCall call, StubCall.Work usual) throws Throwable {
        return usual.run();
    }

    /** Throws the failure. A checked exception that the method does not declare reaches the caller wrapped. */
    public StubScript throwing(Throwable failure) {
        return set((call, usual) -> {
            throw failure;
        });
    }

    /** Behaves as usual, then throws the failure. */
    public StubScript throwingAfterwards(Throwable failure) {
        return set((call, usual) -> {
            usual.run();
            throw failure;
        });
    }

    /** Only returns the value, whose type must suit the method. */
    public StubScript returning(Object value) {
        return set((call, usual) -> value);
    }

    /** Only returns null. */
    public StubScript returningNull() {
        return set((call, usual) -> null);
    }

    /** Closes the call's connection, then behaves as a closed connection does. */
    public StubScript closingConnection() {
        return set((call, usual) -> {
            call.closeConnection().run();
            @Nullable Object result = usual.run();
            if (result instanceof Connection made) {
                made.close();
            }
            return result;
        });
    }

    /** Behaves as usual, then closes the call's connection. */
    public StubScript closingConnectionAfterwards() {
        return set((call, usual) -> {
            @Nullable Object result = usual.run();
            call.closeConnection().run();
            return result;
        });
    }

    /** Runs {@code work} in the calling thread, then behaves as usual. */
    public StubScript after(Runnable work) {
        return set((call, usual) -> {
            work.run();
            return usual.run();
        });
    }

    /** Waits for {@link #release()}, then behaves as usual; an interrupt ends the wait with an {@link SQLException}. */
    public StubScript hang() {
        return set((call, usual) -> {
            awaitRelease(true);
            return usual.run();
        });
    }

    /** Waits for {@link #release()} in spite of interrupts, then behaves as usual. */
    public StubScript hangIgnoringInterrupt() {
        return set((call, usual) -> {
            awaitRelease(false);
            return usual.run();
        });
    }

    /** Limits the scripted behaviour to the next call. */
    public StubScript once() {
        lock.lock();
        try {
            onlyOnce = true;
            return this;
        } finally {
            lock.unlock();
        }
    }

    /** Restores the default behaviour for later calls. */
    public StubScript usual() {
        return set(StubScript::asUsual);
    }

    /** Releases the calls that hang now. */
    public void release() {
        lock.lock();
        try {
            releases++;
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The number of calls that hang now. */
    public int hanging() {
        lock.lock();
        try {
            return hanging;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        usual();
        release();
    }

    @Nullable
    Object perform(StubCall call, StubCall.Work usual) throws Throwable {
        return nextAction().perform(call, usual);
    }

    private Action nextAction() {
        lock.lock();
        try {
            Action next = action;
            if (onlyOnce) {
                action = StubScript::asUsual;
                onlyOnce = false;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private StubScript set(Action value) {
        lock.lock();
        try {
            action = value;
            onlyOnce = false;
            return this;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRelease(boolean interruptibly) throws SQLException {
        lock.lock();
        try {
            hanging++;
            for (long before = releases; releases == before; ) {
                if (interruptibly) {
                    released.await();
                } else {
                    released.awaitUninterruptibly();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while " + method + " hangs", "08006", e);
        } finally {
            hanging--;
            lock.unlock();
        }
    }
}
