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
    private final SlotSetStateMachineFixture bench = new SlotSetStateMachineFixture();

    @AfterEach
    void everythingIsAccountedFor() {
        bench.assertSound();
    }

    @Test
    void aNewBackendGetsOneSlotFirstAndTheOthersOnceThatHasConnected() {
        bench.resize(4);
        assertThat(bench.set.counts().connecting()).isEqualTo(1);

        bench.connected();
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
        assertThat(bench.set.counts().total()).isEqualTo(4);
        assertThat(bench.offered).hasSize(1);

        bench.allConnected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(4);
        assertThat(bench.offered).hasSize(4);
    }

    @Test
    void aFailedAttemptIsRepeatedAfterABackoffThatDoublesUpToItsLimit() {
        bench.resize(1);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            bench.connectFails("08001");
            long failed = bench.clock.nanoTime();
            while (bench.connects.isEmpty()) {
                bench.advance(Duration.ofMillis(1));
            }
            waits.add(Duration.ofNanos(bench.clock.nanoTime() - failed).toMillis());
        }
        for (int i = 0; i < waits.size(); i++) {
            long full = Math.min(5_000, 100L << i);
            assertThat(waits.get(i)).as("wait %d of %s", i, waits).isBetween(full / 2, full + 1);
        }
        bench.connected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(1);
    }

    @Test
    void anAttemptPastItsDeadlineIsGivenUpAndItsLateConnectionClosed() {
        bench.resize(1);
        Effect.Connect slow = bench.connects.remove();
        bench.advance(Duration.ofSeconds(5));
        assertThat(bench.givenUp).containsExactly(slow.slot());
        assertThat(bench.set.health()).isEqualTo(BackendHealth.OFFLINE);

        Connection late = bench.connected(slow);
        assertThat(bench.connections.stillOpen()).doesNotContain(late);
        assertThat(bench.set.counts().connecting()).isEqualTo(1);

        bench.advance(Duration.ofMillis(100));
        bench.connected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(1);
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
    }

    @Test
    void aConnectionThatComesForARetiredSlotIsClosed() {
        bench.resize(1);
        Effect.Connect attempt = bench.connects.remove();
        bench.resize(0);
        bench.connected(attempt);
        assertThat(bench.connections.stillOpen()).isEmpty();
    }

    @Test
    void aFailureThatIsReportedTwiceCountsOnce() {
        bench.resize(1);
        Effect.Connect attempt = bench.connects.peek();
        bench.connectFails("08001");
        bench.connects.add(attempt);
        bench.connectFails("08001");
        assertThat(bench.set.slots()[0].tracking.failures).isEqualTo(1);
    }

    @Test
    void noMoreThanAFewAttemptsAreUnderWayAtOnceSoThatNoneWaitsForAThreadUntilItsDeadline() {
        bench.resize(50);
        bench.connected();
        assertThat(bench.set.counts().total()).isEqualTo(50);
        assertThat(bench.connects).hasSizeBetween(1, BackendThreads.CONNECT_THREADS);

        int most = 0;
        while (!bench.connects.isEmpty()) {
            most = Math.max(most, bench.connects.size());
            bench.connected();
        }
        assertThat(most).isLessThanOrEqualTo(BackendThreads.CONNECT_THREADS);
        assertThat(bench.set.counts().unclaimed()).isEqualTo(50);
    }

    @Test
    void aFailedAttemptMakesRoomForTheNext() {
        bench.resize(10);
        bench.connected();
        for (int i = 0; i < 9; i++) {
            bench.connectFails("08001");
        }
        assertThat(bench.connects).isEmpty();
        bench.advance(Duration.ofMillis(100));
        assertThat(bench.connects).hasSize(BackendThreads.CONNECT_THREADS);
        bench.allConnected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(10);
    }

    @Test
    void aSlotThatCannotBeMadeIsMadeAtTheNextRequestAndWhatWasDecidedStands() {
        bench.resize(3);
        bench.failNextSlots(1);
        Connection first = bench.connected();
        assertThat(bench.connections.stillOpen()).containsExactly(first);
        assertThat(bench.offered).as("the free slot is offered all the same").hasSize(1);

        bench.resize(3);
        bench.allConnected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(3);
    }

    @Test
    void aRequestWhoseDecisionFailsIsAnsweredAllTheSame() {
        bench.ready(1);
        Slot slot = bench.claim();
        bench.held.remove(slot);
        bench.close(slot.retire(SlotState.CLAIMED));
        bench.request();
        assertThat(bench.replies).hasSize(1);
        assertThat(bench.set.slots())
                .as("a retired slot nobody told of is forgotten")
                .isEmpty();
    }

    @Test
    void aDiscardedSlotConnectsAnewOnce() {
        bench.ready(2);
        Slot slot = bench.claim();
        bench.discardUntold(slot);
        bench.request();
        bench.tell(new StatusMessage.SessionLost(slot, DisconnectCause.server("scripted"), false));
        assertThat(bench.connects).as("attempts for one slot").hasSize(1);
        bench.connected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(2);
    }

    @Test
    void aDiscardedSlotWhoseMessageIsLostConnectsAtTheNextRequest() {
        bench.ready(1);
        bench.discardUntold(bench.claim());
        bench.request();
        assertThat(bench.connects).hasSize(1);
        bench.connected();
    }

    @Test
    void aSurplusRetiresWhatConnectsThenWhatIsFreeAndNeverWhatIsHeld() {
        bench.resize(4);
        bench.connected();
        bench.connected();
        Slot held = bench.claim();
        bench.resize(2);
        assertThat(bench.set.counts()).isEqualTo(new SlotCounts(0, 1, 1, 0, 0));
        bench.resize(0);
        assertThat(bench.set.slots()).containsExactly(held);
        assertThat(held.condemned()).isFalse();

        bench.release(held);
        bench.resize(0);
        assertThat(bench.set.slots()).isEmpty();
        bench.connects.forEach(bench::connected);
        assertThat(bench.connections.stillOpen()).isEmpty();
    }

    @Test
    void whatAnAttemptBringsThatBeganBeforeAnEvictionIsReplacedToo() {
        bench.resize(1);
        Effect.Connect before = bench.connects.remove();
        bench.tell(new StatusMessage.Evict());
        Connection old = bench.connected(before);
        assertThat(bench.offered).isEmpty();
        assertThat(bench.connections.stillOpen()).doesNotContain(old);
        assertThat(bench.set.counts().connecting()).isEqualTo(1);

        Connection fresh = bench.connected();
        assertThat(bench.claim().connection()).isSameAs(fresh);
        bench.held.forEach(slot -> slot.free(SlotState.CLAIMED, bench.clock.nanoTime()));
        bench.held.clear();
    }
}
