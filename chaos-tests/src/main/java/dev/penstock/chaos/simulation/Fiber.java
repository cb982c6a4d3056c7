package dev.penstock.chaos.simulation;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs while it has the kernel's baton, which one has at a time. What it tells of itself is that of
 * the actor whose action it runs, so that nothing depends on which fiber that is.
 */
final class Fiber extends Thread {
    /** How a fiber that has no baton came to that. */
    enum WaitState {
        /** It has no action, or goes on by itself. */
        NONE,
        /** It is parked. */
        PARKED,
        /** It waits in a way that an interrupt ends. */
        SLEEPING,
        /** It waits in a way that nothing ends but its time. */
        HANGING
    }

    private final Kernel kernel;
    private volatile boolean baton;

    /** What follows belongs to whoever has the baton. */
    int actor;

    WaitState waitState = WaitState.NONE;
    boolean permit;
    boolean interruptPending;

    @Nullable
    Event wake;

    /** How often its action was held up where the pool's code does not expect it. */
    int preemptions;

    /** What its action parked on first. */
    @Nullable
    Object firstBlocker;

    /** What it is parked on. */
    @Nullable
    Object blocker;

    /** The session that its action is connecting. */
    @Nullable
    FakeSession connecting;

    /** Whether its action was told that nobody waits for it any more. */
    boolean abandoned;

    Fiber(Kernel kernel, int number) {
        super(null, () -> kernel.runEvents(current()), "simulated-" + number, 0, false);
        this.kernel = kernel;
        setDaemon(true);
    }

    /** The fiber that runs; only fibers come here. */
    static Fiber current() {
        return (Fiber) Thread.currentThread();
    }

    void awaitBaton() {
        while (!baton) {
            LockSupport.park(this);
        }
        baton = false;
    }

    void giveBaton() {
        baton = true;
        LockSupport.unpark(this);
    }

    /** From here on it runs an action of that actor. */
    void begin(int who) {
        actor = who;
        permit = false;
        interruptPending = false;
        preemptions = 0;
        firstBlocker = null;
        blocker = null;
        connecting = null;
        abandoned = false;
        Thread.interrupted();
    }

    /** Noted where it waits, and passed on when it goes on. */
    @Override
    public void interrupt() {
        if (this == Thread.currentThread()) {
            super.interrupt();
        } else {
            interruptPending = true;
            abandoned = true;
            if (connecting != null) {
                connecting.abandoned = true;
            }
            kernel.interrupted(this);
        }
    }

    void deliverInterrupt() {
        if (interruptPending) {
            interruptPending = false;
            super.interrupt();
        }
    }

    @Override
    public long getId() {
        return actor;
    }

    StackTraceElement[] realStackTrace() {
        return super.getStackTrace();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
        return new StackTraceElement[0];
    }

    @Override
    public State getState() {
        return waitState == WaitState.NONE ? State.RUNNABLE : State.TIMED_WAITING;
    }
}
