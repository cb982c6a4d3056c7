package dev.penstock.backends.service;

import java.util.concurrent.atomic.AtomicBoolean;

/** Work for the supervisor that many ask for, and that is done once for all who asked until then. Thread-safe. */
final class CoalescingTask {
    private final SupervisorWatchdog watchdog;
    private final Runnable work;
    private final AtomicBoolean pending = new AtomicBoolean();

    CoalescingTask(SupervisorWatchdog watchdog, Runnable work) {
        this.watchdog = watchdog;
        this.work = work;
    }

    /** It is to be done, with all that has happened until now. */
    void request() {
        if (pending.compareAndSet(false, true)) {
            watchdog.execute(this::run);
        }
    }

    private void run() {
        pending.set(false);
        work.run();
    }

    /** What was asked for may have gone with a supervisor that died: who asks next is heard. */
    void reset() {
        pending.set(false);
    }
}
