package dev.penstock.backends.slots;

import dev.penstock.backends.StallReport;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the JVM knows of threads. Thread-safe; never throws. What it does not know, as of virtual threads, is empty. */
final class ThreadFacts {
    private static final Logger LOGGER = LoggerFactory.getLogger(ThreadFacts.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long UNKNOWN = -1;

    private ThreadFacts() {}

    /** The processor time of a thread until now, in nanoseconds; negative where that is not known. */
    static long cpuNanos(Thread thread) {
        try {
            return THREADS.getThreadCpuTime(thread.getId());
        } catch (RuntimeException e) {
            LOGGER.trace("the JVM does not measure thread {}", thread.getName(), e);
            return UNKNOWN;
        }
    }

    /** The lock a thread waits for and, where a thread owns it, that thread and where it is. */
    static Optional<StallReport.Lock> awaited(Thread thread) {
        try {
            ThreadInfo info = THREADS.getThreadInfo(thread.getId());
            LockInfo lock = info == null ? null : info.getLockInfo();
            if (info == null || lock == null) {
                return Optional.empty();
            }
            return Optional.of(new StallReport.Lock(lock.toString(), owner(info.getLockOwnerId())));
        } catch (RuntimeException e) {
            LOGGER.trace("the JVM does not tell what thread {} waits for", thread.getName(), e);
            return Optional.empty();
        }
    }

    /** A lock that several may have at once, or that somebody waits to be told at, has no owner. */
    private static Optional<StallReport.Occupant> owner(long thread) {
        ThreadInfo owning = thread < 0 ? null : THREADS.getThreadInfo(thread, Integer.MAX_VALUE);
        return owning == null
                ? Optional.empty()
                : Optional.of(new StallReport.Occupant(
                        owning.getThreadName(), owning.getThreadState(), List.of(owning.getStackTrace())));
    }
}
