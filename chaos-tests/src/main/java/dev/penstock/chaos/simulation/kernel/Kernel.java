package dev.penstock.chaos.simulation.kernel;

import dev.penstock.waits.NanoClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The event loop of a simulation in virtual time; it runs one event at a time. An action that waits keeps its fiber,
 * and another fiber runs the next event. Therefore the simulated code may park whenever it holds no lock.
 *
 * <p>Confined to the fiber that has the baton, except {@link #run}.
 */
public final class Kernel implements NanoClock {
    /** The clock's origin: shortly before the readings overflow, because the pool must tolerate an overflow. */
    private static final long ORIGIN = Long.MAX_VALUE - 60_000_000_000L;

    private static final long DEADLOCK_SECONDS = 60;
    private static final int PREEMPTED_IN = 1_024;
    private static final long MOST_DISPATCH_NANOS = 200_000;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final ArrayDeque<Fiber> idle = new ArrayDeque<>();
    private final List<Fiber> fibers = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final SplittableRandom chance;
    private final History history;
    private final int preemptions;
    private Runnable afterStep = () -> {};
    private Runnable withinStep = () -> {};
    private long elapsed;
    private long sequence;
    /** The number of steps; the thread that waits for the end reads it, too. */
    private final AtomicLong steps = new AtomicLong();

    private boolean observing;
    private int endings;
    private volatile boolean over;
    private volatile @Nullable Throwable failure;

    /**
     * A kernel without events.
     *
     * @param preemptions the number of preemptions per {@value #PREEMPTED_IN} clock readings of a claimant
     */
    public Kernel(SplittableRandom chance, History history, int preemptions) {
        this.chance = chance;
        this.history = history;
        this.preemptions = preemptions;
    }

    /** Unwinds the unfinished actions at the end of a simulation. */
    static final class Ended extends Error {
        private static final long serialVersionUID = 1L;

        Ended() {
            super("the simulation is over", null, false, false);
        }
    }

    /** Sets a check that runs after each step, while no action runs. */
    public void afterEachStep(Runnable check) {
        afterStep = check;
    }

    /** Sets an observer that runs within a step, between two effects of a status task. */
    public void withinSteps(Runnable look) {
        withinStep = look;
    }

    /** Runs events until {@link #end} or a failure. Returns the failure, or null. */
    @Nullable
    public Throwable run() throws InterruptedException {
        newFiber().giveBaton();
        long seen = -1;
        while (!ended.await(DEADLOCK_SECONDS, TimeUnit.SECONDS)) {
            if (seen == steps.get()) {
                return deadlock();
            }
            seen = steps.get();
        }
        for (Fiber fiber : fibers) {
            fiber.join();
        }
        return failure;
    }

    /** A failure with all stacks: an action waits for a lock whose owner waits in virtual time. */
    private Throwable deadlock() {
        AssertionError stuck = new AssertionError("nothing has happened for " + DEADLOCK_SECONDS + " s of real time");
        for (Fiber fiber : fibers) {
            Throwable place = new Throwable(fiber.getName());
            place.setStackTrace(fiber.realStackTrace());
            stuck.addSuppressed(place);
        }
        return stuck;
    }

    /** Ends the simulation. */
    public void end() {
        over = true;
    }

    /** Ends the simulation with this failure, unless an earlier one exists. */
    public void fail(Throwable reason) {
        if (failure == null && !over) {
            failure = reason;
        }
        over = true;
    }

    boolean over() {
        return over;
    }

    /** The number of steps so far. */
    public long steps() {
        return steps.get();
    }

    /** Nanoseconds since the simulation began. */
    public long elapsed() {
        return elapsed;
    }

    /** Records a step of that kind in the history, with an actor or server and a detail. */
    public void note(String kind, long who, long what) {
        history.note(elapsed, kind, who, what);
    }

    /** Pauses the whole process for {@code nanos}. */
    public void pause(long nanos) {
        elapsed += nanos;
    }

    /** The present time; a claimant may be preempted right before it reads the clock. */
    @Override
    public long nanoTime() {
        if (!observing && Thread.currentThread() instanceof Fiber me && me.actor > 0 && me.actor < ActorIds.OTHERS) {
            preempt(me, preemptions);
        }
        return ORIGIN + elapsed;
    }

    /** A point at which the calling action may be preempted for an instant. */
    void mayPreempt() {
        if (!observing && Thread.currentThread() instanceof Fiber me) {
            preempt(me, preemptions);
        }
    }

    /** The moment between two effects of a status task. */
    void interlude() {
        boolean looking = observing;
        observing = true;
        try {
            withinStep.run();
        } finally {
            observing = looking;
        }
    }

    private void preempt(Fiber me, int of) {
        if (of > 0 && !over && chance.nextInt(PREEMPTED_IN) < of) {
            me.preemptions++;
            suspend(me, Fiber.WaitState.HANGING, chance.nextLong(MOST_DISPATCH_NANOS));
        }
    }

    /** Schedules an action of {@code actor} in {@code nanos} nanoseconds. */
    public Event after(long nanos, int actor, Runnable action) {
        Event event = Event.begin(elapsed + nanos, sequence++, actor, action);
        events.add(event);
        return event;
    }

    /** Parks the calling fiber, as {@link java.util.concurrent.locks.LockSupport} parks a thread. */
    public void park(Object blocker, long nanos) {
        Fiber me = Fiber.current();
        if (me.firstBlocker == null) {
            me.firstBlocker = blocker;
        }
        if (me.permit || me.isInterrupted()) {
            me.permit = false;
            return;
        }
        me.blocker = blocker;
        suspend(me, Fiber.WaitState.PARKED, nanos);
        me.blocker = null;
    }

    /** Unparks a fiber, as {@link java.util.concurrent.locks.LockSupport} unparks a thread. */
    public void unpark(Thread thread) {
        if (!(thread instanceof Fiber fiber)) {
            throw new IllegalStateException(thread + " is not simulated");
        }
        if (fiber.waitState == Fiber.WaitState.PARKED) {
            wakeSoon(fiber);
        } else {
            fiber.permit = true;
        }
    }

    void interrupted(Fiber fiber) {
        if (fiber.waitState == Fiber.WaitState.PARKED || fiber.waitState == Fiber.WaitState.SLEEPING) {
            wakeSoon(fiber);
        }
    }

    private void wakeSoon(Fiber fiber) {
        wakeAfter(fiber, chance.nextLong(MOST_DISPATCH_NANOS));
    }

    private void wakeAfter(Fiber fiber, long nanos) {
        Event planned = fiber.wake;
        if (planned != null) {
            planned.cancelled = true;
        }
        fiber.waitState = Fiber.WaitState.NONE;
        fiber.wake = Event.resume(elapsed + nanos, sequence++, fiber);
        events.add(fiber.wake);
    }

    /** Suspends the calling action for {@code nanos}; an interrupt ends the sleep with an exception. */
    public void sleep(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted in simulated time");
        }
        suspend(Fiber.current(), Fiber.WaitState.SLEEPING, nanos);
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted in simulated time");
        }
    }

    /** Suspends the calling action for {@code nanos}; ignores interrupts. */
    public void hang(long nanos) {
        suspend(Fiber.current(), Fiber.WaitState.HANGING, nanos);
    }

    private void suspend(Fiber me, Fiber.WaitState how, long nanos) {
        if (over) {
            throw new Ended();
        }
        wakeAfter(me, Math.min(nanos, Long.MAX_VALUE / 4));
        me.waitState = how;
        stepEnded();
        if (over) {
            throw new Ended();
        }
        boolean flagged = Thread.interrupted();
        passBaton(me);
        me.waitState = Fiber.WaitState.NONE;
        me.wake = null;
        if (over) {
            throw new Ended();
        }
        me.interruptPending |= flagged;
        me.deliverInterrupt();
    }

    /** Gives the baton to the fiber of the next event, and returns when the caller has the baton again. */
    private void passBaton(Fiber me) {
        Event next = over ? null : nextLive();
        if (next != null && next.fiber != null) {
            events.remove();
            advance(next);
            if (next.fiber == me) {
                return;
            }
            next.fiber.giveBaton();
        } else {
            Fiber other = idle.poll();
            (other == null ? newFiber() : other).giveBaton();
        }
        me.awaitBaton();
    }

    private @Nullable Event nextLive() {
        Event next = events.peek();
        while (next != null && next.cancelled) {
            events.remove();
            next = events.peek();
        }
        return next;
    }

    private void advance(Event event) {
        elapsed = Math.max(elapsed, event.time);
    }

    private Fiber newFiber() {
        Fiber fiber = new Fiber(this, fibers.size());
        fibers.add(fiber);
        fiber.start();
        return fiber;
    }

    /** The loop of a fiber. */
    void runEvents(Fiber me) {
        me.awaitBaton();
        while (!over) {
            Event next = nextLive();
            if (next == null) {
                fail(new AssertionError("no event is left"));
            } else {
                events.remove();
                advance(next);
                handle(me, next);
            }
        }
        endFibers(me);
    }

    private void handle(Fiber me, Event event) {
        Fiber other = event.fiber;
        if (other != null) {
            idle.push(me);
            other.giveBaton();
            me.awaitBaton();
            return;
        }
        Runnable action = event.action;
        me.begin(event.actor);
        try {
            if (action != null) {
                action.run();
            }
            stepEnded();
        } catch (Ended e) {
            over = true;
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void stepEnded() {
        steps.incrementAndGet();
        observing = true;
        try {
            afterStep.run();
        } catch (Throwable e) {
            fail(e);
        } finally {
            observing = false;
        }
    }

    /** Lets the fibers unwind one after the other. */
    private void endFibers(Fiber me) {
        endings++;
        if (endings == fibers.size()) {
            ended.countDown();
        } else {
            fibers.get((fibers.indexOf(me) + 1) % fibers.size()).giveBaton();
        }
    }
}
