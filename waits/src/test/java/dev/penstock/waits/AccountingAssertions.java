package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Assertions of the accounting identity, which each snapshot satisfies. */
final class AccountingAssertions {
    /** The events that are parts of an acquire. */
    static final Set<WaitEvent> REASONS = Arrays.stream(WaitEvent.values())
            .filter(event ->
                    event.parent().filter(WaitEvent.CLAIM_ACQUIRE::equals).isPresent())
            .collect(Collectors.toSet());

    private AccountingAssertions() {}

    /** Asserts the identity of one snapshot, which also holds for claims in flight. */
    static void assertIdentity(WaitSnapshot snapshot) {
        long acquire = nanos(snapshot, WaitEvent.CLAIM_ACQUIRE);
        long hold = nanos(snapshot, WaitEvent.CLAIM_HOLD);
        long release = nanos(snapshot, WaitEvent.CLAIM_RELEASE);
        long reasons =
                REASONS.stream().mapToLong(reason -> nanos(snapshot, reason)).sum();
        assertThat(acquire + hold + release)
                .as("wall = acquire + hold + release")
                .isEqualTo(snapshot.claims().wallNanos());
        assertThat(reasons).as("acquire = its reasons").isEqualTo(acquire);
        assertThat(nanos(snapshot, WaitEvent.CLAIM_EXECUTE) + nanos(snapshot, WaitEvent.CLAIM_IDLE))
                .as("hold = execute + idle")
                .isEqualTo(hold);
        assertThat(snapshot.unaccountedNanos()).as("unaccounted").isZero();
    }

    /** Asserts that no total of the later snapshot is below that of the earlier one, in all and at each backend. */
    static void assertNothingDecreased(WaitSnapshot earlier, WaitSnapshot later) {
        assertThat(later.claims().ended())
                .isGreaterThanOrEqualTo(earlier.claims().ended());
        assertThat(later.claims().wallNanos())
                .isGreaterThanOrEqualTo(earlier.claims().wallNanos());
        for (WaitEvent event : WaitEvent.values()) {
            assertNotLess(event.label(), earlier.event(event), later.event(event));
            for (String backend : earlier.backends()) {
                if (earlier.isSame(backend, later)) {
                    String where = event.label() + " at " + backend;
                    assertNotLess(where, earlier.event(event, backend), later.event(event, backend));
                }
            }
        }
    }

    private static void assertNotLess(String what, EventStats before, EventStats after) {
        assertThat(after.total()).as(what).isGreaterThanOrEqualTo(before.total());
        assertThat(after.totalNanos()).as(what).isGreaterThanOrEqualTo(before.totalNanos());
        assertThat(after.maxNanos()).as(what).isGreaterThanOrEqualTo(before.maxNanos());
    }

    /** Asserts that the earlier snapshot plus the difference is the later one, and that no part of it is negative. */
    static void assertAddsUp(WaitSnapshot earlier, WaitSnapshot later) {
        WaitSnapshot between = later.minus(earlier);
        assertThat(earlier.claims().plus(between.claims())).isEqualTo(later.claims());
        assertThat(earlier.covered().plus(between.covered())).isEqualTo(later.covered());
        assertThat(between.takenAt()).isEqualTo(later.takenAt());
        for (WaitEvent event : WaitEvent.values()) {
            EventStats sum = earlier.event(event).plus(between.event(event));
            assertThat(sum.total()).isEqualTo(later.event(event).total());
            assertThat(sum.totalNanos()).isEqualTo(later.event(event).totalNanos());
            assertThat(sum.distribution().total())
                    .isEqualTo(later.event(event).distribution().total());
            assertThat(between.event(event).active())
                    .isEqualTo(later.event(event).active());
            Set<String> owners = new TreeSet<>(later.backends());
            owners.add(WaitMeters.NO_BACKEND);
            owners.add(WaitMeters.UNDECIDED);
            EventStats parts = EventStats.NONE;
            for (String owner : owners) {
                EventStats part = between.event(event, owner);
                assertThat(part.total())
                        .isNotNegative()
                        .isEqualTo(part.distribution().total());
                if (!owner.equals(WaitMeters.UNDECIDED)) {
                    assertThat(part.totalNanos()).isNotNegative();
                }
                parts = parts.plus(part);
            }
            assertThat(parts.total()).isEqualTo(between.event(event).total());
            assertThat(parts.totalNanos()).isEqualTo(between.event(event).totalNanos());
        }
    }

    private static long nanos(WaitSnapshot snapshot, WaitEvent event) {
        return snapshot.event(event).totalNanos();
    }
}
