package dev.penstock.backends.service;

import java.util.concurrent.atomic.AtomicBoolean;

/** Work for the supervisor's thread. Requests that arrive before it runs are served by one run. Thread-safe. */
final class CoalescingTask {
    private final SupervisorWatchdog watchdog;
    private final Runnable work;
    private final AtomicBoolean pending = new AtomicBoolean();

    CoalescingTask(SupervisorWatchdog watchdog, Runnable work) {
        this.watchdog = watchdog;
        this.work = work;
    }

    /** Requests a run that begins after this call. */
    void request() {
        if (pending.compareAndSet(false, true)) {
            watchdog.execute(this::run);
        }
    }

    private void run() {
        pending.set(false);
        work.run();
    }

    /** Forgets a request that may have been lost with a supervisor that died, so that the next request is served. */
    void reset() {
        pending.set(false);
    }
}
