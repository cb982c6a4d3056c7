package dev.penstock.chaos.simulation;

import java.util.SplittableRandom;

/** How late work is begun: a little, always; more, while somebody else has the processor. */
final class Starvation {
    private static final long MOST_DISPATCH_NANOS = 100_000;
    private static final long STUCK_NANOS = 4_000_000_000L;
    private static final long SETTLED_NANOS = 2_000_000_000L;
    private static final long OFFERED_NANOS = 10_000_000L;

    /** A supervisor that hangs is replaced within so long. */
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
    /** Until when something may be late. */
    private long lateUntil;

    private long pausedUntil;

    Starvation(Kernel kernel, SplittableRandom chance) {
        this.kernel = kernel;
        this.chance = chance;
    }

    /** Something is late for so long. */
    void late(long nanos) {
        if (nanos > 0) {
            lateUntil = Math.max(lateUntil, kernel.elapsed() + nanos);
        }
    }

    /** Something may be late from here on, until that many times less. */
    void lateOn(int change) {
        lasting += change;
        late(STUCK_NANOS);
    }

    /** For how long nothing has been late but by a dispatch. */
    long calmFor() {
        return lasting + stuckIn10000 + heldUpIn10000 > 0 ? 0 : Math.max(0, kernel.elapsed() - lateUntil);
    }

    /** The supervisor hangs for so long at what it does next, and its timer does not. */
    void supervisor(long nanos) {
        hangs = nanos;
    }

    /** The threads of supervisor and timer get no processor for so long. */
    void timer(long nanos) {
        timerUntil = kernel.elapsed() + nanos;
        unsupervised(nanos);
        late(nanos);
    }

    /** No thread that is not running yet begins anything for so long. */
    void workers(long nanos) {
        workersUntil = kernel.elapsed() + nanos;
        late(nanos);
    }

    /** Of 10,000 times that a status task hands work over, it gets stuck in so many. */
    void stuck(int in10000) {
        stuckIn10000 = in10000;
        late(STUCK_NANOS);
    }

    /** Of 10,000 times that a status task is between two things, it is held up in so many. */
    void heldUp(int in10000) {
        heldUpIn10000 = in10000;
        late(STUCK_NANOS);
    }

    /** Whether a status task may have been held up with an offer of a slot in its hands. */
    boolean mayHoldOffers() {
        return kernel.elapsed() <= heldUpUntil;
    }

    /** From here on nobody supervises for so long. */
    private void unsupervised(long nanos) {
        long until = kernel.elapsed() + nanos;
        unsupervised += Math.max(0, until - Math.max(unsupervisedUntil, kernel.elapsed()));
        unsupervisedUntil = Math.max(unsupervisedUntil, until);
    }

    /** For how long, in all, no supervisor could run until now. */
    long unsupervised() {
        return unsupervised - Math.max(0, unsupervisedUntil - kernel.elapsed());
    }

    void end() {
        unsupervised = unsupervised();
        unsupervisedUntil = 0;
        timerUntil = Math.min(timerUntil, kernel.elapsed());
        workersUntil = Math.min(workersUntil, kernel.elapsed());
        hangs = 0;
        stuck(0);
        heldUp(0);
    }

    /** Whether work that was to be done within the last seconds may have found no thread. */
    boolean closesAreLate() {
        return kernel.elapsed() - Math.max(workersUntil, pausedUntil) < SETTLED_NANOS
                && kernel.elapsed() > SETTLED_NANOS;
    }

    /** The whole process stood still until now. */
    void paused() {
        pausedUntil = kernel.elapsed();
        late(1);
    }

    long timerDelay() {
        return Math.max(0, timerUntil - kernel.elapsed());
    }

    long workerDelay() {
        return Math.max(0, workersUntil - kernel.elapsed()) + chance.nextLong(MOST_DISPATCH_NANOS);
    }

    /** What the supervisor does may have to wait for it to come back. */
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

    /** A status task that hands work over may get stuck in doing so. */
    void mayGetStuck() {
        long nanos = mayStop(stuckIn10000);
        if (nanos > 0) {
            kernel.note("status task stuck", Fiber.current().actor, nanos);
            kernel.hang(nanos);
        }
    }

    /** A status task may be held up before what it does next. */
    void mayBeHeldUp() {
        long nanos = mayStop(heldUpIn10000);
        if (nanos > 0) {
            kernel.note("status task held up", Fiber.current().actor, nanos);
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
