package dev.penstock.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.Stacks;
import dev.penstock.waits.text.ForeignText;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One start of a data source's pool. Thread-safe.
 *
 * <p>A start loads the driver and other classes of the application, which may take long. A claim therefore starts the
 * pool on another thread, and waits for it until its own deadline. Claims that come meanwhile wait likewise. No lock is
 * held during the start.
 */
final class PoolStart implements Runnable {
    private static final String NO_CONNECTION = "08001";
    private static final long THREAD_END_MILLIS = 1_000;
    private static final long CANCEL_MILLIS = 2_000;

    private final Supplier<RunningPool> work;
    private final CompletableFuture<RunningPool> result = new CompletableFuture<>();

    /** Guards interrupts: none reaches the runner after the start has ended. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Written under the lock. */
    private volatile @Nullable Thread runner;

    /** Whether {@link #cancel} has interrupted the runner. */
    @GuardedBy("lock")
    private boolean interrupted;

    /** The thread that was made for this start; null if a caller runs it. */
    private volatile @Nullable Thread own;

    /** A start that {@code work} carries out once {@link #run} is called. */
    PoolStart(Supplier<RunningPool> work) {
        this.work = work;
    }

    /** A start that has ended with {@code running}. */
    static PoolStart ended(RunningPool running) {
        PoolStart ended = new PoolStart(() -> running);
        ended.result.complete(running);
        return ended;
    }

    @Override
    public void run() {
        if (result.isDone()) {
            return;
        }
        runner = Thread.currentThread();
        try {
            result.complete(work.get());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        } finally {
            end();
        }
    }

    /** After this, the thread belongs to its caller again, without an interrupt that was meant for the start. */
    private void end() {
        lock.lock();
        try {
            runner = null;
            if (interrupted) {
                Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends a start that cannot begin. Does nothing if it has ended. */
    void fail(Throwable reason) {
        result.completeExceptionally(reason);
    }

    /**
     * Runs on a thread of its own, which loads classes as the calling thread would. If there can be no such thread,
     * runs on the calling thread.
     */
    void runOnOwnThread(String pool) {
        Thread thread = new Thread(null, this, "penstock-start-" + pool, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        own = thread;
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            own = null;
            run();
        }
    }

    /** Whether the calling thread carries out this start. */
    boolean isOnThisThread() {
        return runner == Thread.currentThread();
    }

    /** Waits for the end, however long that takes. Throws what the start threw. */
    RunningPool join() {
        try {
            return result.join();
        } catch (CompletionException e) {
            Throwable failure = e.getCause();
            if (failure instanceof Error error) {
                throw error;
            }
            throw failure instanceof RuntimeException exception ? exception : e;
        }
    }

    /**
     * Interrupts the start, and waits for its end, at most {@code limit} or two seconds, whichever is longer. Waits
     * also for a start that has not reached its thread. Does nothing if the calling thread carries the start out.
     */
    void cancel(Duration limit) {
        if (isOnThisThread()) {
            return;
        }
        interrupt();
        try {
            result.get(Math.max(CANCEL_MILLIS, limit.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            return; // a pool that is started late is abandoned by its start
        } catch (ExecutionException e) {
            awaitThreadEnd();
        }
    }

    /** An interrupt that the thread has already is the application's, and is left to it. */
    private void interrupt() {
        lock.lock();
        try {
            Thread running = runner;
            if (running != null && !running.isInterrupted()) {
                interrupted = true;
                running.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of a thread that has no more work, so that a start that failed leaves none. */
    private void awaitThreadEnd() {
        Thread ending = own;
        try {
            if (ending != null && ending != Thread.currentThread()) {
                ending.join(THREAD_END_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for the end on behalf of a claim.
     *
     * @param limit the longest wait; zero for none
     * @throws SQLException if the start failed or has not ended in time, or if the thread is interrupted
     */
    RunningPool await(Duration limit, String pool) throws SQLException {
        try {
            return limit.isZero()
                    ? result.get()
                    : result.get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new SQLTransientConnectionException(
                    "pool " + pool + ": the claim got no connection within " + limit.toMillis()
                            + " ms: the pool is still starting" + place(),
                    NO_CONNECTION);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException(
                    "pool " + pool + ": the claim got no connection: its thread was interrupted while the pool started",
                    NO_CONNECTION,
                    e);
        } catch (ExecutionException e) {
            awaitThreadEnd();
            throw refusal(e.getCause());
        }
    }

    private String place() {
        Thread running = runner;
        List<StackTraceElement> stack = running == null ? List.of() : List.of(running.getStackTrace());
        return Stacks.application(stack).map(frame -> ", now at " + frame).orElse("");
    }

    private static SQLException refusal(@Nullable Throwable failure) {
        if (failure instanceof IllegalArgumentException || failure instanceof IllegalStateException) {
            return new SQLNonTransientConnectionException(failure.getMessage(), NO_CONNECTION, failure);
        }
        return new SQLTransientConnectionException(
                "the pool cannot start: " + describe(failure), NO_CONNECTION, failure);
    }

    private static String describe(@Nullable Throwable failure) {
        return failure == null ? "unknown" : ForeignText.describe(failure);
    }
}
