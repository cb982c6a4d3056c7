package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.SlotState;
import dev.penstock.backends.threads.BackendThreads;
import dev.penstock.backends.threads.PoolRuntime;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A reset that ends in the moment in which the supervisor finds it late. */
class SessionResetterTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final List<Connection> aborted = new ArrayList<>();
    private final StatusTaskFixture fixture = new StatusTaskFixture(null);
    private Consumer<Slot> onAbort = slot -> {};

    private Slot resetting() {
        fixture.controller.resize(1, false);
        fixture.awaitFree(1);
        Slot slot = fixture.set.slots()[0];
        assertThat(slot.tryClaim()).isTrue();
        slot.beginReset();
        return slot;
    }

    /** Two beats of the supervisor, the second one after the limit. */
    private void abortLate(Slot slot, Runnable between) {
        PoolRuntime runtime = fixture.context().runtime();
        BackendThreads threads = BackendThreads.of("test", "test", runtime.shared());
        SessionResetter resetter = new SessionResetter("test", runtime, threads.resets(), connection -> {
            onAbort.accept(slot);
            aborted.add(connection);
        });
        long now = fixture.now();
        resetter.abortLate(fixture.set, now, LIMIT);
        between.run();
        resetter.abortLate(fixture.set, now + LIMIT.toNanos() + 1, LIMIT);
        threads.close();
    }

    @Test
    void slotOfLateResetIsCondemnedBeforeTheAbort() {
        try (fixture) {
            Slot slot = resetting();
            Connection connection = slot.connection();
            onAbort = late -> assertThat(late.condemned()).isTrue();

            abortLate(slot, () -> {});

            assertThat(aborted).containsExactly(connection);
            fixture.controller.retire(slot, SlotState.RESETTING);
        }
    }

    @Test
    void nextClaimNeverGetsTheAbortedConnection() {
        try (fixture) {
            Slot slot = resetting();
            onAbort = late -> late.freeOrRetire(SlotState.RESETTING, fixture.now());

            abortLate(slot, () -> {});

            assertThat(aborted).hasSize(1);
            assertThat(slot.tryClaim()).isFalse();
            assertThat(slot.state()).isEqualTo(SlotState.RETIRED);
        }
    }

    @Test
    void waiterNeverGetsTheAbortedConnection() {
        try (fixture) {
            Slot slot = resetting();
            onAbort = late -> assertThat(late.tryHandOver(SlotState.RESETTING, fixture.now()))
                    .isFalse();

            abortLate(slot, () -> {});

            assertThat(aborted).hasSize(1);
            assertThat(slot.state()).isEqualTo(SlotState.RETIRED);
        }
    }

    @Test
    void resetThatEndedInTimeIsNotAborted() {
        try (fixture) {
            Slot slot = resetting();

            abortLate(slot, () -> {
                slot.free(SlotState.RESETTING, fixture.now() + 1);
                assertThat(slot.tryClaim()).isTrue();
                slot.beginReset();
            });

            assertThat(aborted).isEmpty();
            assertThat(slot.condemned()).isFalse();
            slot.free(SlotState.RESETTING, fixture.now() + 2);
        }
    }

    @Test
    void slotThatItsHolderHasLeftIsNotAborted() {
        try (fixture) {
            Slot slot = resetting();
            long hold = slot.freeSince();
            slot.free(SlotState.RESETTING, hold + 1);
            assertThat(slot.tryClaim()).isTrue();
            slot.beginReset();

            assertThat(slot.condemnReset(hold)).as("another reset").isFalse();
            assertThat(slot.condemned()).isTrue();
            fixture.controller.retire(slot, SlotState.RESETTING);
        }
    }
}
