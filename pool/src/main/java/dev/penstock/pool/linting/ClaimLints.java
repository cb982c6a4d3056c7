package dev.penstock.pool.linting;

import dev.penstock.backends.Stacks;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.pool.linting.Finding.Subject;
import dev.penstock.pool.linting.Tally.Sight;
import dev.penstock.pool.lints.Lint;
import dev.penstock.waits.DurationFormat;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.RecordedClaim;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The lints about claims in flight, which are looked at once a second. Used by one thread at a time; keeps no claim and
 * no thread.
 */
final class ClaimLints {
    /** A connection that is unused for so long may belong to a thread that sleeps. */
    static final Duration LEAST_IDLE = Duration.ofMillis(100);

    /** A thread may end a moment before another one closes its connection. */
    static final Duration LEAST_UNUSED = Duration.ofSeconds(5);

    private static final int MOST_STACKS = 8;
    private static final int MOST_FRAMES = 6;
    private static final int MOST_KNOWN = 1_024;
    private static final long LATEST_NANOS = 60_000_000_000L;

    private final LintSource source;
    private final Map<Lint, Tally> tallies = new EnumMap<>(Lint.class);

    /** The printed IDs of nested claims that were counted, the oldest first. */
    private final Set<String> counted = new LinkedHashSet<>();

    private Finding ended = Finding.unknown(NOT_YET);

    static final String NOT_YET = "the pool has not looked yet";

    ClaimLints(LintSource source) {
        this.source = source;
    }

    /** Begins anew. */
    void clear() {
        tallies.clear();
    }

    private Tally tally(Lint lint) {
        return tallies.computeIfAbsent(lint, any -> new Tally());
    }

    /** The number of a lint that is counted by looks. */
    Finding counted(Lint lint, long now) {
        return tally(lint).finding(now, "seen in none of the last ten minutes");
    }

    /** The claims whose thread had ended at the last look. */
    Finding endedThreads() {
        return ended;
    }

    /** Looks at the claims in flight for each of {@code lints}. */
    void look(Set<Lint> lints, long now) {
        List<HeldSlot> held = source.held();
        List<WaitingClaim> waiting =
                lints.contains(Lint.NESTED_CLAIM) || lints.contains(Lint.SATURATED_WHILE_DATABASE_IDLE)
                        ? source.waiting(now)
                        : List.of();
        if (lints.contains(Lint.NESTED_CLAIM)) {
            lookForNested(held, waiting, now);
        }
        if (lints.contains(Lint.SATURATED_WHILE_DATABASE_IDLE)) {
            lookForSaturation(held, waiting, now);
        }
        if (lints.contains(Lint.CLAIM_HELD_OVER_SLEEP)) {
            lookForSleep(held, now);
        }
        if (lints.contains(Lint.THREAD_ENDED_WITH_CLAIM)) {
            ended = endedThreads(held);
        }
    }

    private static Subject subject(HeldSlot slot) {
        return new Subject(
                slot.claim().attributes().operation(), Optional.of(slot.backend()), Optional.of(printed(slot)));
    }

    private static String printed(HeldSlot slot) {
        return slot.claim().ids().format(slot.claim().claimId());
    }

    private static boolean isIdle(HeldSlot slot, Duration least) {
        HeldClaim claim = slot.claim();
        return claim.event() == WaitEvent.CLAIM_IDLE && claim.eventNanos() >= least.toNanos();
    }

    // Nested claims

    private static boolean isOther(HeldSlot outer, long claim) {
        return outer.claim().claimId() != claim;
    }

    /**
     * The slots are read one after the other, and the waiting claims after them. A claim that began, or got its slot,
     * after the begin of the look shows 0 ns: its thread may have closed the first one before.
     */
    private void lookForNested(List<HeldSlot> held, List<WaitingClaim> waiting, long now) {
        Map<Thread, HeldSlot> longest = new HashMap<>();
        for (HeldSlot slot : held) {
            HeldSlot outer = longest.putIfAbsent(slot.claim().holder(), slot);
            if (outer != null
                    && slot.claim().heldNanos() > 0
                    && isOther(outer, slot.claim().claimId())) {
                nested(printed(slot), outer, "holds it beside claim " + printed(outer), now);
            }
        }
        for (WaitingClaim claim : waiting) {
            HeldSlot outer = longest.get(claim.claimant());
            if (outer != null && claim.claimNanos() > 0 && isOther(outer, claim.claimId())) {
                String text = "waits for it and holds claim " + printed(outer);
                nested(claim.ids().format(claim.claimId()), outer, text, now);
            }
        }
    }

    private void nested(String claim, HeldSlot outer, String text, long now) {
        if (know(claim)) {
            String seen = "claim " + claim + " is nested: thread '"
                    + outer.claim().holder().getName() + "' " + text;
            Subject subject = new Subject(
                    outer.claim().attributes().operation(), Optional.of(outer.backend()), Optional.of(claim));
            tally(Lint.NESTED_CLAIM).add(now, 1, new Sight(subject, seen));
        }
    }

