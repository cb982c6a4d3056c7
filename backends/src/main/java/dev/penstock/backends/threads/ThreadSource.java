package dev.penstock.backends.threads;

import dev.penstock.backends.Scheduler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where threads come from: the application's factory, as it makes them, else daemons named for what they do. A factory
 * that throws or makes none is made up for by daemons.
 *
 * @param given the application's factory; null for none
 * @param scheduler what runs and parks the threads
 */
public record ThreadSource(@Nullable ThreadFactory given, Scheduler scheduler) {
    /** Daemons alone. */
    public static final ThreadSource OWN = new ThreadSource(null);

    private static final Logger LOGGER = LoggerFactory.getLogger(ThreadSource.class);

    /** Threads that the virtual machine runs. */
    public ThreadSource(@Nullable ThreadFactory given) {
        this(given, SystemScheduler.INSTANCE);
    }

    /** Makes threads for one purpose. */
    public ThreadFactory named(String name) {
        ThreadFactory own = daemons(name);
        ThreadFactory theirs = given;
        return theirs == null ? own : task -> made(theirs, own, name, task);
    }

    private static Thread made(ThreadFactory theirs, ThreadFactory own, String name, Runnable task) {
        try {
            Thread thread = theirs.newThread(task);
            if (thread != null) {
                return thread;
            }
            SafeLog.warn(LOGGER, "threadFactory {} made no thread for {}; a daemon does", nameOf(theirs), name);
        } catch (RuntimeException | Error e) {
            SafeLog.warn(LOGGER, "threadFactory {} failed for {}; a daemon does", nameOf(theirs), name, e);
        }
        return own.newThread(task);
    }

    private static String nameOf(ThreadFactory factory) {
        return factory.getClass().getName();
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + '-' + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
