package dev.penstock.backends.threads;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A call of code of the application that may hang, such as a listener. It runs on a daemon thread of its own, which no
 * factory of the application makes, and with the class loader of the caller. Thread-safe.
 *
 * <p>The thread is a live thread of the pool: the end of the pool waits a limited time for it, and the log says where
 * it hangs. If there is no thread, the call runs on the thread of the caller.
 */
public final class ForeignCall {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Runnable work;

    private ForeignCall(Runnable work) {
        this.work = work;
    }

    /**
     * Begins a call, and does not wait for it.
     *
     * @param pool the threads of the pool
     * @param name the name of the thread
     * @param work the call; what it throws ends its thread
     */
    public static ForeignCall begin(ThreadSource pool, String name, Runnable work) {
        ForeignCall call = new ForeignCall(work);
        try {
            Thread thread = new ThreadSource(null, pool.scheduler(), pool.live())
                    .named(name)
                    .newThread(call::run);
            thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
            thread.start();
        } catch (OutOfMemoryError e) {
            call.run();
        }
        return call;
    }

    private void run() {
        try {
            work.run();
        } finally {
            ended.countDown();
        }
    }

    /**
     * Waits for the end of the call. An interrupt does not shorten the wait, and stays set.
     *
     * @return whether the call has ended within {@code limit}
     */
    public boolean await(Duration limit) {
        boolean interrupted = false;
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    return ended.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
