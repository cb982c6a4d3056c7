package dev.penstock.waits;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The totals of the last snapshot, which no later snapshot falls below. Guarded by the lock of its {@link
 * SnapshotSource}.
 *
 * <p>Raw sums can decrease for a moment. A thread reads the clock, and records that moment later: a snapshot in between
 * counts the time until then under the former event. A wait that goes from one record to another can be missed for a
 * moment. The published total then stays as it was until the raw sum has reached it again.
 *
 * <p>Four totals follow from their parts, so that each snapshot satisfies the accounting identity: {@code claim_hold},
 * {@code claim_release}, {@code claim_acquire}, and the wall time of all claims. Their accounts measure them apart from
 * their parts; each difference is in {@link ClaimTotals#unaccountedNanos}.
 */
final class PublishedTotals {
    private static final WaitEvent[] EVENTS = WaitEvent.values();

    private final Map<String, Totals> byBackend = new HashMap<>();
    private final Totals all = new Totals();

    /** Raises sums that are below those of the last snapshot, and derives the totals that follow from their parts. */
    void apply(SnapshotBuilder sums) {
        Totals seen = new Totals();
        for (String backend : sums.backends()) {
            if (!backend.equals(WaitMeters.UNDECIDED)) {
                @Nullable EventStatsBuilder[] events = sums.backend(backend);
                byBackend.computeIfAbsent(backend, name -> new Totals()).raise(events);
                seen.add(events);
            }
        }
        @Nullable EventStatsBuilder[] undecided = sums.backend(WaitMeters.UNDECIDED);
        seen.add(undecided);
        all.raiseTo(seen, undecided);
        long acquired = 0;
        for (String backend : sums.backends()) {
            @Nullable EventStatsBuilder[] events = sums.backend(backend);
            derive(events);
            acquired += backend.equals(WaitMeters.UNDECIDED) ? 0 : nanos(events, WaitEvent.CLAIM_ACQUIRE);
        }
        long acquiring = all.acquireNanos() - acquired;
        if (acquiring != nanos(undecided, WaitEvent.CLAIM_ACQUIRE)) {
            SnapshotBuilder.in(undecided, WaitEvent.CLAIM_ACQUIRE).setNanos(acquiring);
        }
        ClaimTotals claims = sums.claims();
        long wall = all.claimNanos() + claims.unaccountedNanos();
        sums.setClaims(new ClaimTotals(claims.ended(), claims.failed(), wall, claims.unaccountedNanos()));
    }

    private static void derive(@Nullable EventStatsBuilder[] events) {
        long hold = nanos(events, WaitEvent.CLAIM_EXECUTE) + nanos(events, WaitEvent.CLAIM_IDLE);
        if (hold != nanos(events, WaitEvent.CLAIM_HOLD)) {
            SnapshotBuilder.in(events, WaitEvent.CLAIM_HOLD).setNanos(hold);
        }
        long release = nanos(events, WaitEvent.CLAIM_RESET);
        if (release != nanos(events, WaitEvent.CLAIM_RELEASE)) {
            SnapshotBuilder.in(events, WaitEvent.CLAIM_RELEASE).setNanos(release);
        }
    }

    private static long nanos(@Nullable EventStatsBuilder[] events, WaitEvent event) {
        EventStatsBuilder sums = events[event.ordinal()];
        return sums == null ? 0 : sums.nanos();
    }

    /** The totals of a retired backend count as the pool's own from now on. */
    void retire(String backend) {
        Totals retired = byBackend.remove(backend);
        if (retired != null) {
            byBackend
                    .computeIfAbsent(WaitMeters.NO_BACKEND, name -> new Totals())
                    .add(retired);
        }
    }

    /** Entries and time of each event. */
    private static final class Totals {
        private final long[] entries = new long[EVENTS.length];
        private final long[] nanos = new long[EVENTS.length];

        void add(@Nullable EventStatsBuilder[] events) {
            for (int i = 0; i < EVENTS.length; i++) {
                EventStatsBuilder sums = events[i];
                if (sums != null) {
                    entries[i] += sums.total();
                    nanos[i] += sums.nanos();
                }
            }
        }

        void add(Totals other) {
            for (int i = 0; i < EVENTS.length; i++) {
                entries[i] += other.entries[i];
                nanos[i] += other.nanos[i];
            }
        }

        /** Raises the sums of one backend to these totals, and these to the sums. */
        void raise(@Nullable EventStatsBuilder[] events) {
            for (int i = 0; i < EVENTS.length; i++) {
                EventStatsBuilder sums = events[i];
                if (sums != null) {
                    entries[i] = Math.max(entries[i], sums.total());
                    nanos[i] = Math.max(nanos[i], sums.nanos());
                    sums.raise(entries[i], nanos[i]);
                } else if (entries[i] != 0 || nanos[i] != 0) {
                    SnapshotBuilder.in(events, EVENTS[i]).raise(entries[i], nanos[i]);
                }
            }
        }

        /** Raises these totals to the sums of all backends. What the sums lack is added to {@code rest}. */
        void raiseTo(Totals sums, @Nullable EventStatsBuilder[] rest) {
            for (int i = 0; i < EVENTS.length; i++) {
                long missingEntries = Math.max(0, entries[i] - sums.entries[i]);
                long missingNanos = Math.max(0, nanos[i] - sums.nanos[i]);
                if (missingEntries > 0 || missingNanos > 0) {
                    SnapshotBuilder.in(rest, EVENTS[i]).addCounts(missingEntries, 0, missingNanos, 0);
                }
                entries[i] = sums.entries[i] + missingEntries;
                nanos[i] = sums.nanos[i] + missingNanos;
            }
        }

        long acquireNanos() {
            long sum = 0;
            for (WaitEvent event : EVENTS) {
                if (event.isPartOfAcquire()) {
                    sum += nanos[event.ordinal()];
                }
            }
            return sum;
        }

        long claimNanos() {
            return acquireNanos()
                    + nanos[WaitEvent.CLAIM_EXECUTE.ordinal()]
                    + nanos[WaitEvent.CLAIM_IDLE.ordinal()]
                    + nanos[WaitEvent.CLAIM_RESET.ordinal()];
        }
    }
}
