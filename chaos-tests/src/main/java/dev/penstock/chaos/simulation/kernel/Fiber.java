package dev.penstock.chaos.simulation.kernel;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs only while it has the kernel's baton; one thread has the baton at a time. A fiber reports the
 * identity of the actor whose action it runs. Therefore a history does not depend on the choice of the fiber.
 */
public final class Fiber extends Thread {
    /** The reason why a fiber has no baton. */
    public enum WaitState {
        /** The fiber has no action, or is about to continue. */
        NONE,
        /** The fiber is parked. */
        PARKED,
        /** The fiber waits until a time or an interrupt. */
        SLEEPING,
        /** The fiber waits until a time and ignores interrupts. */
        HANGING
    }

    private final Kernel kernel;
    private volatile boolean baton;

    /** The actor. Only the thread with the baton accesses this field and the following ones. */
    public int actor;

    /** The reason why this fiber has no baton. */
    public WaitState waitState = WaitState.NONE;

    boolean permit;
    boolean interruptPending;

    @Nullable
    Event wake;

    /** The number of preemptions of the present action. */
    public int preemptions;

    /** The first blocker on which the present action parked. */
    public @Nullable Object firstBlocker;

    /** The present blocker. */
    public @Nullable Object blocker;

    /** Runs if the present action is interrupted; null for nothing. */
    private @Nullable Runnable onInterrupt;

    /** Whether the present action was interrupted, so that its caller no longer waits. */
    public boolean abandoned;

    Fiber(Kernel kernel, int number) {
        super(null, () -> kernel.runEvents(current()), "simulated-" + number, 0, false);
        this.kernel = kernel;
        setDaemon(true);
    }

    /** The running fiber; the caller must be a fiber. */
    public static Fiber current() {
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

    /** Begins an action of this actor. */
    public void begin(int who) {
        actor = who;
        permit = false;
        interruptPending = false;
        preemptions = 0;
        firstBlocker = null;
        blocker = null;
        onInterrupt = null;
        abandoned = false;
        Thread.interrupted();
    }

    /** Records an interrupt from another fiber; the fiber receives it when it resumes. */
    @Override
    public void interrupt() {
        if (this == Thread.currentThread()) {
            super.interrupt();
        } else {
            interruptPending = true;
            abandoned = true;
            if (onInterrupt != null) {
                onInterrupt.run();
            }
            kernel.interrupted(this);
        }
    }

    /** Sets what runs if the present action is interrupted; null for nothing. */
    public void onInterrupt(@Nullable Runnable reaction) {
        onInterrupt = reaction;
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
