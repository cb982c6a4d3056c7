package dev.penstock.console.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The share of the processors that readers of pools may take together: a twentieth, so that the claims of the
 * application keep the rest. Unused time is kept, up to two seconds of one processor. Therefore only many or long
 * queries are slowed. Thread-safe.
 *
 * <p>Not more than 2 to 4 readers run at once, and beside them one that reads metrics. A reader that has used more than
 * the share pauses; it pays for its processor time afterwards, because nobody knows it before. A debt of more than half
 * a second is forgiven.
 */
public final class ProcessorShare {
    /** The readers that run at once: not so many that the application has no processor left. */
    public static final int PERMITS =
            Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));

    static final double SHARE = 0.05;
    static final long MOST_SAVED = Duration.ofSeconds(2).toNanos();
    static final long MOST_OWED = Duration.ofMillis(500).toNanos();

    /** The longest pause until the reader looks again: meanwhile others may have paid, or cancelled it. */
    static final long LONGEST_PAUSE = Duration.ofMillis(20).toNanos();

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final double nanosANano;
    private final Times times;
    private final Semaphore permits = new Semaphore(PERMITS, true);
    private final Semaphore scrapes = new Semaphore(1, true);
    private final ReentrantLock lock = new ReentrantLock();

    /** The processor time that may be used now; negative if more was used than allowed. */
    @GuardedBy("lock")
    private double left = MOST_SAVED;

    @GuardedBy("lock")
    private long earnedAt;

    /**
     * Where times come from.
     *
     * @param clock the time that passes, in nanoseconds
     * @param used the processor time of the calling thread, in nanoseconds
     * @param pause lets the calling thread wait
     */
    record Times(LongSupplier clock, LongSupplier used, Pause pause) {
        /** Lets the calling thread wait. */
        @FunctionalInterface
        interface Pause {
            void pause(long nanos) throws InterruptedException;
        }
    }

    /** A twentieth of the processors of this process. */
    public ProcessorShare() {
        this(
                SHARE * Runtime.getRuntime().availableProcessors(),
                new Times(System::nanoTime, ProcessorShare::usedNanos, TimeUnit.NANOSECONDS::sleep));
    }

    /**
     * Another share.
     *
     * @param nanosANano the processor time that is allowed in each nanosecond that passes
     */
    ProcessorShare(double nanosANano, Times times) {
        this.nanosANano = nanosANano;
        this.times = times;
        this.earnedAt = times.clock.getAsLong();
    }

    /** No limit: for readers in a process without pools. */
    public static ProcessorShare unlimited() {
        return new ProcessorShare(
                Runtime.getRuntime().availableProcessors(),
                new Times(System::nanoTime, () -> 0, TimeUnit.NANOSECONDS::sleep));
    }

    /** The processor time of the calling thread; of a virtual thread the time that passes, which is more. */
    private static long usedNanos() {
        try {
            long nanos = THREADS.getCurrentThreadCpuTime();
            return nanos < 0 ? System.nanoTime() : nanos;
        } catch (UnsupportedOperationException e) {
            return System.nanoTime();
        }
    }

    /**
     * Waits until the calling thread may read.
     *
     * @param most the longest wait
     * @throws SQLException with a state of class 53 if it may not read in that time, or 57014 if it is interrupted
     */
    public Use begin(Duration most) throws SQLException {
        return begin(permits, most);
    }

    /**
     * Waits until the calling thread may read all metrics, which are those of others, too, and may hang. One thread at
     * a time does, and takes no permit of the readers of pools. It pays from the same share.
     *
     * @param most the longest wait
     * @throws SQLException as {@link #begin} does
     */
    public Use beginScrape(Duration most) throws SQLException {
        return begin(scrapes, most);
    }

    private Use begin(Semaphore from, Duration most) throws SQLException {
        long begun = times.clock.getAsLong();
        boolean permitted = false;
        try {
            permitted = from.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS);
            while (permitted && pauseNanos() > 0 && times.clock.getAsLong() - begun < most.toNanos()) {
                times.pause.pause(pauseNanos());
            }
        } catch (InterruptedException e) {
            release(from, permitted);
            throw interrupted();
        }
        if (!permitted || pauseNanos() > 0) {
            release(from, permitted);
            throw new SQLException(
                    "other queries use all processor time that queries may take from the application: ask again in a"
                            + " second",
                    "53000");
        }
        return new Use(from);
    }

    private static void release(Semaphore from, boolean permitted) {
        if (permitted) {
            from.release();
        }
    }

    private static SQLException interrupted() {
        Thread.currentThread().interrupt();
        return new SQLException("the query was interrupted", "57014");
    }

    /** The pause until a debt is paid, at most {@link #LONGEST_PAUSE}; 0 without a debt. */
    private long pauseNanos() {
        lock.lock();
        try {
            earn();
            return left >= 0 ? 0 : Math.min(LONGEST_PAUSE, (long) Math.ceil(-left / nanosANano));
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void earn() {
        long now = times.clock.getAsLong();
        left = Math.min((double) MOST_SAVED, left + (now - earnedAt) * nanosANano);
        earnedAt = now;
    }

    private void pay(long nanos) {
        lock.lock();
        try {
            earn();
            left = Math.max((double) -MOST_OWED, left - nanos);
        } finally {
            lock.unlock();
        }
    }

    /** One reader, from its begin to its end. Used by the thread that began it. */
    public final class Use implements AutoCloseable {
        private final Semaphore from;
        private long before = times.used.getAsLong();

        private Use(Semaphore from) {
            this.from = from;
        }

        private void pay() {
            long now = times.used.getAsLong();
            ProcessorShare.this.pay(Math.max(0, now - before));
            before = now;
        }

        /**
         * Pauses if the readers have used too much. A long reader calls this method again and again.
         *
         * @param check throws if the reader should end; called before each pause
         * @throws SQLException with the state 57014 if the thread is interrupted
         */
        void checkShare(Runnable check) throws SQLException {
            pay();
            long pause = pauseNanos();
            while (pause > 0) {
                check.run();
                try {
                    times.pause.pause(pause);
                } catch (InterruptedException e) {
                    throw interrupted();
                }
                pause = pauseNanos();
            }
        }

        /** Ends the use. */
        @Override
        public void close() {
            pay();
            from.release();
        }
    }
}
