package dev.penstock.pool.alerting;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.pool.alerts.AlertRule.Subject;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.ReasonTimeline.Interval;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The figures of a pool at one test; each is read once. Used by one thread. */
final class Signs {
    private final AlertSource source;
    private final long now;
    private final boolean withDistributions;
    private @Nullable List<HeldSlot> held;
    private @Nullable List<WaitingClaim> waiting;
    private boolean readsWaits = true;
    private Optional<WaitSnapshot> waits = Optional.empty();
    private @Nullable List<BackendView> views;

    /**
     * The figures at one moment.
     *
     * @param now the time of the pool's clock, in nanoseconds
     * @param withDistributions whether a rule needs the distributions of waits
     */
    Signs(AlertSource source, long now, boolean withDistributions) {
        this.source = source;
        this.now = now;
        this.withDistributions = withDistributions;
    }

    long now() {
        return now;
    }

    AlertSource source() {
        return source;
    }

    private List<HeldSlot> held() {
        List<HeldSlot> read = held == null ? source.held() : held;
        held = read;
        return read;
    }

    private List<WaitingClaim> waiting() {
        List<WaitingClaim> read = waiting == null ? source.waiting(now) : waiting;
        waiting = read;
        return read;
    }

    /** The sums since the start; empty if another thread reads them. */
    Optional<WaitSnapshot> waits() {
        if (readsWaits) {
            readsWaits = false;
            waits = withDistributions ? source.distributions() : source.totals();
        }
        return waits;
    }

    List<BackendView> views() {
        List<BackendView> read = views == null ? source.views() : views;
        views = read;
        return read;
    }

    /** The longest holder of all. */
    Optional<HeldSlot> longestHolder() {
        return held().stream().findFirst();
    }

    private List<HeldSlot> held(Subject subject) {
        return held().stream()
                .filter(slot -> subject.backend()
                        .filter(label -> !isOf(slot.backend(), label))
                        .isEmpty())
                .filter(slot -> subject.operation().isEmpty()
                        || subject.operation().equals(slot.claim().attributes().operation()))
                .toList();
    }

    /** A label is a name, a slash and an address with its port; a rule may have the whole or either part. */
    static boolean isOf(String label, String wanted) {
        int slash = label.lastIndexOf('/');
        return label.equals(wanted)
                || (slash > 0
                        && (label.substring(0, slash).equals(wanted)
                                || label.substring(slash + 1).equals(wanted)));
    }

    private List<WaitingClaim> waiting(Subject subject) {
        if (subject.backend().isPresent()) {
            return List.of();
        }
        return waiting().stream()
                .filter(claim ->
                        subject.operation().isEmpty() || subject.operation().equals(claim.operation()))
                .toList();
    }

    /** The claim that has waited longest. */
    Optional<WaitingClaim> oldestWait(Subject subject) {
        return waiting(subject).stream().max(Comparator.comparingLong(WaitingClaim::claimNanos));
    }

    /** The claim that has held its slot longest. */
    Optional<HeldSlot> oldestHold(Subject subject) {
        return held(subject).stream().findFirst();
    }

    /** The claim whose server has owed an answer longest: to a call, or to the reset of its session. */
    Optional<HeldSlot> oldestCall(Subject subject) {
        return held(subject).stream()
                .filter(slot -> callNanos(slot.claim()) > 0)
                .max(Comparator.comparingLong(slot -> callNanos(slot.claim())));
    }

    static long callNanos(HeldClaim claim) {
        boolean asked = claim.executing() || claim.event() == WaitEvent.CLAIM_RESET;
        return asked ? claim.eventNanos() : 0;
    }

    /** The ages of the waits on an event that are under way, as far as a claim waits. */
    List<Long> agesOf(WaitEvent event, Subject subject) {
        List<Long> ages = new ArrayList<>();
        for (WaitingClaim claim : waiting(subject)) {
            long age = event == WaitEvent.CLAIM_ACQUIRE
                    ? claim.claimNanos()
                    : claim.intervals().stream()
                            .filter(part -> part.event() == event)
                            .mapToLong(Interval::nanos)
                            .sum();
            ages.add(age);
        }
        for (HeldSlot slot : held(subject)) {
            ages.add(ageOf(event, slot.claim()));
        }
        return ages;
    }

    private static long ageOf(WaitEvent event, HeldClaim claim) {
        boolean reset = claim.event() == WaitEvent.CLAIM_RESET;
        if (event == WaitEvent.CLAIM_HOLD) {
            return reset ? 0 : claim.heldNanos();
        }
        boolean same = claim.event() == event || (reset && event == WaitEvent.CLAIM_RELEASE);
        return same ? claim.eventNanos() : 0;
    }
}
