package dev.penstock.pool.claims;

import dev.penstock.backends.Scheduler;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.backends.threads.SystemScheduler;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.waits.AcquireTimeline;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A queued claim, and the protocol by which a claimant and a releaser of a slot meet.
 *
 * <h2>Words</h2>
 *
 * <ul>
 *   <li>The <b>claimant</b> is the thread that waits. It alone calls {@link #beginLook}, {@link #beginPark} and {@link
 *       #getAndClearSecondLookDue}.
 *   <li>A <b>releaser</b> is a thread that frees a slot or hands it over.
 *   <li>A <b>look</b> is one search for a free slot, which the claimant makes for the oldest waiters.
 * </ul>
 *
 * <h2>States</h2>
 *
 * <pre>
 * state       moved by                        meaning                                       next
 * NEW         the constructor                 is not queued yet                             WAITING
 * WAITING     the claimant                    looks or is parked; must be notified          any of the states below
 * TIMED       the claimant                    is parked, and looks by itself very soon      any other, except NEW
 * NOTIFIED    a releaser, or the pool         is going to look                              WAITING, or an end
 * SERVED      a releaser, under the lock      has a slot; the claimant uses or returns it   none: an end
 * SHED        a releaser, under the lock      is given up, so that later claims are served  none: an end
 * WITHDRAWN   the claimant, under the lock    has left the queue                            none: an end
 * </pre>
 *
 * A waiter is queued in WAITING, TIMED and NOTIFIED. The lock is that of the {@link ClaimQueue}.
 *
 * <h2>Invariant</h2>
 *
 * No wake-up is lost: if a slot is free and a waiter may have it, then a claimant is going to look for it.
 *
 * <ol>
 *   <li>The claimant first stores (it enqueues, or it moves to WAITING) and then looks. The releaser first frees its
 *       slot, then passes a full fence, and then reads the queue and the state. Therefore at least one of the two sees
 *       the other (Th. J. Dekker's mutual exclusion; E. W. Dijkstra, "Cooperating sequential processes", 1965).
 *   <li>A releaser that sees WAITING moves the waiter to NOTIFIED and unparks its claimant. A releaser that sees TIMED
 *       or NOTIFIED does nothing, because the next look of that claimant comes after the slot became free.
 *   <li>In both cases the releaser delegates the wake-up to the waiter, and notifies no other waiter. The claimant may
 *       leave without another look: it was served another slot, its deadline passed, or it was interrupted. It must
 *       then pass the wake-up on, see {@link #isDelegated}.
 *   <li>A releaser that sees an end of the wait notifies the next waiter.
 * </ol>
 *
 * One case is left to time. A releaser that finds the queue empty passes no fence, because the fence would cost every
 * release. A waiter that came to an empty queue may have missed such a release. Therefore it looks a second time after
 * {@link ClaimQueue#SECOND_LOOK_NANOS}, when the releaser's store has long arrived.
 */
final class Waiter implements AcquireTimeline.Readiness {
    /** The states of a waiter and the legal moves between them. */
    enum State {
        NEW,
        WAITING,
        TIMED,
        NOTIFIED,
        SERVED,
        SHED,
        WITHDRAWN;

        private int next;

        static {
            NEW.mayBecome(WAITING);
            WAITING.mayBecome(TIMED, NOTIFIED, SERVED, SHED, WITHDRAWN);
            TIMED.mayBecome(WAITING, NOTIFIED, SERVED, SHED, WITHDRAWN);
            NOTIFIED.mayBecome(WAITING, SERVED, SHED, WITHDRAWN);
        }

        private void mayBecome(State... states) {
            for (State state : states) {
                next |= 1 << state.ordinal();
            }
        }

        /** Whether a waiter in this state may move to {@code to}. */
        boolean canBecome(State to) {
            return (next & (1 << to.ordinal())) != 0;
        }

        boolean isQueued() {
            return this == WAITING || this == TIMED || this == NOTIFIED;
        }
    }

    private final Scheduler scheduler;
    private final Thread claimant;
    private final long claimBegan;
    private final @Nullable TargetServerType target;
    private final int affinityBucket;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

    /**
     * Whether a wake-up was delegated to this waiter; never reset. Stored before a releaser reads the state, and before
     * the claimant moves to TIMED.
     */
    private volatile boolean delegated;

    /** Stored before the move to SERVED, and read after it. */
    private @Nullable Slot slot;

    /**
     * When the claimant became ready to run. Stored before the move to NOTIFIED, SERVED or SHED, and valid only in
     * these states. Of two threads that notify at the same time, either moment counts.
     */
    private volatile long readySince;

    /** The thread that made the claimant ready to run. Stored as {@link #readySince}. */
    private @Nullable Thread notifier;

    /** The deadlock for which this wait ends, if the claimant's next look is in vain. */
    private volatile @Nullable Deadlock deadlock;

    /** Used by the claimant only, as the next field. */
    private boolean cameToEmptyQueue;

    private boolean secondLookDue;

    /** How many looks the claimant has begun. Others may read an old number. */
    private int looks;

    /** The previous waiter of the same target. Guarded by the queue's lock, like the three fields below. */
    @Nullable
    Waiter previous;

    /** The next waiter of the same target. */
    @Nullable
    Waiter next;

    /** The position in the queue: a lower ticket is served sooner. */
    long ticket;

    /** How often a later waiter was served instead of this one, for a warm slot. */
    int timesOvertaken;

    /** A waiter whose claim began at {@code claimBegan}, without a target. */
    Waiter(Thread claimant, long claimBegan) {
        this(SystemScheduler.INSTANCE, claimant, claimBegan, null);
    }

    /**
     * A waiter whose claim began at {@code claimBegan}.
     *
     * @param scheduler parks and unparks the claimant
     * @param target the servers that may serve the claim; null for a claim without a target
     */
    Waiter(Scheduler scheduler, Thread claimant, long claimBegan, @Nullable TargetServerType target) {
        this.scheduler = scheduler;
        this.claimant = claimant;
        this.claimBegan = claimBegan;
        this.target = target;
        this.affinityBucket = SlotSet.bucketOf(claimant);
    }

    @Nullable
    TargetServerType target() {
        return target;
    }

    /** Whether the claimant had this slot last, of all slots of the same backend. */
    boolean usedLast(Slot candidate) {
        return candidate.isLastUsedBy(affinityBucket);
    }

    /** Records that the claimant uses this slot from now on. */
    void rememberUse(Slot served) {
        served.rememberUseBy(affinityBucket);
    }

    /** How much later this claim began than that of {@code other}, in nanoseconds. */
    long laterThan(Waiter other) {
        return claimBegan - other.claimBegan;
    }

    /** The age of the claim at {@code now}, in nanoseconds. */
    long age(long now) {
        return now - claimBegan;
    }

    State state() {
        return state.get();
    }

    boolean isQueued() {
        return state.get().isQueued();
    }

    boolean isShed() {
        return state.get() == State.SHED;
    }

    /** The slot that was handed over, already claimed for this waiter; null unless the waiter is served. */
    @Nullable
    Slot slot() {
        return state.get() == State.SERVED ? slot : null;
    }

    /** Begins the wait. The caller has the queue's lock. */
    void beginWait(boolean queueWasEmpty) {
        cameToEmptyQueue = queueWasEmpty;
        secondLookDue = queueWasEmpty;
        moveTo(State.WAITING);
    }

    /**
     * Ends the wait with a slot, at {@code now}. The caller has the queue's lock, and calls {@link #unpark} after it
     * unlocked.
     */
    void serve(Slot given, long now) {
        slot = given;
        setReady(now);
        moveTo(State.SERVED);
    }

    /** Ends the wait without a slot; otherwise as {@link #serve}. */
    void shed(long now) {
        setReady(now);
        moveTo(State.SHED);
    }

    /** A claimant that was notified before, and does not run yet, is ready since then. */
    private void setReady(long now) {
        if (!isNotified()) {
            notifier = Thread.currentThread();
            readySince = now;
        }
    }

    /** Ends the wait of a claimant that gives up. The caller has the queue's lock. */
    void withdraw() {
        moveTo(State.WITHDRAWN);
    }

    /** Moves from the present state. Claimant and releasers move a queued waiter without the lock; hence the loop. */
    private void moveTo(State to) {
        State from = state.get();
        while (!tryMove(from, to)) {
            from = state.get();
        }
    }

    /**
     * The one place that moves the state.
     *
     * @return false if the waiter is not in {@code from} any more
     * @throws IllegalStateException if no move leads from {@code from} to {@code to}
     */
    private boolean tryMove(State from, State to) {
        if (!from.canBecome(to)) {
            throw new IllegalStateException("a waiter cannot move from " + from + " to " + to);
        }
        return state.compareAndSet(from, to);
    }

    /** Begins a look: a releaser that frees a slot from now on notifies this waiter again. Called by the claimant. */
    void beginLook() {
        looks++;
        State from = state.get();
        while ((from == State.TIMED || from == State.NOTIFIED) && !tryMove(from, State.WAITING)) {
            from = state.get();
        }
    }

    /**
     * Begins to park after a look in vain. Called by the claimant. Only the state tells whether a notification came: a
     * lock that the claimant took meanwhile may have consumed the permit of the thread.
     *
     * <p>While the claimant parks for a short time, releasers rely on its next look, and notify nobody. A wake-up
     * therefore counts as delegated to it.
     *
     * @param timed whether the claimant parks for a short time, and then looks by itself
     * @return false if the waiter was notified or its wait ended since the look began; then the claimant does not park
     */
    boolean beginPark(boolean timed) {
        if (!timed) {
            return state.get() == State.WAITING;
        }
        delegated = true;
        return tryMove(State.WAITING, State.TIMED);
    }

    /** The number of looks that the claimant has begun, as far as the calling thread knows. */
    int looks() {
        return looks;
    }

    Thread claimant() {
        return claimant;
    }

    /** Makes the claimant fail after one more look in vain. */
    void fail(Deadlock found, long now) {
        deadlock = found;
        wake(now);
    }

    @Nullable
    Deadlock deadlock() {
        return deadlock;
    }

    /** Whether the claimant must look a second time very soon: true once, if it came to an empty queue. */
    boolean getAndClearSecondLookDue() {
        boolean due = secondLookDue;
        secondLookDue = false;
        return due;
    }

    /** Whether the claimant was notified, and has not looked since. */
    boolean isNotified() {
        return state.get() == State.NOTIFIED;
    }

    @Override
    public boolean isReady() {
        State seen = state.get();
        return seen == State.NOTIFIED || seen == State.SERVED || seen == State.SHED;
    }

    @Override
    public long readySince() {
        return readySince;
    }

    @Override
    public @Nullable Thread notifier() {
        return notifier;
    }

    ClaimObserver.Handover handover() { // only a served claimant asks
        return new ClaimObserver.Handover(notifier, timesOvertaken);
    }

    /**
     * Delegates a wake-up to this waiter: its claimant is going to look. Called by a releaser, without the lock.
     *
     * @param now the moment, for {@link #readySince}
     * @return false if the waiter is not queued any more; then the releaser notifies the next waiter
     */
    boolean delegate(long now) {
        if (!delegated) {
            delegated = true;
        }
        while (true) {
            State seen = state.get();
            if (seen != State.WAITING) {
                return seen.isQueued();
            }
            notifier = Thread.currentThread();
            readySince = now;
            if (tryMove(State.WAITING, State.NOTIFIED)) {
                unpark();
                return true;
            }
        }
    }

    /** Makes the claimant look again, and check whether its wait is in vain. No slot is free for it at {@code now}. */
    void wake(long now) {
        State from = state.get();
        if (from == State.WAITING || from == State.TIMED) {
            notifier = Thread.currentThread();
            readySince = now;
        }
        while ((from == State.WAITING || from == State.TIMED) && !tryMove(from, State.NOTIFIED)) {
            from = state.get();
        }
        unpark();
    }

    /** Lets the claimant go on, unless it is the caller. */
    void unpark() {
        if (claimant != Thread.currentThread()) {
            scheduler.unpark(claimant);
        }
    }

    /** Whether this waiter came to an empty queue, and may have missed a release. */
    boolean cameToEmptyQueue() {
        return cameToEmptyQueue;
    }

    /** Whether a wake-up was delegated to this waiter. If it leaves, it must pass the wake-up on. */
    boolean isDelegated() {
        return delegated;
    }
}
