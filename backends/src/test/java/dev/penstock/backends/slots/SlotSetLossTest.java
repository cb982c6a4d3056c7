package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Backings;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What probes find, whose connections are aborted for it, and what an operator takes out of service. */
class SlotSetLossTest {
    private SlotSetStateMachineFixture bench = new SlotSetStateMachineFixture(watched(Duration.ZERO, true), 1);

    private static BackendsPolicy watched(Duration probeInterval, boolean abort) {
        BackendsPolicy usual = Backings.policy(16);
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
        bench.assertSound();
    }

    @Test
    void twoProbesWithoutAnswerAbortWhatIsHeldOnce() {
        bench.ready(4);
        Slot held = bench.claim();
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        bench.probeEnds(false);
        assertThat(bench.set.health()).isEqualTo(BackendHealth.OFFLINE);
        assertThat(bench.aborted).as("it may be late and not dead").isEmpty();
        bench.probeEnds(false);
        assertThat(bench.aborted).containsExactly(held);
        bench.request();
        bench.probeEnds(false);
        assertThat(bench.aborted).as("once").containsExactly(held);
        bench.discard(held);
        bench.connected();
        Slot again = bench.claim();
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        bench.probeEnds(false);
        bench.probeEnds(false);
        assertThat(bench.aborted).containsExactly(held, again);
        bench.release(again);
    }

    @Test
    void aServerThatCameBackAndDiesAgainCostsTheSameHolderItsConnectionAgain() {
        bench.ready(4);
        Slot held = bench.claim();
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        bench.probeEnds(false);
        bench.probeEnds(false);
        assertThat(bench.aborted).containsExactly(held);

        bench.request();
        bench.probeEnds(true);
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
        bench.advance(Duration.ofSeconds(3));
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        bench.probeEnds(false);
        bench.probeEnds(false);
        assertThat(bench.aborted).containsExactly(held, held);
        bench.discard(held);
    }

    @Test
    void anAnswerEndsWhatIsNotAbortedYetThoughASlotHasToFindOutWhetherTheServerIsBack() {
        bench.ready(2);
        Slot held = bench.claim();
        Slot other = bench.claim();
        bench.discard(other);
        bench.probeEnds(false);
        bench.probeEnds(false);
        assertThat(held.tracking.aborted).isTrue();
        bench.request();
        bench.probeEnds(true);
        assertThat(bench.set.health()).isEqualTo(BackendHealth.OFFLINE);
        assertThat(held.tracking.aborted).isFalse();
        bench.release(held);
    }

    @Test
    void aProbeThatIsAnsweredInBetweenStartsTheCountAnew() {
        bench.ready(2);
        Slot held = bench.claim();
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        bench.probeEnds(false);
        bench.probeEnds(true);
        bench.advance(Duration.ofSeconds(3));
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        bench.probeEnds(false);
        assertThat(bench.aborted).isEmpty();
        bench.probeEnds(true);
        bench.release(held);
    }

    @Test
    void anAnswerCountsThoughTheTaskThatAskedWasReplaced() {
        bench.ready(2);
        Slot held = bench.claim();
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        bench.probeEnds(false);
        Effect.Probe orphan = bench.probes.remove();
        bench.takeOver();
        bench.tell(new StatusMessage.ProbeEnded(orphan.attempt(), null));
        bench.request();
        bench.probeEnds(false);
        assertThat(bench.aborted).isEmpty();
        bench.probeEnds(false);
        assertThat(bench.aborted).containsExactly(held);
        bench.release(held);
    }

    @Test
    void nothingIsAbortedUnlessThatIsWanted() {
        bench = new SlotSetStateMachineFixture(watched(Duration.ZERO, false), 1);
        bench.ready(2);
        Slot held = bench.claim();
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        for (int i = 0; i < 5; i++) {
            bench.probeEnds(false);
            bench.request();
        }
        assertThat(bench.aborted).isEmpty();
        bench.release(held);
    }

    @Test
    void aBackendThatNobodySuspectsIsProbedAtTheIntervalAndNoneWithoutOne() {
        bench = new SlotSetStateMachineFixture(watched(Duration.ofSeconds(5), false), 1);
        bench.ready(2);
        int probes = 0;
        for (int beat = 0; beat < 40; beat++) {
            bench.advance(Duration.ofMillis(500));
            bench.request();
            while (!bench.probes.isEmpty()) {
                probes++;
                bench.probeEnds(true);
            }
        }
        assertThat(probes).isBetween(4, 5);
        bench.advance(Duration.ofSeconds(5));
        bench.request();
        bench.probeEnds(false);
        assertThat(bench.set.health()).isEqualTo(BackendHealth.OFFLINE);

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
        bench.ready(4);
        Slot old = bench.claim();
        Slot killed = bench.claim();
        bench.discard(killed);
        bench.probeEnds(true);
        bench.allConnected();
        bench.advance(Duration.ofSeconds(1));
        old.markProven(bench.clock.nanoTime());
        assertThat(bench.set.counts().unclaimed()).isEqualTo(3);
        bench.advance(Duration.ofSeconds(1));
        bench.discard(old);
        assertThat(bench.set.counts().connecting())
                .as("none that is free is trusted")
                .isEqualTo(4);
        bench.allConnected();
    }

    @Test
    void aSlotThatItsHolderRetiredIsReplacedAtOnce() {
        bench.ready(1);
        Slot held = bench.claim();
        bench.tell(new StatusMessage.Evict());
        bench.release(held);
        assertThat(bench.connects).as("no beat is waited for").hasSize(1);
        bench.allConnected();
    }

    @Test
    void aSizeThatIsOvertakenBeforeItIsDecidedTakesNoSlots() {
        bench.ready(1);
        bench.tender.post(new StatusMessage.Resize(4));
        bench.tender.post(new StatusMessage.Resize(1));
        bench.decide();
        assertThat(bench.set.slots()).as("the others' share by now").hasSize(1);
        bench.tender.post(new StatusMessage.Resize(4));
        bench.tender.post(StatusMessage.Drain.drained());
        bench.run();
        assertThat(bench.connects).isEmpty();
        assertThat(bench.set.slots()).isEmpty();
    }

    @Test
    void aDrainedBackendTakesNoClaimsUntilItIsRestored() {
        bench.ready(4);
        Slot held = bench.claim();
        bench.tell(StatusMessage.Drain.drained());
        assertThat(bench.set.health()).isEqualTo(BackendHealth.DRAINED);
        assertThat(bench.set.health().eligible()).isFalse();
        assertThat(bench.set.slots()).containsExactly(held);
        bench.resize(4);
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        bench.request(1);
        assertThat(bench.connects).isEmpty();
        assertThat(bench.probes).isEmpty();

        bench.release(held);
        assertThat(bench.set.slots()).isEmpty();
        bench.tell(new StatusMessage.Restore());
        assertThat(bench.set.health()).isEqualTo(BackendHealth.CONNECTING);
        bench.resize(4);
        assertThat(bench.connects).as("one first").hasSize(1);
        bench.allConnected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(4);
    }

    @Test
    void aDrainedBackendThatLeavesTheServiceIsNotRestored() {
        bench.ready(1);
        bench.tell(StatusMessage.Drain.drained());
        bench.tell(StatusMessage.Drain.removed());
        bench.tell(new StatusMessage.Restore());
        assertThat(bench.set.health()).isEqualTo(BackendHealth.REMOVED);
    }
}
