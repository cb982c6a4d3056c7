package dev.penstock.pool.linting;

import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.sessions.CloseReason;
import dev.penstock.waits.sessions.SessionCounts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The counters of the last ten minutes: the difference between now and the sums of ten to eleven minutes ago, or of the
 * start. Used by one thread at a time.
 */
final class CounterWindow {
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final int MINUTES = 10;

    /** The reasons that are no habit: the end of a session was wanted, or its server failed. */
    private static final Set<CloseReason> OTHERS = Set.of(
            CloseReason.IDLE,
            CloseReason.SHRINK,
            CloseReason.BACKEND_FAILED,
            CloseReason.BACKEND_REMOVED,
            CloseReason.BACKEND_DRAINED,
            CloseReason.EVICTED,
            CloseReason.LEAKED,
            CloseReason.ROLE,
            CloseReason.UNUSED,
            CloseReason.POOL_CLOSED);

    private final Deque<Sums> sums = new ArrayDeque<>();

    /**
     * The sums since the start at one moment.
     *
     * @param at the moment, in nanoseconds of the pool's clock
     * @param waits all waits
     * @param sessions all sessions
     * @param transactionsLeft the claims that left a transaction open
     */
    record Sums(long at, WaitSnapshot waits, SessionCounts sessions, long transactionsLeft) {}

    /**
     * The difference of two sums.
     *
     * @param nanos the time between them
     * @param waits the waits in that time
     * @param replaced the sessions that were replaced in that time
     * @param openSessions the sessions that are open at its end
     * @param transactionsLeft the claims that left a transaction open in that time
     */
    record Between(long nanos, WaitSnapshot waits, long replaced, long openSessions, long transactionsLeft) {
        /** Whether the window is as long as it will ever be. */
        boolean isWhole() {
            return nanos >= MINUTES * MINUTE_NANOS;
        }
    }

    /** Begins anew. */
    void clear() {
        sums.clear();
    }

    /** The counters between the begin of the window and {@code now}; empty in the first minute. */
    Optional<Between> advance(Sums now) {
        Sums last = sums.peekLast();
        if (last == null || now.at - last.at >= MINUTE_NANOS) {
            sums.addLast(now);
        }
        while (sums.size() > 1 && now.at - second().at >= MINUTES * MINUTE_NANOS) {
            sums.removeFirst();
        }
        Sums first = sums.getFirst();
        long nanos = now.at - first.at;
        return nanos < MINUTE_NANOS
                ? Optional.empty()
                : Optional.of(new Between(
                        nanos,
                        now.waits.minus(first.waits),
                        replaced(now.sessions) - replaced(first.sessions),
                        now.sessions.open(),
                        now.transactionsLeft - first.transactionsLeft));
    }

    private Sums second() {
        return sums.stream().skip(1).findFirst().orElseThrow();
    }

    private static long replaced(SessionCounts counts) {
        return counts.closed().entrySet().stream()
                .filter(closed -> !OTHERS.contains(closed.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
