package dev.penstock.lab;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A wait for a condition. Stateless and thread-safe. */
public final class Await {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Await() {}

    /** A condition; an exception that it throws ends the wait. */
    @FunctionalInterface
    public interface Condition {
        /** Whether the condition holds now. */
        boolean holds() throws Exception;
    }

    /**
     * Evaluates the condition every 2 ms until it holds.
     *
     * @param what completes the sentence "waited 5 s until …"
     * @param limit the longest wait
     * @throws LabException if the limit passed, the condition threw a checked exception, or the thread was
     *     interrupted (its interrupt flag stays set)
     */
    public static void until(String what, Duration limit, Condition condition) {
        long begin = System.nanoTime();
        while (!holds(what, condition)) {
            if (System.nanoTime() - begin >= limit.toNanos()) {
                throw new LabException("waited " + limit.toMillis() + " ms in vain until " + what);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new LabException("interrupted while waiting until " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean holds(String what, Condition condition) {
        try {
            return condition.holds();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new LabException("the check whether " + what + " failed: " + e.getMessage(), e);
        }
    }
}
