package dev.penstock.pool;

import dev.penstock.lab.Await;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A thread that does one thing, and what came of it. */
public final class Claimant<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    private Claimant(String name, Callable<T> work) {
        task = new FutureTask<>(work);
        thread = new Thread(task, name);
        thread.setDaemon(true);
    }

    public static <T> Claimant<T> start(Callable<T> work) {
        return start("claimant", work);
    }

    public static <T> Claimant<T> start(String name, Callable<T> work) {
        Claimant<T> claimant = new Claimant<>(name, work);
        claimant.thread.start();
        return claimant;
    }

    public Thread thread() {
        return thread;
    }

    public boolean isDone() {
        return task.isDone();
    }

    /** What the work returned. */
    public T result() {
        try {
            return task.get(Invariants.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new AssertionError(thread.getName() + " failed: " + e, e);
        }
    }

    /** What the work threw. */
    public Throwable failure() {
        Await.until(thread.getName() + " is done", Invariants.LIMIT, task::isDone);
        try {
            throw new AssertionError(thread.getName() + " did not fail, but returned " + task.get());
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
