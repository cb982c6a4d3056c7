package dev.penstock.chaos.arena;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The threads that use the pool, each again and again until they are stopped. Thread-safe. */
public final class Users {
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(10);

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** One operation. Its outcome goes to the history, not to the caller. */
    @FunctionalInterface
    public interface Operation {
        /** Runs the operation; returns whether it succeeded. */
        boolean run();
    }

    /** Creates no thread yet. */
    public Users() {}

    /** Adds a thread that repeats an operation after {@link #start()}. */
    public void add(String name, boolean virtual, Operation operation) {
        Runnable loop = () -> repeat(operation);
        threads.add(virtual ? VirtualThreads.unstarted(name, loop) : platform(name, loop));
    }

    private static Thread platform(String name, Runnable loop) {
        Thread thread = new Thread(loop, name);
        thread.setDaemon(true);
        return thread;
    }

    private void repeat(Operation operation) {
        while (!stopping) {
            boolean succeeded = operation.run();
            if (!succeeded) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE_AFTER_FAILURE.toNanos());
        } catch (InterruptedException ignored) {
            // an interrupt is one of the faults, and no request to end
        }
    }

    /** Starts the threads. */
    public void start() {
        threads.forEach(Thread::start);
    }

    /** The threads, running or not. */
    public List<Thread> threads() {
        return List.copyOf(threads);
    }

    /** Lets every thread end its operation; returns the threads that have not ended within the limit. */
    public List<Thread> stop(Duration limit) throws InterruptedException {
        stopping = true;
        long until = System.nanoTime() + limit.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
        }
        return threads.stream().filter(Thread::isAlive).toList();
    }

    /** Virtual threads, by reflection: the code also runs on Java 17. */
    public static final class VirtualThreads {
        private VirtualThreads() {}

        /** Whether this JVM has virtual threads: Java 21 or newer. */
        public static boolean available() {
            return Runtime.version().feature() >= 21;
        }

        /** A virtual thread that has not started. */
        static Thread unstarted(String name, Runnable work) {
            try {
                Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
                Class<?> type = Class.forName("java.lang.Thread$Builder");
                Method named = type.getMethod("name", String.class);
                Method unstarted = type.getMethod("unstarted", Runnable.class);
                return (Thread) unstarted.invoke(named.invoke(builder, name), work);
            } catch (ReflectiveOperationException e) {
                Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
                throw new IllegalStateException("virtual threads need Java 21", cause);
            }
        }
    }
}
