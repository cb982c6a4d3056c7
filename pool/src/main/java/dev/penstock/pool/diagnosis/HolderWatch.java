package dev.penstock.pool.diagnosis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.Stacks;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.pool.reports.KeptReport.StackSample;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Looks ten times a second at claims that are slow: it samples the stacks of long holders, and what runs instead of
 * claims that are ready to run. One thread looks at a time; any thread reads. No claim waits for a look.
 *
 * <p>At most {@value #MOST_CLAIMS} claims of each kind are looked at, the slowest first. A claim has at most {@value
 * #MOST_SAMPLES} stacks: if it has more, each second one goes, and the claim is sampled half as often from then on.
 */
final class HolderWatch {
    static final int MOST_SAMPLES = 50;
    static final int MOST_CLAIMS = 16;

    /** A claim that is ready to run for so long gets a list of what runs instead. */
    static final long LATE_NANOS = 100_000_000;

    /** The stacks of all threads stop the JVM for a moment: longer, the more threads it has. */
    private static final long BETWEEN_STACKS_NANOS = 1_000_000_000;

    private static final int MOST_FRAMES = 8;
    private static final int MOST_WAITING = 4_096;

    private final Backends backends;
    private final WaitAccounts accounts;
    private final LongSupplier slowHoldNanos;
    private final Map<Long, Samples> samples = new ConcurrentHashMap<>();
    private final Map<Long, List<String>> running = new ConcurrentHashMap<>();

    /** Held during a look, of the supervisor or of the watching thread. A thread that finds it held does not look. */
    private final ReentrantLock looking = new ReentrantLock();

    /** When the stacks of all threads were read last. */
    @GuardedBy("looking")
    private long stacksReadAt;

    /** What ran then. */
    @GuardedBy("looking")
    private List<String> others = List.of();

    /** Set once before the pool starts. */
    private volatile Runnable deadlockCheck = () -> {};

    HolderWatch(Backends backends, WaitAccounts accounts, LongSupplier slowHoldNanos) {
        this.backends = backends;
        this.accounts = accounts;
        this.slowHoldNanos = slowHoldNanos;
    }

    void checkDeadlocks(Runnable check) {
        deadlockCheck = check;
    }

    /**
     * Looks once.
     *
     * @return whether another look is due soon: a claim waits, or is held for long
     */
    boolean look(long now) {
        if (!looking.tryLock()) {
            return true;
        }
        try {
            boolean holders = lookAtHolders();
            boolean waiters = lookAtWaiters(now);
            if (waiters) {
                deadlockCheck.run();
            }
            return waiters || holders;
        } finally {
            looking.unlock();
        }
    }

    @GuardedBy("looking")
    private boolean lookAtHolders() {
        long slow = slowHoldNanos.getAsLong();
        Set<Long> seen = new HashSet<>();
        for (HeldSlot held : backends.heldSlots()) {
            if (held.claim().heldNanos() < slow || seen.size() >= MOST_CLAIMS) {
                break;
            }
            seen.add(held.claim().claimId());
            samples.computeIfAbsent(held.claim().claimId(), claim -> new Samples())
                    .add(held.claim().heldNanos(), held.claim().holder());
        }
        samples.entrySet().removeIf(entry -> entry.getValue().missed(seen.contains(entry.getKey())));
        return !seen.isEmpty();
    }

    @GuardedBy("looking")
    private boolean lookAtWaiters(long now) {
        int waiting = accounts.waitingCount();
        Set<Long> late = new HashSet<>();
        if (waiting > 0) {
            for (WaitAccounts.WaitingClaim claim : accounts.waitingClaims(now, waiting / MOST_WAITING + 1)) {
                if (claim.event() == WaitEvent.CLAIM_DISPATCH
                        && claim.eventNanos() >= LATE_NANOS
                        && late.size() < MOST_CLAIMS) {
                    late.add(claim.claimId());
                    if (!running.containsKey(claim.claimId())) {
                        running.put(claim.claimId(), whatRuns(claim.notifier(), now));
                    }
                }
            }
        }
        running.keySet().removeIf(claim -> running.size() > MOST_CLAIMS && !late.contains(claim));
        return waiting > 0;
    }

    @GuardedBy("looking")
    private List<String> whatRuns(Optional<Thread> notifier, long now) {
        if (others.isEmpty() || now - stacksReadAt >= BETWEEN_STACKS_NANOS) {
            others = RunningThreads.describeOthers();
            stacksReadAt = now;
        }
        List<String> lines = new ArrayList<>(RunningThreads.describeNotifier(notifier));
        lines.addAll(others);
        return lines;
    }

    /** The stacks of a holder so far. */
    List<StackSample> stacks(long claim) {
        return Optional.ofNullable(samples.get(claim)).map(Samples::copy).orElse(List.of());
    }

    /** What ran while a claim was ready to run; empty if nobody looked. */
    List<String> running(long claim) {
        return running.getOrDefault(claim, List.of());
    }

    /** Forgets a claim that ended. */
    void forget(long claim) {
        samples.remove(claim);
        running.remove(claim);
    }

    /** The stacks of one holder. Written by the thread that looks. */
    private static final class Samples {
        private volatile List<StackSample> stacks = List.of();
        private int step = 1;
        private int skipped;
        private int looksWithout;

        /** Whether two looks in a row did not see the claim. A claim that has just ended still needs its stacks. */
        boolean missed(boolean seen) {
            looksWithout = seen ? 0 : looksWithout + 1;
            return looksWithout > 1;
        }

        void add(long heldNanos, Thread holder) {
            if (++skipped < step) {
                return;
            }
            skipped = 0;
            List<StackSample> fresh = new ArrayList<>(stacks);
            if (fresh.size() >= MOST_SAMPLES) {
                step *= 2;
                for (int i = fresh.size() - 1; i > 0; i -= 2) {
                    fresh.remove(i);
                }
            }
            fresh.add(new StackSample(
                    heldNanos, holder.getState(), Stacks.frames(List.of(holder.getStackTrace()), MOST_FRAMES)));
            stacks = List.copyOf(fresh);
        }

        List<StackSample> copy() {
            return stacks;
        }
    }
}
