package dev.penstock.waits.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts seconds by the number of slots in use. Thread-safe: the lock is held for some microseconds, by the recorder
 * once a second and by readers.
 */
final class UsageMeter {
    private static final int SECONDS = 3_600;
    private static final int FULL = 2;
    private static final int WAITED = 1;

    /** Pools with more slots count the seconds in which more were in use under this number. */
    private static final int MOST_COUNTED = 16_384;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private long[] since = new long[1];

    @GuardedBy("lock")
    private long waiting;

    @GuardedBy("lock")
    private long full;

    /** For each of the last seconds: the slots in use, a bit for a full pool, and a bit for a claim that waited. */
    @GuardedBy("lock")
    private final int[] last = new int[SECONDS];

    @GuardedBy("lock")
    private long recorded;

    /**
     * Adds seconds of the same use.
     *
     * @param seconds their number, at least 1
     * @param used the slots in use
     * @param maximum the most slots that the pool may have
     * @param waited whether a claim waited for a slot
     */
    void record(long seconds, int used, int maximum, boolean waited) {
        int counted = Math.min(used, MOST_COUNTED);
        int entry = counted << 2 | (used >= maximum ? FULL : 0) | (waited ? WAITED : 0);
        lock.lock();
        try {
            if (counted >= since.length) {
                since = Arrays.copyOf(since, counted + 1);
            }
            since[counted] += seconds;
            waiting += waited ? seconds : 0;
            full += used >= maximum ? seconds : 0;
            for (int i = 0; i < Math.min(seconds, SECONDS); i++) {
                last[(int) (recorded % SECONDS)] = entry;
                recorded++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The usage until now, of a pool that may have {@code maximum} slots. */
    Usage usage(int maximum) {
        lock.lock();
        try {
            List<Long> hour = new ArrayList<>(Collections.nCopies(since.length, 0L));
            long waitingInHour = 0;
            long fullInHour = 0;
            for (int i = 0; i < Math.min(recorded, SECONDS); i++) {
                int used = last[i] >>> 2;
                hour.set(used, hour.get(used) + 1);
                waitingInHour += (last[i] & WAITED) != 0 ? 1 : 0;
                fullInHour += (last[i] & FULL) != 0 ? 1 : 0;
            }
            Usage.Seconds all = new Usage.Seconds(Arrays.stream(since).boxed().toList(), full, waiting);
            return new Usage(all, new Usage.Seconds(hour, fullInHour, waitingInHour), maximum);
        } finally {
            lock.unlock();
        }
    }
}
