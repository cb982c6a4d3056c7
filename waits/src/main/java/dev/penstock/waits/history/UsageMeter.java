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

    /** Pools with more slots count the seconds in which more were in use under this number. */
    private static final int MOST_COUNTED = 16_384;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private long[] since = new long[1];

    @GuardedBy("lock")
    private long waiting;

    /** For each of the last seconds, the slots in use; shifted by one bit that says whether a claim waited. */
    @GuardedBy("lock")
    private final short[] last = new short[SECONDS];

    @GuardedBy("lock")
    private long recorded;

    /** Adds a second in which {@code used} slots were in use, and in which a claim waited for a slot or none did. */
    void record(int used, boolean waited) {
        int counted = Math.min(used, MOST_COUNTED);
        lock.lock();
        try {
            if (counted >= since.length) {
                since = Arrays.copyOf(since, counted + 1);
            }
            since[counted]++;
            waiting += waited ? 1 : 0;
            last[(int) (recorded % SECONDS)] = (short) (counted << 1 | (waited ? 1 : 0));
            recorded++;
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
            for (int i = 0; i < Math.min(recorded, SECONDS); i++) {
                int used = (last[i] & 0xffff) >>> 1;
                hour.set(used, hour.get(used) + 1);
                waitingInHour += last[i] & 1;
            }
            List<Long> all = Arrays.stream(since).boxed().toList();
            return new Usage(all, hour, waiting, waitingInHour, maximum);
        } finally {
            lock.unlock();
        }
    }
}
