package dev.penstock.backends.threads;

import dev.penstock.backends.Scheduler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the threads of a pool: by the application's factory, otherwise as daemon threads named for their work. If the
 * factory throws, or returns null or a started thread, a daemon thread takes its place.
 *
 * @param given the application's factory; null for none
 * @param scheduler runs and parks the threads
 * @param live the threads made
 */
public record ThreadSource(@Nullable ThreadFactory given, Scheduler scheduler, LiveThreads live) {
    /** Daemon threads only. */
    public static final ThreadSource OWN = new ThreadSource(null);

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.threads");

    /** Threads of the virtual machine. */
    public ThreadSource(@Nullable ThreadFactory given) {
        this(given, SystemScheduler.INSTANCE);
    }

    /** Threads of another scheduler. */
    public ThreadSource(@Nullable ThreadFactory given, Scheduler scheduler) {
        this(given, scheduler, new LiveThreads());
    }

    /** A factory of threads for one kind of work. Its text form is {@code name}. */
    public ThreadFactory named(String name) {
        ThreadFactory own = new DaemonFactory(name, new AtomicInteger());
        ThreadFactory theirs = given;
        LogLimit limit = new LogLimit();
        ThreadFactory chosen = theirs == null ? own : task -> made(theirs, own, name, limit, task);
        return new TrackedFactory(chosen, name, live);
    }

    /** Enters each thread among the live ones. */
    private record TrackedFactory(ThreadFactory factory, String name, LiveThreads live) implements ThreadFactory {
        @Override
        public Thread newThread(Runnable task) {
            Thread thread = factory.newThread(task);
            live.add(thread);
            return thread;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record DaemonFactory(String name, AtomicInteger number) implements ThreadFactory {
        @Override
        public Thread newThread(Runnable task) {
            return DetachedThreads.daemon(task, name, number.incrementAndGet());
        }
    }

    /** A task that runs once, but not in a thread that its factory starts itself: a daemon thread runs it then. */
    private record Permitted(Runnable task, AtomicBoolean permission) implements Runnable {
        void permit() {
            permission.set(true);
        }

        @Override
        public void run() {
            if (permission.compareAndSet(true, false)) {
                task.run();
            }
        }
    }

    private static Thread made(ThreadFactory theirs, ThreadFactory own, String name, LogLimit limit, Runnable task) {
        Permitted permitted = new Permitted(task, new AtomicBoolean());
        try {
            Thread thread = DetachedThreads.of(theirs, permitted);
            if (thread != null && thread.getState() == Thread.State.NEW) {
                permitted.permit();
                return thread;
            }
            if (limit.permits(System.nanoTime())) {
                SafeLog.warn(
                        LOGGER,
                        "{}: threadFactory {} made no new thread; a daemon thread takes its place",
                        name,
                        nameOf(theirs));
            }
        } catch (Throwable e) {
            if (limit.permits(System.nanoTime())) {
                SafeLog.warn(
                        LOGGER,
                        "{}: threadFactory {} failed; a daemon thread takes its place",
                        name,
                        nameOf(theirs),
                        e);
            }
        }
        return own.newThread(task);
    }

    private static String nameOf(ThreadFactory factory) {
        return factory.getClass().getName();
    }
}
