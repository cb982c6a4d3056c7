package dev.penstock.lab;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits until something is so. Stateless, safe for any thread. */
public final class Await {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Await() {}

    /** A question with a yes or no answer; what it throws ends the wait. */
    @FunctionalInterface
    public interface Condition {
        /** Whether it is so now. */
        boolean holds() throws Exception;
    }

    /**
     * Asks every 2 ms until the condition holds.
     *
     * @param what completes the sentence "waited 5 s until …"
     * @param limit how long to wait at most
     * @throws LabException when the limit passed, the condition threw a checked exception, or the thread was
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
            throw new LabException("could not find out whether " + what + ": " + e.getMessage(), e);
        }
    }
}
