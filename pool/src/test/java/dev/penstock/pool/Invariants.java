package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendView;
import dev.penstock.lab.Await;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What must be so of a pool that nobody uses any more. */
public final class Invariants {
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private Invariants() {}

    /** No claim is left, no waiter, no slot too many, and no nanosecond without a reason. */
    public static void assertQuiet(int maximum, Supplier<List<BackendView>> backends, Supplier<WaitSnapshot> waits) {
        Await.until("no slot is held", LIMIT, () -> held(backends.get()) == 0);
        Await.until(
                "no claim waits",
                LIMIT,
                () -> waits.get().event(WaitEvent.CLAIM_ACQUIRE).active() == 0);
        Await.until("there are no more slots than allowed", LIMIT, () -> total(backends.get()) <= maximum);
        assertIdentity(waits.get());
    }

    /** The accounting identity, over all claims that ended; none may be under way. */
    public static void assertIdentity(WaitSnapshot waits) {
        long acquire = nanos(waits, WaitEvent.CLAIM_ACQUIRE);
        long hold = nanos(waits, WaitEvent.CLAIM_HOLD);
        long release = nanos(waits, WaitEvent.CLAIM_RELEASE);
        assertThat(waits.unaccountedNanos()).as("unaccounted").isZero();
        assertThat(waits.claims().wallNanos())
                .as("wall = acquire + hold + release")
                .isEqualTo(acquire + hold + release);
        assertThat(acquire).as("acquire = sum of its reasons").isEqualTo(reasons(waits));
        assertThat(hold)
                .as("hold = execute + idle")
                .isEqualTo(nanos(waits, WaitEvent.CLAIM_EXECUTE) + nanos(waits, WaitEvent.CLAIM_IDLE));
        assertThat(waits.event(WaitEvent.CLAIM_HOLD).active()).as("claims held").isZero();
        assertThat(waits.event(WaitEvent.CLAIM_EXECUTE).active())
                .as("calls under way")
                .isZero();
        assertThat(waits.event(WaitEvent.CLAIM_ACQUIRE).total())
                .as("each claim that ended was acquired or failed")
                .isEqualTo(waits.claims().ended());
    }

    private static long reasons(WaitSnapshot waits) {
        return Stream.of(WaitEvent.values())
                .filter(event -> event.parent()
                        .filter(parent -> parent == WaitEvent.CLAIM_ACQUIRE)
                        .isPresent())
                .mapToLong(event -> nanos(waits, event))
                .sum();
    }

    public static long nanos(WaitSnapshot waits, WaitEvent event) {
        return waits.event(event).totalNanos();
    }

    public static int held(List<BackendView> backends) {
        return backends.stream().mapToInt(view -> view.slots().held()).sum();
    }

    public static int total(List<BackendView> backends) {
        return backends.stream().mapToInt(view -> view.slots().total()).sum();
    }

    public static int unclaimed(List<BackendView> backends) {
        return backends.stream().mapToInt(view -> view.slots().unclaimed()).sum();
    }
}
