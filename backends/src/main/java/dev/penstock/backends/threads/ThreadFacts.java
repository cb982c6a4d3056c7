package dev.penstock.backends.threads;

import dev.penstock.backends.StallReport;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Facts that the JVM knows about threads. Unknown facts, as of virtual threads, are empty. Thread-safe; never throws.
 *
 * <p>In a new JVM, the first such question loads some hundred classes, which takes 20 ms and more. The first connection
 * does not wait for that: processor times are unknown until {@link #load}.
 */
public final class ThreadFacts {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.threads");
    private static final long UNKNOWN = -1;

    private static volatile @Nullable ThreadMXBean threads;

    private ThreadFacts() {}

    /** Loads what the JVM needs to know the facts. Returns at once if that was done before. */
    public static void load() {
        if (threads == null) {
            threads = ManagementFactory.getThreadMXBean();
        }
    }

    private static ThreadMXBean loaded() {
        load();
        return Objects.requireNonNull(threads, "loaded before");
    }

    /** The processor time of a thread until now, in nanoseconds; negative if it is not known. */
    public static long cpuNanos(Thread thread) {
        ThreadMXBean known = threads;
        if (known == null) {
            return UNKNOWN;
        }
        try {
            return known.getThreadCpuTime(thread.getId());
        } catch (RuntimeException e) {
            LOGGER.trace("the JVM does not measure the processor time of thread {}", thread.getName(), e);
            return UNKNOWN;
        }
    }

    /** The lock that a thread waits for, with the thread that owns it, if one does. */
    public static Optional<StallReport.Lock> awaitedLock(Thread thread) {
        try {
            ThreadInfo info = loaded().getThreadInfo(thread.getId());
            LockInfo lock = info == null ? null : info.getLockInfo();
            if (info == null || lock == null) {
                return Optional.empty();
            }
            return Optional.of(new StallReport.Lock(lock.toString(), owner(info.getLockOwnerId())));
        } catch (RuntimeException e) {
            LOGGER.trace("the JVM does not know which lock thread {} waits for", thread.getName(), e);
            return Optional.empty();
        }
    }

    /** A shared lock or a condition has no owner. */
    private static Optional<StallReport.Occupant> owner(long thread) {
        ThreadInfo owning = thread < 0 ? null : loaded().getThreadInfo(thread, Integer.MAX_VALUE);
        return owning == null
                ? Optional.empty()
                : Optional.of(new StallReport.Occupant(
                        owning.getThreadName(), owning.getThreadState(), List.of(owning.getStackTrace())));
    }
}
