package dev.penstock.pool.alerting;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.StallReport;
import dev.penstock.pool.alerting.RuleWindow.Sums;
import dev.penstock.pool.alerts.AlertRule.Subject;
import dev.penstock.pool.alerts.Measure;
import dev.penstock.waits.ClaimTotals.Outcome;
import dev.penstock.waits.Distribution;
import dev.penstock.waits.EventStats;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.WaitClass;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Computes the figures that rules test. Used by one thread at a time. */
final class Figures {
    /** A percentile is at most the duration of the third-longest wait: one slow wait in a quiet minute is no alert. */
    private static final int LEAST_WAITS = 3;

    private static final double SECOND_NANOS = 1e9;

    private static final Set<WaitClass> OF_CLAIMS =
            EnumSet.of(WaitClass.CLAIM, WaitClass.CLIENT, WaitClass.DATABASE, WaitClass.SCHEDULER);

    private final TickGauge gauge;

    /** The last stall of each backend that has had one. */
    private Map<String, String> lastStalls = new HashMap<>();

    private long stalls;
    private boolean stalled;

    Figures(TickGauge gauge) {
        this.gauge = gauge;
    }

    /** The figure of a rule; empty if the figure is not known at this moment. */
    OptionalDouble of(RuleWatch watch, Signs signs) {
        Subject subject = watch.rule().subject();
        return switch (subject.measure()) {
            case OLDEST_WAIT -> age(signs.oldestWait(subject), claim -> claim.claimNanos());
            case OLDEST_HOLD ->
                age(signs.oldestHold(subject), slot -> slot.claim().heldNanos());
            case OLDEST_CALL -> age(signs.oldestCall(subject), slot -> callNanos(slot.claim()));
            case PERCENTILE -> percentile(watch, signs);
            case RATE -> windowed(watch, signs, sums -> sums.count() * SECOND_NANOS / sums.at());
            case LOAD -> windowed(watch, signs, sums -> (double) sums.nanos() / sums.at());
            case TIMEOUTS, FAILURES, DEADLOCKS -> windowed(watch, signs, Sums::count);
            case PROMISE_VIOLATIONS ->
                counted(watch, signs, signs.source().promises().total());
            case STALLS -> {
                OptionalDouble begun = counted(watch, signs, stalls);
                yield OptionalDouble.of(Math.max(begun.orElse(0), stalled ? 1 : 0));
            }
        };
    }

    private static long callNanos(HeldClaim claim) {
        return Signs.callNanos(claim);
    }

    private <T> OptionalDouble age(Optional<T> oldest, ToLongFunction<T> nanos) {
        return OptionalDouble.of(
                oldest.map(claim -> gauge.capped(nanos.applyAsLong(claim))).orElse(0L));
    }

    /** Counts stalls since the start, at each test. */
    void countStalls(List<BackendView> views) {
        Map<String, String> present = new HashMap<>();
        stalled = false;
        for (BackendView view : views) {
            stalled |= view.stalled();
            String trip = view.lastStall().map(StallReport::roundTrip).orElse("");
            if (!trip.isEmpty()) {
                String label = view.backend().label();
                present.put(label, trip);
                stalls += trip.equals(lastStalls.get(label)) ? 0 : 1;
            }
        }
        lastStalls = present;
    }

    /** A function of the sums of a window. */
    private interface OfSums {
        double apply(Sums sums);
    }

    private OptionalDouble counted(RuleWatch watch, Signs signs, long count) {
        return OptionalDouble.of((double)
                watch.window().advance(new Sums(signs.now(), count, 0, null)).count());
    }

    private OptionalDouble windowed(RuleWatch watch, Signs signs, OfSums figure) {
        WaitSnapshot waits = signs.waits().orElse(null);
        if (waits == null) {
            return OptionalDouble.empty();
        }
        Sums between = watch.window().advance(sums(watch.rule().subject(), waits, signs.now()));
        return OptionalDouble.of(between.at() <= 0 ? 0 : figure.apply(between));
    }

    /** Whether a pause of the process changes the figure: claims that were under way then last longer. */
    static boolean isAboutClaims(Subject subject) {
        return subject.measure() != Measure.STALLS
                && subject.measure() != Measure.PROMISE_VIOLATIONS
                && subject.event()
                        .map(event -> OF_CLAIMS.contains(event.waitClass()))
                        .orElse(true);
    }

    private static Sums sums(Subject subject, WaitSnapshot waits, long now) {
        Measure measure = subject.measure();
        if (measure == Measure.TIMEOUTS) {
            return new Sums(now, waits.claims(Outcome.TIMEOUT), 0, null);
        }
        if (measure == Measure.DEADLOCKS) {
            return new Sums(now, waits.claims(Outcome.DEADLOCK), 0, null);
        }
        if (measure == Measure.FAILURES) {
            return new Sums(now, waits.claims().failed(), 0, null);
        }
        List<WaitEvent> events = subject.event()
                .map(List::of)
                .orElse(List.of(WaitEvent.CLAIM_ACQUIRE, WaitEvent.CLAIM_HOLD, WaitEvent.CLAIM_RELEASE));
        long count = 0;
        long nanos = 0;
        Distribution distribution = null;
        for (WaitEvent event : events) {
            EventStats stats = stats(subject, event, waits);
            count += stats.total();
            nanos += stats.totalNanos();
            distribution = measure == Measure.PERCENTILE ? stats.distribution() : null;
        }
        return new Sums(now, count, nanos, distribution);
    }

    private static EventStats stats(Subject subject, WaitEvent event, WaitSnapshot waits) {
        if (subject.operation().isPresent()) {
            return waits.operation(subject.operation().get(), event);
        }
        String wanted = subject.backend().orElse("");
        if (wanted.isEmpty()) {
            return waits.event(event);
        }
        String label = waits.backends().stream()
                .filter(known -> Signs.isOf(known, wanted))
                .findFirst()
                .orElse(wanted);
        return waits.event(event, label);
    }

    /**
     * A percentile over the waits that ended in the window, and those under way that last longer than the rule permits.
     * Shorter waits under way are left out: nobody knows how long they will be. Between two steps of the window, the
     * figure stays as it was.
     */
    private OptionalDouble percentile(RuleWatch watch, Signs signs) {
        Subject subject = watch.rule().subject();
        if (!watch.window().isDue(signs.now()) && watch.value().isPresent()) {
            return watch.value();
        }
        WaitSnapshot waits = signs.waits().orElse(null);
        if (waits == null) {
            return watch.value();
        }
        Sums sums = watch.window().advance(sums(subject, waits, signs.now()));
        Distribution ended = sums.distribution();
        if (ended == null) {
            return OptionalDouble.of(0);
        }
        long[] underWay = subject.event()
                .map(event -> signs.agesOf(event, subject).stream()
                        .mapToLong(gauge::capped)
                        .filter(age -> age > watch.rule().above())
                        .toArray())
                .orElseGet(() -> new long[0]);
        Distribution all = ended.with(underWay, signs.source().step());
        if (all.total() < LEAST_WAITS) {
            return OptionalDouble.of(0);
        }
        double third = (all.total() - LEAST_WAITS + 0.5) / all.total();
        return OptionalDouble.of((double) all.percentileNanos(Math.min(subject.percentile() / 100, third)));
    }
}
