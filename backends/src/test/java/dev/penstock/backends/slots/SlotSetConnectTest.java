package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.threads.BackendThreads;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How slots get their connections: growth, failure, backoff, deadlines, late results. */
class SlotSetConnectTest {
    private final SlotSetStateMachineFixture fixture = new SlotSetStateMachineFixture();

    @AfterEach
    void everythingIsAccountedFor() {
        fixture.assertSound();
    }

    @Test
    void aNewBackendGetsOneSlotFirstAndTheOthersOnceThatHasConnected() {
        fixture.resize(4);
        assertThat(fixture.set.counts().connecting()).isEqualTo(1);

        fixture.connected();
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
        assertThat(fixture.set.counts().total()).isEqualTo(4);
        assertThat(fixture.offered).hasSize(1);

        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(4);
        assertThat(fixture.offered).hasSize(4);
    }

    @Test
    void aFailedAttemptIsRepeatedAfterABackoffThatDoublesUpToItsLimit() {
        fixture.resize(1);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            fixture.connectFails("08001");
            long failed = fixture.clock.nanoTime();
            while (fixture.connects.isEmpty()) {
                fixture.advance(Duration.ofMillis(1));
            }
            waits.add(Duration.ofNanos(fixture.clock.nanoTime() - failed).toMillis());
        }
        for (int i = 0; i < waits.size(); i++) {
            long full = Math.min(5_000, 100L << i);
            assertThat(waits.get(i)).as("wait %d of %s", i, waits).isBetween(full / 2, full + 1);
        }
        fixture.connected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(1);
    }

    @Test
    void anAttemptPastItsDeadlineIsGivenUpAndItsLateConnectionClosed() {
        fixture.resize(1);
        Effect.Connect slow = fixture.connects.remove();
        fixture.advance(Duration.ofSeconds(5));
        assertThat(fixture.cancelled).containsExactly(slow.slot());
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);

        Connection late = fixture.connected(slow);
        assertThat(fixture.connections.stillOpen()).doesNotContain(late);
        assertThat(fixture.set.counts().connecting()).isEqualTo(1);

        fixture.advance(Duration.ofMillis(100));
        fixture.connected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(1);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
    }

    @Test
    void aConnectionThatComesForARetiredSlotIsClosed() {
        fixture.resize(1);
        Effect.Connect attempt = fixture.connects.remove();
        fixture.resize(0);
        fixture.connected(attempt);
        assertThat(fixture.connections.stillOpen()).isEmpty();
    }

    @Test
    void aFailureThatIsReportedTwiceCountsOnce() {
        fixture.resize(1);
        Effect.Connect attempt = fixture.connects.peek();
        fixture.connectFails("08001");
        fixture.connects.add(attempt);
        fixture.connectFails("08001");
        assertThat(fixture.set.slots()[0].tracking.failures).isEqualTo(1);
    }

    @Test
    void noMoreThanAFewAttemptsAreUnderWayAtOnceSoThatNoneWaitsForAThreadUntilItsDeadline() {
        fixture.resize(50);
        fixture.connected();
        assertThat(fixture.set.counts().total()).isEqualTo(50);
        assertThat(fixture.connects).hasSizeBetween(1, BackendThreads.CONNECT_THREADS);

        int most = 0;
        while (!fixture.connects.isEmpty()) {
            most = Math.max(most, fixture.connects.size());
            fixture.connected();
        }
        assertThat(most).isLessThanOrEqualTo(BackendThreads.CONNECT_THREADS);
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(50);
    }

    @Test
    void aFailedAttemptMakesRoomForTheNext() {
        fixture.resize(10);
        fixture.connected();
        for (int i = 0; i < 9; i++) {
            fixture.connectFails("08001");
        }
        assertThat(fixture.connects).isEmpty();
        fixture.advance(Duration.ofMillis(100));
        assertThat(fixture.connects).hasSize(BackendThreads.CONNECT_THREADS);
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(10);
    }

    @Test
    void aSlotThatCannotBeMadeIsMadeAtTheNextRequestAndWhatWasDecidedStands() {
        fixture.resize(3);
        fixture.failNextSlots(1);
        Connection first = fixture.connected();
        assertThat(fixture.connections.stillOpen()).containsExactly(first);
        assertThat(fixture.offered).as("the free slot is offered all the same").hasSize(1);

        fixture.resize(3);
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(3);
    }

    @Test
    void aRequestWhoseDecisionFailsIsAnsweredAllTheSame() {
        fixture.ready(1);
        Slot slot = fixture.claim();
        fixture.held.remove(slot);
        fixture.close(slot.retire(SlotState.CLAIMED));
        fixture.request();
        assertThat(fixture.replies).hasSize(1);
        assertThat(fixture.set.slots())
                .as("a retired slot without a message is forgotten")
                .isEmpty();
    }

    @Test
    void aDiscardedSlotConnectsAnewOnce() {
        fixture.ready(2);
        Slot slot = fixture.claim();
        fixture.discardWithoutMessage(slot);
        fixture.request();
        fixture.tell(new StatusMessage.SessionLost(slot, DisconnectCause.server("scripted"), false));
        assertThat(fixture.connects).as("attempts for one slot").hasSize(1);
        fixture.connected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(2);
    }

    @Test
    void aDiscardedSlotWhoseMessageIsLostConnectsAtTheNextRequest() {
        fixture.ready(1);
        fixture.discardWithoutMessage(fixture.claim());
        fixture.request();
        assertThat(fixture.connects).hasSize(1);
        fixture.connected();
    }

    @Test
    void aSurplusRetiresWhatConnectsThenWhatIsFreeAndNeverWhatIsHeld() {
        fixture.resize(4);
        fixture.connected();
        fixture.connected();
        Slot held = fixture.claim();
        fixture.resize(2);
        assertThat(fixture.set.counts()).isEqualTo(new SlotCounts(0, 1, 1, 0, 0));
        fixture.resize(0);
        assertThat(fixture.set.slots()).containsExactly(held);
        assertThat(held.condemned()).isFalse();

        fixture.release(held);
        fixture.resize(0);
        assertThat(fixture.set.slots()).isEmpty();
        fixture.connects.forEach(fixture::connected);
        assertThat(fixture.connections.stillOpen()).isEmpty();
    }

    @Test
    void whatAnAttemptBringsThatBeganBeforeAnEvictionIsReplacedToo() {
        fixture.resize(1);
        Effect.Connect before = fixture.connects.remove();
        fixture.tell(new StatusMessage.Evict(() -> {}));
        Connection old = fixture.connected(before);
        assertThat(fixture.offered).isEmpty();
        assertThat(fixture.connections.stillOpen()).doesNotContain(old);
        assertThat(fixture.set.counts().connecting()).isEqualTo(1);

        Connection fresh = fixture.connected();
        assertThat(fixture.claim().connection()).isSameAs(fresh);
        fixture.held.forEach(slot -> slot.free(SlotState.CLAIMED, fixture.clock.nanoTime()));
        fixture.held.clear();
    }
}
