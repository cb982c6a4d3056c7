package dev.penstock.chaos.simulation;

import dev.penstock.waits.EventStats;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks each snapshot of the pool against the accounting identity and against the snapshot before it. Claims in flight
 * count like ended ones.
 */
final class AccountsAudit {
    private @Nullable WaitSnapshot earlier;

    /** What is wrong with the next snapshot; empty if nothing is. */
    Optional<String> check(WaitSnapshot now) {
        WaitSnapshot before = earlier;
        earlier = now;
        Optional<String> broken = brokenIdentity(now);
        return broken.isPresent() || before == null ? broken : decrease(before, now);
    }

    private static Optional<String> brokenIdentity(WaitSnapshot now) {
        long acquire = nanos(now, WaitEvent.CLAIM_ACQUIRE);
        long hold = nanos(now, WaitEvent.CLAIM_HOLD);
        long release = nanos(now, WaitEvent.CLAIM_RELEASE);
        if (now.unaccountedNanos() != 0) {
            return Optional.of("unaccounted: " + now.claims());
        }
        if (acquire + hold + release != now.claims().wallNanos()) {
            return Optional.of("the wall time is not acquire, hold and release: " + now.claims() + "\n" + now);
        }
        if (parts(now, WaitEvent.CLAIM_ACQUIRE) != acquire || parts(now, WaitEvent.CLAIM_HOLD) != hold) {
            return Optional.of("the parts of acquire or hold do not add up\n" + now);
        }
        return Optional.empty();
    }

    private static long parts(WaitSnapshot now, WaitEvent whole) {
        return Arrays.stream(WaitEvent.values())
                .filter(event -> event.parent().equals(Optional.of(whole)))
                .mapToLong(event -> nanos(now, event))
                .sum();
    }

    private static Optional<String> decrease(WaitSnapshot before, WaitSnapshot now) {
        return Arrays.stream(WaitEvent.values())
                .filter(event -> isLess(now.event(event), before.event(event)))
                .map(event -> "a total of " + event + " decreased: " + before.event(event) + " to " + now.event(event))
                .findFirst();
    }

    private static boolean isLess(EventStats now, EventStats before) {
        return now.totalNanos() < before.totalNanos() || now.total() < before.total();
    }

    private static long nanos(WaitSnapshot snapshot, WaitEvent event) {
        return snapshot.event(event).totalNanos();
    }
}
