package dev.penstock.chaos.simulation;

import java.util.SplittableRandom;

/** How late work is begun: a little, always; more, while somebody else has the processor. */
final class Starvation {
    private static final long MOST_DISPATCH_NANOS = 100_000;
    private static final long STUCK_NANOS = 4_000_000_000L;

    private final Kernel kernel;
    private final SplittableRandom chance;
    private long timerUntil;
    private long workersUntil;
    private long hangs;
    private int stuckIn10000;

    Starvation(Kernel kernel, SplittableRandom chance) {
        this.kernel = kernel;
        this.chance = chance;
    }

    /** The supervisor hangs for so long at what it does next, and its timer does not. */
    void supervisor(long nanos) {
        hangs = nanos;
    }

    /** The threads of supervisor and timer get no processor for so long. */
    void timer(long nanos) {
        timerUntil = kernel.elapsed() + nanos;
    }

    /** No thread that is not running yet begins anything for so long. */
    void workers(long nanos) {
        workersUntil = kernel.elapsed() + nanos;
    }

    /** Of 10,000 times that a status task hands work over, it gets stuck in so many. */
    void stuck(int in10000) {
        stuckIn10000 = in10000;
    }

    void end() {
        timerUntil = 0;
        workersUntil = 0;
        hangs = 0;
        stuckIn10000 = 0;
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
            kernel.hang(nanos);
        }
    }

    /** A status task that hands work over may get stuck in doing so. */
    void mayGetStuck() {
        if (stuckIn10000 > 0
                && Thread.currentThread() instanceof Fiber me
                && me.actor >= Actors.STATUS
                && chance.nextInt(10_000) < stuckIn10000) {
            kernel.note("status task stuck", me.actor, 0);
            kernel.hang(chance.nextLong(STUCK_NANOS));
        }
    }
}
