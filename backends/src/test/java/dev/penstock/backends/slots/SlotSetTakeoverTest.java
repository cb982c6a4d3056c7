package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a decision whose task was replaced before it had carried out the effects. */
class SlotSetTakeoverTest {
    private final SlotSetStateMachineFixture bench = new SlotSetStateMachineFixture();

    @AfterEach
    void everythingIsAccountedFor() {
        bench.assertSound();
    }

    /** The task decides, and is never seen again. */
    private void decideInVain(StatusMessage message) {
        bench.tender.post(message);
        assertThat(bench.decide()).isNotNull();
    }

    @Test
    void theTaskOfAnOldEpochGetsNothingAndIsCounted() {
        bench.ready(1);
        int old = bench.epoch();
        bench.takeOver();
        bench.tender.post(new StatusMessage.Resize(2));
        assertThat(bench.tender.next(old)).isNull();
        assertThat(bench.tender.admits(old)).isFalse();
        assertThat(bench.tender.notes().refused()).isEqualTo(2);
        assertThat(bench.tender.notes().epoch()).isEqualTo(2);
        bench.run();
        bench.allConnected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(2);
    }

    @Test
    void anAttemptThatWasDecidedAndNotBegunBegins() {
        decideInVain(new StatusMessage.Resize(1));
        bench.takeOver();
        assertThat(bench.connects).hasSize(1);
        bench.connected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(1);
    }

    @Test
    void anAttemptThatHadBegunGoesOnAndOneOfAnOldNumberThatBeginsLateIsClosed() {
        bench.tender.post(new StatusMessage.Resize(1));
        Effect.Connect old = (Effect.Connect) bench.decide().stream()
                .filter(Effect.Connect.class::isInstance)
                .findFirst()
                .orElseThrow();
        bench.takeOver();
        Connection late = bench.connected(old);
        assertThat(bench.connections.stillOpen()).doesNotContain(late);
        bench.connected();
        bench.takeOver();
        assertThat(bench.connects).isEmpty();
    }

    @Test
    void aDeadlineThatWasNotPlannedIsPlanned() {
        bench.resize(1);
        Effect.Connect begun = bench.connects.remove();
        bench.dropTimers();
        bench.takeOver();
        bench.advance(Duration.ofSeconds(5));
        assertThat(bench.givenUp).containsExactly(begun.slot());
    }

    @Test
    void aDeadlineOfACheckThatWasNotPlannedIsPlanned() {
        bench.ready(1);
        bench.advance(Duration.ofMinutes(2));
        bench.request();
        bench.checks.remove();
        bench.dropTimers();
        bench.takeOver();
        bench.advance(Duration.ofSeconds(1));
        assertThat(bench.set.counts().checking()).isZero();
        bench.connected();
    }

    @Test
    void connectionsThatWereToBeClosedAreClosedAndLedgersToo() {
        bench.ready(4);
        decideInVain(new StatusMessage.Resize(1));
        assertThat(bench.connections.stillOpen()).hasSize(4);
        bench.takeOver();
        assertThat(bench.connections.stillOpen()).hasSize(1);
    }

    @Test
    void aConnectionThatCameTooLateIsClosedThoughTheTaskThatDecidedSoIsGone() {
        bench.resize(1);
        Effect.Connect attempt = bench.connects.remove();
        bench.resize(0);
        Connection made = bench.connections.open();
        decideInVain(new StatusMessage.Connected(attempt.slot(), attempt.attempt(), made));
        bench.takeOver();
        assertThat(bench.connections.stillOpen()).isEmpty();
    }

    @Test
    void aTaskThatWakesLateFindsNothingLeftToDo() {
        bench.ready(4);
        bench.tender.post(new StatusMessage.Resize(1));
        var slept = bench.decide();
        bench.takeOver();
        assertThat(slept).isEmpty();
    }

    @Test
    void theTakeoverOfATakeoverLosesNothingEither() {
        bench.ready(4);
        decideInVain(new StatusMessage.Resize(1));
        bench.tender.takeOver();
        bench.takeOver();
        assertThat(bench.connections.stillOpen()).hasSize(1);
        assertThat(bench.set.counts().unclaimed()).isEqualTo(1);
    }

    @Test
    void aProbeThatNobodySentIsSentAgain() {
        bench.ready(1);
        decideInVain(new StatusMessage.ServerSuspected("slow"));
        bench.takeOver();
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        assertThat(bench.probes).hasSize(1);
        bench.probeEnds(false);
        assertThat(bench.set.health()).isEqualTo(BackendHealth.OFFLINE);
    }

    @Test
    void mailThatCameBeforeIsReadAfter() {
        bench.tender.post(new StatusMessage.Resize(2));
        bench.takeOver();
        bench.allConnected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(2);
    }

    @Test
    void whateverTheTaskWasDoingWhenItWasReplacedIsDoneOnceMoreOnlyIfThatDoesNoHarm() {
        bench.ready(2);
        bench.offered.clear();
        Slot held = bench.claim();
        bench.tender.post(new StatusMessage.Resize(0));
        var decided = bench.decide();
        Effect inHand = decided.iterator().next();
        bench.carryOut(inHand);
        bench.takeOver();
        assertThat(bench.connections.stillOpen()).containsExactly(held.connection());
        bench.release(held);
    }
}
