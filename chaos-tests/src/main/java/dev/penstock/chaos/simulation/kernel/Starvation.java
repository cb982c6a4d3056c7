package dev.penstock.chaos.simulation.kernel;

import java.util.SplittableRandom;

/** The delays of work: a short dispatch always, and longer delays while a fault starves threads of the processor. */
public final class Starvation {
    private static final long MOST_DISPATCH_NANOS = 100_000;
    private static final long STUCK_NANOS = 4_000_000_000L;
    private static final long SETTLED_NANOS = 2_000_000_000L;
    private static final long OFFERED_NANOS = 10_000_000L;

    /** The longest time to the replacement of a hanging supervisor. */
    private static final long REPLACED_NANOS = 10_000_000_000L;

    private final Kernel kernel;
    private final SplittableRandom chance;
    private long timerUntil;
    private long unsupervised;
    private long unsupervisedUntil;
    private long workersUntil;
    private long hangs;
    private int stuckIn10000;
    private int heldUpIn10000;
    private long heldUpUntil;
    private int lasting;
    /** The end of the last known delay. */
    private long lateUntil;

    private long pausedUntil;

    /** Creates delays without faults: only the dispatch takes time. */
    public Starvation(Kernel kernel, SplittableRandom chance) {
        this.kernel = kernel;
        this.chance = chance;
    }

    /** Records that something is delayed for {@code nanos}. */
    void late(long nanos) {
        if (nanos > 0) {
            lateUntil = Math.max(lateUntil, kernel.elapsed() + nanos);
        }
    }

    /** Adds {@code change} to the number of delays without a known end. */
    public void lateOn(int change) {
        lasting += change;
        late(STUCK_NANOS);
    }

    /** The time since the last delay longer than a dispatch. */
    public long calmFor() {
        return lasting + stuckIn10000 + heldUpIn10000 > 0 ? 0 : Math.max(0, kernel.elapsed() - lateUntil);
    }

    /** Makes the supervisor, but not its timer, hang for {@code nanos} in its next task. */
    public void supervisor(long nanos) {
        hangs = nanos;
    }

    /** Starves the threads of supervisor and timer for {@code nanos}. */
    public void timer(long nanos) {
        timerUntil = kernel.elapsed() + nanos;
        unsupervised(nanos);
        late(nanos);
    }

    /** Delays the start of all worker threads for {@code nanos}. */
    public void workers(long nanos) {
        workersUntil = kernel.elapsed() + nanos;
        late(nanos);
    }

    /** Sets the number of handovers in 10,000 in which a status task gets stuck. */
    public void stuck(int in10000) {
        stuckIn10000 = in10000;
        late(STUCK_NANOS);
    }

    /** Sets the number of pauses per 10,000 moments between two effects of a status task. */
    public void heldUp(int in10000) {
        heldUpIn10000 = in10000;
        late(STUCK_NANOS);
    }

    /** Whether a status task may have been suspended between taking a slot and offering it. */
    public boolean mayHoldOffers() {
        return kernel.elapsed() <= heldUpUntil;
    }

    /** Records that no supervisor runs for {@code nanos}. */
    private void unsupervised(long nanos) {
        long until = kernel.elapsed() + nanos;
        unsupervised += Math.max(0, until - Math.max(unsupervisedUntil, kernel.elapsed()));
        unsupervisedUntil = Math.max(unsupervisedUntil, until);
    }

    /** The total time in which no supervisor could run. */
    public long unsupervised() {
        return unsupervised - Math.max(0, unsupervisedUntil - kernel.elapsed());
    }

    /** Ends all faults. */
    public void end() {
        unsupervised = unsupervised();
        unsupervisedUntil = 0;
        timerUntil = Math.min(timerUntil, kernel.elapsed());
        workersUntil = Math.min(workersUntil, kernel.elapsed());
        hangs = 0;
        stuck(0);
        heldUp(0);
    }

    /** Whether closes of the last seconds may still wait for a thread. */
    public boolean closesAreLate() {
        return kernel.elapsed() - Math.max(workersUntil, pausedUntil) < SETTLED_NANOS
                && kernel.elapsed() > SETTLED_NANOS;
    }

    /** Records that a pause of the whole process ends now. */
    public void paused() {
        pausedUntil = kernel.elapsed();
        late(1);
    }

    long timerDelay() {
        return Math.max(0, timerUntil - kernel.elapsed());
    }

    long workerDelay() {
        return Math.max(0, workersUntil - kernel.elapsed()) + chance.nextLong(MOST_DISPATCH_NANOS);
    }

    /** Hangs once if a hang of the supervisor was requested. */
    void hangOnce() {
        long nanos = hangs;
        hangs = 0;
        if (nanos > 0) {
            kernel.note("supervisor hangs", 0, nanos);
            unsupervised(Math.min(nanos, REPLACED_NANOS));
            late(nanos);
            kernel.hang(nanos);
        }
    }

    /** A point at which a status task may get stuck in a handover. */
    void mayGetStuck() {
        long nanos = mayStop(stuckIn10000);
        if (nanos > 0) {
            kernel.note("status task stuck", Fiber.current().actor, nanos);
            kernel.hang(nanos);
        }
    }

    /** A point at which a status task may be suspended before its next effect. */
    void mayBeHeldUp() {
        long nanos = mayStop(heldUpIn10000);
        if (nanos > 0) {
            kernel.note("status task suspended", Fiber.current().actor, nanos);
            heldUpUntil = Math.max(heldUpUntil, kernel.elapsed() + nanos + OFFERED_NANOS);
            kernel.hang(nanos);
        }
    }

    private long mayStop(int in10000) {
        boolean stops = in10000 > 0
                && Thread.currentThread() instanceof Fiber me
                && me.actor >= ActorIds.STATUS
                && chance.nextInt(10_000) < in10000;
        long nanos = stops ? 1 + chance.nextLong(STUCK_NANOS) : 0;
        late(nanos);
        return nanos;
    }
}
