package dev.penstock.backends.threads;

import dev.penstock.backends.Scheduler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the threads of a pool: by the application's factory, otherwise as daemon threads named for their work. If the
 * factory throws or returns null, a daemon thread takes its place.
 *
 * @param given the application's factory; null for none
 * @param scheduler runs and parks the threads
 */
public record ThreadSource(@Nullable ThreadFactory given, Scheduler scheduler) {
    /** Daemon threads only. */
    public static final ThreadSource OWN = new ThreadSource(null);

    private static final Logger LOGGER = LoggerFactory.getLogger(ThreadSource.class);

    /** Threads of the virtual machine. */
    public ThreadSource(@Nullable ThreadFactory given) {
        this(given, SystemScheduler.INSTANCE);
    }

    /** A factory of threads for one kind of work. */
    public ThreadFactory named(String name) {
        ThreadFactory own = daemonFactory(name);
        ThreadFactory theirs = given;
        return theirs == null ? own : task -> made(theirs, own, name, task);
    }

    private static Thread made(ThreadFactory theirs, ThreadFactory own, String name, Runnable task) {
        try {
            Thread thread = theirs.newThread(task);
            if (thread != null) {
                return thread;
            }
            SafeLog.warn(
                    LOGGER,
                    "threadFactory {} made no thread for {}; a daemon thread takes its place",
                    nameOf(theirs),
                    name);
        } catch (RuntimeException | Error e) {
            SafeLog.warn(
                    LOGGER, "threadFactory {} failed for {}; a daemon thread takes its place", nameOf(theirs), name, e);
        }
        return own.newThread(task);
    }

    private static String nameOf(ThreadFactory factory) {
        return factory.getClass().getName();
    }

    private static ThreadFactory daemonFactory(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + '-' + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
