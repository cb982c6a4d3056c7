package dev.penstock.lab.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one method of a {@link StubDatabase}'s objects does instead of the usual: the last of {@link #throwing},
 * {@link #returning}, {@link #returningNull()}, {@link #hangingUp()}, {@link #after}, {@link #hang()} and {@link
 * #hangIgnoringInterrupt()} holds for every call that begins after it, or with {@link #once()} for the next call
 * only. Safe for any thread.
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

    /** Something to do in a call. */
    @FunctionalInterface
    private interface Action {
        @Nullable
        Object perform(StubCall call, StubCall.Work usual) throws Throwable;
    }

    private static @Nullable Object asUsual(StubCall call, StubCall.Work usual) throws Throwable {
        return usual.run();
    }

    /** Throws it. A checked exception that the method does not declare reaches the caller wrapped. */
    public StubScript throwing(Throwable failure) {
        return set((call, usual) -> {
            throw failure;
        });
    }

    /** Returns the value, which must suit the method, and does nothing. */
    public StubScript returning(Object value) {
        return set((call, usual) -> value);
    }

    /** Returns null and does nothing. */
    public StubScript returningNull() {
        return set((call, usual) -> null);
    }

    /** Closes the connection the call is made on, then does what is usual for one that is closed. */
    public StubScript hangingUp() {
        return set((call, usual) -> {
            call.hangUp().run();
            @Nullable Object result = usual.run();
            if (result instanceof Connection made) {
                made.close();
            }
            return result;
        });
    }

    /** Does the work first, in the calling thread, then the usual. */
    public StubScript after(Runnable work) {
        return set((call, usual) -> {
            work.run();
            return usual.run();
        });
    }

    /** Waits for {@link #release()}, then does the usual; an interrupt ends it with an {@link SQLException}. */
    public StubScript hang() {
        return set((call, usual) -> {
            awaitRelease(true);
            return usual.run();
        });
    }

    /** Waits for {@link #release()}, whatever interrupts come, then does the usual. */
    public StubScript hangIgnoringInterrupt() {
        return set((call, usual) -> {
            awaitRelease(false);
            return usual.run();
        });
    }

    /** Limits the action to the next call; after that the method does the usual. */
    public StubScript once() {
        lock.lock();
        try {
            onlyOnce = true;
            return this;
        } finally {
            lock.unlock();
        }
    }

    /** Does the usual in calls that begin after this. */
    public StubScript usual() {
        return set(StubScript::asUsual);
    }

    /** Lets go of the calls that hang now. */
    public void release() {
        lock.lock();
        try {
            releases++;
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many calls hang now. */
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
