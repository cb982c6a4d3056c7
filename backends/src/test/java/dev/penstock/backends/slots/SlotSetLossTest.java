package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.SlotSetTestData;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What probes find, whose connections are aborted for it, and what an operator takes out of service. */
class SlotSetLossTest {
    private SlotSetStateMachineFixture fixture = new SlotSetStateMachineFixture(watched(Duration.ZERO, true), 1);

    private static BackendsPolicy watched(Duration probeInterval, boolean abort) {
        BackendsPolicy usual = SlotSetTestData.policy(16);
        return new BackendsPolicy(
                usual.size(),
                usual.connect(),
                usual.life(),
                new BackendsPolicy.Status(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(750),
                        Duration.ofSeconds(1),
                        probeInterval,
                        abort));
    }

    @AfterEach
    void everythingIsAccountedFor() {
        fixture.assertSound();
    }

    @Test
    void twoProbesWithoutAnswerAbortWhatIsHeldOnce() {
        fixture.ready(4);
        Slot held = fixture.claim();
        fixture.tell(new StatusMessage.ServerSuspected());
        fixture.probeEnds(false);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
        assertThat(fixture.aborted).as("it may be late and not dead").isEmpty();
        fixture.probeEnds(false);
        assertThat(fixture.aborted).containsExactly(held);
        fixture.request();
        fixture.probeEnds(false);
        assertThat(fixture.aborted).as("once").containsExactly(held);
        fixture.discard(held);
        fixture.connected();
        Slot again = fixture.claim();
        fixture.tell(new StatusMessage.ServerSuspected());
        fixture.probeEnds(false);
        fixture.probeEnds(false);
        assertThat(fixture.aborted).containsExactly(held, again);
        fixture.release(again);
    }

    @Test
    void aServerThatCameBackAndDiesAgainCostsTheSameHolderItsConnectionAgain() {
        fixture.ready(4);
        Slot held = fixture.claim();
        fixture.tell(new StatusMessage.ServerSuspected());
        fixture.probeEnds(false);
        fixture.probeEnds(false);
        assertThat(fixture.aborted).containsExactly(held);

        fixture.request();
        fixture.probeEnds(true);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
        fixture.advance(Duration.ofSeconds(3));
        fixture.tell(new StatusMessage.ServerSuspected());
        fixture.probeEnds(false);
        fixture.probeEnds(false);
        assertThat(fixture.aborted).containsExactly(held, held);
        fixture.discard(held);
    }

    @Test
    void anAnswerEndsWhatIsNotAbortedYetThoughASlotHasToFindOutWhetherTheServerIsBack() {
        fixture.ready(2);
        Slot held = fixture.claim();
        Slot other = fixture.claim();
        fixture.discard(other);
        fixture.probeEnds(false);
        fixture.probeEnds(false);
        assertThat(held.tracking.abortRequested).isTrue();
        fixture.request();
        fixture.probeEnds(true);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
        assertThat(held.tracking.abortRequested).isFalse();
        fixture.release(held);
    }

    @Test
    void aProbeThatIsAnsweredInBetweenStartsTheCountAnew() {
        fixture.ready(2);
        Slot held = fixture.claim();
        fixture.tell(new StatusMessage.ServerSuspected());
        fixture.probeEnds(false);
        fixture.probeEnds(true);
        fixture.advance(Duration.ofSeconds(3));
        fixture.tell(new StatusMessage.ServerSuspected());
        fixture.probeEnds(false);
        assertThat(fixture.aborted).isEmpty();
        fixture.probeEnds(true);
        fixture.release(held);
    }

    @Test
    void anAnswerCountsThoughTheTaskThatAskedWasReplaced() {
        fixture.ready(2);
        Slot held = fixture.claim();
        fixture.tell(new StatusMessage.ServerSuspected());
        fixture.probeEnds(false);
        Effect.Probe orphan = fixture.probes.remove();
        fixture.takeOver();
        fixture.tell(new StatusMessage.ProbeEnded(orphan.attempt(), null));
        fixture.request();
        fixture.probeEnds(false);
        assertThat(fixture.aborted).isEmpty();
        fixture.probeEnds(false);
        assertThat(fixture.aborted).containsExactly(held);
        fixture.release(held);
    }

