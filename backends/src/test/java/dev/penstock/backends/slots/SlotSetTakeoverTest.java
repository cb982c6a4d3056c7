package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a decision whose task was replaced before it had carried out the effects. */
class SlotSetTakeoverTest {
    private final SlotSetStateMachineFixture fixture = new SlotSetStateMachineFixture();

    @AfterEach
    void everythingIsAccountedFor() {
        fixture.assertSound();
    }

    /** The task decides, and is never seen again. */
    private void decideInVain(StatusMessage message) {
        fixture.stateMachine.post(message);
        assertThat(fixture.decide()).isNotNull();
    }

    @Test
    void theTaskOfAnOldEpochGetsNothingAndIsCounted() {
        fixture.ready(1);
        int old = fixture.epoch();
        fixture.takeOver();
        fixture.stateMachine.post(new StatusMessage.Resize(2, false));
        assertThat(fixture.stateMachine.next(old)).isNull();
        assertThat(fixture.stateMachine.admits(old)).isFalse();
        assertThat(fixture.stateMachine.summary().refused()).isEqualTo(2);
        assertThat(fixture.stateMachine.summary().epoch()).isEqualTo(2);
        fixture.run();
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(2);
    }

    @Test
    void anAttemptThatWasDecidedAndNotBegunBegins() {
        decideInVain(new StatusMessage.Resize(1, false));
        fixture.takeOver();
        assertThat(fixture.connects).hasSize(1);
        fixture.connected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(1);
    }

    @Test
    void anAttemptThatHadBegunGoesOnAndOneOfAnOldNumberThatBeginsLateIsClosed() {
        fixture.stateMachine.post(new StatusMessage.Resize(1, false));
        Effect.Connect old = (Effect.Connect) fixture.decide().stream()
                .filter(Effect.Connect.class::isInstance)
                .findFirst()
                .orElseThrow();
        fixture.takeOver();
        Connection late = fixture.connected(old);
        assertThat(fixture.connections.stillOpen()).doesNotContain(late);
        fixture.connected();
        fixture.takeOver();
        assertThat(fixture.connects).isEmpty();
    }

    @Test
    void aDeadlineThatWasNotPlannedIsPlanned() {
        fixture.resize(1);
        Effect.Connect begun = fixture.connects.remove();
        fixture.dropTimers();
        fixture.takeOver();
        fixture.advance(Duration.ofSeconds(5));
        assertThat(fixture.cancelled).containsExactly(begun.slot());
    }

    @Test
    void aDeadlineOfACheckThatWasNotPlannedIsPlanned() {
        fixture.ready(1);
        fixture.advance(Duration.ofMinutes(2));
        fixture.request();
        fixture.checks.remove();
        fixture.dropTimers();
        fixture.takeOver();
        fixture.advance(Duration.ofSeconds(1));
        assertThat(fixture.set.counts().checking()).isZero();
        fixture.connected();
    }

    @Test
    void connectionsThatWereToBeClosedAreClosedAndLedgersToo() {
        fixture.ready(4);
        decideInVain(new StatusMessage.Resize(1, false));
        assertThat(fixture.connections.stillOpen()).hasSize(4);
        fixture.takeOver();
        assertThat(fixture.connections.stillOpen()).hasSize(1);
    }

    @Test
    void aConnectionThatCameTooLateIsClosedThoughTheTaskThatDecidedSoIsGone() {
        fixture.resize(1);
        Effect.Connect attempt = fixture.connects.remove();
        fixture.resize(0);
        Connection made = fixture.connections.open();
        decideInVain(new StatusMessage.Connected(attempt.slot(), attempt.attempt(), made));
        fixture.takeOver();
        assertThat(fixture.connections.stillOpen()).isEmpty();
    }

    @Test
    void aTaskThatWakesLateFindsNothingLeftToDo() {
        fixture.ready(4);
        fixture.stateMachine.post(new StatusMessage.Resize(1, false));
        var slept = fixture.decide();
        fixture.takeOver();
        assertThat(slept).isEmpty();
    }

    @Test
    void theTakeoverOfATakeoverLosesNothingEither() {
        fixture.ready(4);
        decideInVain(new StatusMessage.Resize(1, false));
        fixture.stateMachine.takeOver();
        fixture.takeOver();
        assertThat(fixture.connections.stillOpen()).hasSize(1);
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(1);
    }

    @Test
    void aProbeThatNobodySentIsSentAgain() {
        fixture.ready(1);
        decideInVain(new StatusMessage.ServerSuspected());
        fixture.takeOver();
        fixture.tell(new StatusMessage.ServerSuspected());
        assertThat(fixture.probes).hasSize(1);
        fixture.probeEnds(false);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
    }

    @Test
    void mailThatCameBeforeIsReadAfter() {
        fixture.stateMachine.post(new StatusMessage.Resize(2, false));
        fixture.takeOver();
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(2);
    }

    @Test
    void whateverTheTaskWasDoingWhenItWasReplacedIsDoneOnceMoreOnlyIfThatDoesNoHarm() {
        fixture.ready(2);
        fixture.offered.clear();
        Slot held = fixture.claim();
        fixture.stateMachine.post(new StatusMessage.Resize(0, false));
        var decided = fixture.decide();
        Effect inHand = decided.iterator().next();
        fixture.carryOut(inHand);
        fixture.takeOver();
        assertThat(fixture.connections.stillOpen()).containsExactly(held.connection());
        fixture.release(held);
    }
}