    /** Whether the claim was not counted before. */
    private boolean know(String claim) {
        boolean fresh = counted.add(claim);
        if (counted.size() > MOST_KNOWN) {
            counted.remove(counted.iterator().next());
        }
        return fresh;
    }

    /** Finds nested claims among those that ended in the last minute. */
    void lookForNestedAmongEnded(long now) {
        Map<Long, List<RecordedClaim>> byThread = new HashMap<>();
        for (RecordedClaim claim : source.ended()) {
            if (claim.beganNanosAgo() < LATEST_NANOS) {
                byThread.computeIfAbsent(claim.threadId(), any -> new ArrayList<>())
                        .add(claim);
            }
        }
        byThread.values().forEach(claims -> lookForNestedIn(claims, now));
    }

    private void lookForNestedIn(List<RecordedClaim> claims, long now) {
        claims.sort(Comparator.comparingLong(RecordedClaim::beganNanosAgo).reversed());
        RecordedClaim outer = null;
        for (RecordedClaim claim : claims) {
            if (outer != null && isDuring(claim, outer)) {
                if (know(claim.claim())) {
                    String seen = "claim " + claim.claim() + " was nested: its thread held claim " + outer.claim();
                    Subject subject =
                            new Subject(Optional.empty(), Optional.of(claim.backend()), Optional.of(claim.claim()));
                    tally(Lint.NESTED_CLAIM).add(now, 1, new Sight(subject, seen));
                }
            } else {
                outer = claim;
            }
        }
    }

    /** Whether {@code claim} began while {@code outer} was held; a claim that moved to another slot is the same. */
    private static boolean isDuring(RecordedClaim claim, RecordedClaim outer) {
        long heldAfter = outer.beganNanosAgo() - outer.acquireNanos();
        return !claim.claim().equals(outer.claim())
                && claim.beganNanosAgo() <= heldAfter
                && claim.beganNanosAgo() > heldAfter - outer.holdNanos();
    }

    // Saturation

    private void lookForSaturation(List<HeldSlot> held, Collection<WaitingClaim> waiting, long now) {
        boolean waits = waiting.stream().anyMatch(claim -> claim.event() == WaitEvent.CLAIM_WAIT_SLOT);
        long idle = held.stream()
                .filter(slot -> slot.claim().event() == WaitEvent.CLAIM_IDLE)
                .count();
        if (waits && held.size() >= source.usage().maximum() && 2 * idle > held.size()) {
            HeldSlot first = held.stream()
                    .filter(slot -> isIdle(slot, Duration.ZERO))
                    .findFirst()
                    .orElse(held.get(0));
            String seen = Text.of(
                    "%d claims waited, and %d of %d held connections had no call; the longest such holder was claim %s",
                    waiting.size(), idle, held.size(), printed(first));
            tally(Lint.SATURATED_WHILE_DATABASE_IDLE).add(now, 1, new Sight(subject(first), seen));
        }
    }

    // Threads

    private void lookForSleep(List<HeldSlot> held, long now) {
        held.stream()
                .filter(slot -> isIdle(slot, LEAST_IDLE))
                .filter(slot -> slot.claim().holder().getState() == Thread.State.TIMED_WAITING)
                .limit(MOST_STACKS)
                .filter(slot -> sleeps(slot.claim().holder()))
                .findFirst()
                .ifPresent(slot -> {
                    String place = Stacks.application(Stacks.of(slot.claim().holder()))
                            .map(frame -> " in " + frame)
                            .orElse("");
                    String seen = "thread '" + slot.claim().holder().getName() + "' slept" + place
                            + " while it held claim " + printed(slot) + ", unused for "
                            + DurationFormat.format(slot.claim().eventNanos());
                    tally(Lint.CLAIM_HELD_OVER_SLEEP).add(now, 1, new Sight(subject(slot), seen));
                });
    }

    private static boolean sleeps(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        for (int i = 0; i < Math.min(MOST_FRAMES, stack.length); i++) {
            if (stack[i].getClassName().startsWith("java.lang.")
                    && stack[i].getMethodName().startsWith("sleep")) {
                return true;
            }
        }
        return false;
    }

    private static Finding endedThreads(List<HeldSlot> held) {
        List<HeldSlot> orphans = held.stream()
                .filter(slot -> isIdle(slot, LEAST_UNUSED))
                .filter(slot -> slot.claim().holder().getState() == Thread.State.TERMINATED)
                .toList();
        if (orphans.isEmpty()) {
            return Finding.of(0, "no connection outlives its thread");
        }
        HeldSlot first = orphans.get(0);
        return Finding.of(
                        orphans.size(),
                        "thread '" + first.claim().holder().getName() + "' ended with claim " + printed(first)
                                + ", unused for "
                                + DurationFormat.format(first.claim().eventNanos()))
                .about(subject(first));
    }
}