    @Test
    void nothingIsAbortedUnlessThatIsWanted() {
        fixture = new SlotSetStateMachineFixture(watched(Duration.ZERO, false), 1);
        fixture.ready(2);
        Slot held = fixture.claim();
        fixture.tell(new StatusMessage.ServerSuspected());
        for (int i = 0; i < 5; i++) {
            fixture.probeEnds(false);
            fixture.request();
        }
        assertThat(fixture.aborted).isEmpty();
        fixture.release(held);
    }

    @Test
    void aBackendThatNobodySuspectsIsProbedAtTheIntervalAndNoneWithoutOne() {
        fixture = new SlotSetStateMachineFixture(watched(Duration.ofSeconds(5), false), 1);
        fixture.ready(2);
        int probes = 0;
        for (int beat = 0; beat < 40; beat++) {
            fixture.advance(Duration.ofMillis(500));
            fixture.request();
            while (!fixture.probes.isEmpty()) {
                probes++;
                fixture.probeEnds(true);
            }
        }
        assertThat(probes).isBetween(4, 5);
        fixture.advance(Duration.ofSeconds(5));
        fixture.request();
        fixture.probeEnds(false);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);

        SlotSetStateMachineFixture unwatched = new SlotSetStateMachineFixture();
        unwatched.ready(2);
        for (int beat = 0; beat < 40; beat++) {
            unwatched.advance(Duration.ofMillis(500));
            unwatched.request();
        }
        assertThat(unwatched.probes).isEmpty();
    }

    @Test
    void aLossIsNewsWhereTheConnectionHasWorkedSinceTheLastFailure() {
        fixture.ready(4);
        Slot old = fixture.claim();
        Slot killed = fixture.claim();
        fixture.discard(killed);
        while (!fixture.checks.isEmpty()) {
            fixture.checkEnds(true);
        }
        fixture.probeEnds(true);
        fixture.allConnected();
        fixture.advance(Duration.ofSeconds(1));
        old.markProven(fixture.clock.nanoTime());
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(3);
        fixture.advance(Duration.ofSeconds(1));
        fixture.discard(old);
        assertThat(fixture.checks).as("none that is free is trusted").hasSize(1);
        for (int checked = 1; checked < 3; checked++) {
            fixture.checkEnds(true);
            assertThat(fixture.checks).hasSize(1);
        }
        fixture.checkEnds(true);
        assertThat(fixture.checks).isEmpty();
        fixture.allConnected();
    }

    @Test
    void aSlotThatItsHolderRetiredIsReplacedAtOnce() {
        fixture.ready(1);
        Slot held = fixture.claim();
        fixture.tell(new StatusMessage.Evict(() -> {}));
        fixture.release(held);
        assertThat(fixture.connects).as("no beat is waited for").hasSize(1);
        fixture.allConnected();
    }

    @Test
    void aSizeThatIsOvertakenBeforeItIsDecidedTakesNoSlots() {
        fixture.ready(1);
        fixture.stateMachine.post(new StatusMessage.Resize(4, false));
        fixture.stateMachine.post(new StatusMessage.Resize(1, false));
        fixture.decide();
        assertThat(fixture.set.slots()).as("the others' share by now").hasSize(1);
        fixture.stateMachine.post(new StatusMessage.Resize(4, false));
        fixture.stateMachine.post(StatusMessage.Drain.drained());
        fixture.run();
        assertThat(fixture.connects).isEmpty();
        assertThat(fixture.set.slots()).isEmpty();
    }

    @Test
    void aDrainedBackendTakesNoClaimsUntilItIsRestored() {
        fixture.ready(4);
        Slot held = fixture.claim();
        fixture.tell(StatusMessage.Drain.drained());
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.DRAINED);
        assertThat(fixture.set.health().eligible()).isFalse();
        assertThat(fixture.set.slots()).containsExactly(held);
        fixture.resize(4);
        fixture.tell(new StatusMessage.ServerSuspected());
        fixture.request(1);
        assertThat(fixture.connects).isEmpty();
        assertThat(fixture.probes).isEmpty();

        fixture.release(held);
        assertThat(fixture.set.slots()).isEmpty();
        fixture.tell(new StatusMessage.Restore());
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.CONNECTING);
        fixture.resize(4);
        assertThat(fixture.connects).as("one first").hasSize(1);
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(4);
    }

    @Test
    void aDrainedBackendThatLeavesTheServiceIsNotRestored() {
        fixture.ready(1);
        fixture.tell(StatusMessage.Drain.drained());
        fixture.tell(StatusMessage.Drain.removed("scripted"));
        fixture.tell(new StatusMessage.Restore());
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.REMOVED);
    }
}
