package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.DisconnectCause;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The number of slots of a backend, and its health if it may open no further slot. */
class SlotSetSizeTest {
    private final SlotSetStateMachineFixture fixture = new SlotSetStateMachineFixture();

    @AfterEach
    void everythingIsAccountedFor() {
        fixture.assertSound();
    }

    @Test
    void ofSeveralSizesThatTheTaskHasNotHeardOfItHearsOfTheLast() {
        fixture.ready(1);
        fixture.stateMachine.post(new StatusMessage.Resize(4, false));
        fixture.stateMachine.post(new StatusMessage.Resize(2, false));
        fixture.run();
        assertThat(fixture.connects).hasSize(1);
        assertThat(fixture.set.wanted()).isEqualTo(2);
        fixture.allConnected();
    }

    @Test
    void slowTaskFindsOneSizeHoweverManyWerePosted() {
        fixture.ready(3);
        fixture.stateMachine.post(new StatusMessage.Resize(2, false));
        for (int beat = 0; beat < 3; beat++) {
            fixture.stateMachine.post(new StatusMessage.Request(beat, 0, fixture.clock.nanoTime()));
            fixture.stateMachine.post(new StatusMessage.Resize(1, false));
        }
        fixture.carryOut(fixture.decide());
        assertThat(fixture.set.counts().total()).as("after one message").isEqualTo(1);
        fixture.run();
        assertThat(fixture.replies).hasSize(3);
        assertThat(fixture.set.wanted()).isEqualTo(1);
    }

    @Test
    void attemptsThatHaveNotBegunGoFirst() {
        fixture.ready(1);
        fixture.resize(8);
        assertThat(fixture.connects).as("under way").hasSize(4);
        assertThat(fixture.set.awaitingAttempt()).isEqualTo(3);
        fixture.resize(5);
        assertThat(fixture.set.awaitingAttempt()).isZero();
        assertThat(fixture.cancelled).isEmpty();
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(5);
    }

    @Test
    void longestUnusedSlotGoesFirst() {
        fixture.ready(3);
        Slot used = fixture.claim();
        Slot last = fixture.claim();
        fixture.advance(Duration.ofSeconds(1));
        fixture.release(used);
        fixture.advance(Duration.ofSeconds(1));
        fixture.release(last);
        fixture.resize(2);
        assertThat(fixture.set.slots()).containsExactly(used, last);
        fixture.resize(1);
        assertThat(fixture.set.slots()).containsExactly(last);
    }

    @Test
    void sizePostedAfterDrainIsDecidedAfterIt() {
        fixture.ready(1);
        fixture.stateMachine.post(new StatusMessage.Resize(4, false));
        fixture.stateMachine.post(StatusMessage.Drain.drained());
        fixture.stateMachine.post(new StatusMessage.Restore());
        fixture.resize(2);
        assertThat(fixture.set.wanted()).isEqualTo(2);
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(2);
    }

    @Test
    void aSetThatIsToDrainDoesNotGrowFirst() {
        fixture.ready(1);
        fixture.stateMachine.post(new StatusMessage.Resize(4, false));
        fixture.stateMachine.post(StatusMessage.Drain.removed("scripted"));
        fixture.run();
        assertThat(fixture.connects).isEmpty();
        assertThat(fixture.set.wanted()).isZero();
        assertThat(fixture.set.slots()).isEmpty();
    }

    @Test
    void aSlotThatGoesIsNotReplacedWhileThePoolHasTooMany() {
        fixture.ready(3);
        Slot released = fixture.claim();
        Slot held = fixture.claim();
        fixture.tell(new StatusMessage.Resize(2, true));
        fixture.tell(new StatusMessage.Resize(3, true));
        fixture.release(released);
        assertThat(fixture.set.counts().total()).isEqualTo(2);

        fixture.tell(new StatusMessage.Resize(3, false));
        assertThat(fixture.set.counts().total()).isEqualTo(3);
        fixture.allConnected();
        fixture.release(held);
    }

    @Test
    void aServerThatAcceptedNobodyIsBelievedNoLongerThanTheLongestWaitWhereNoSlotMayFindOut() {
        fixture.ready(1);
        Slot held = fixture.claim();
        fixture.resize(2);
        fixture.connectFails("57P03");
        fixture.resize(1);
        fixture.advance(Duration.ofMillis(4_999));
        probed();
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
        fixture.advance(Duration.ofMillis(1));
        probed();
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
        fixture.release(held);
    }

    private void probed() {
        fixture.request();
        fixture.probeEnds(true);
    }

    @Test
    void otherCredentialsAreBelievedWhereThereIsNoSlotToTryThemWith() {
        Slot held = refusedBesideOneThatIsHeld();
        fixture.resize(1);
        fixture.tell(new StatusMessage.CredentialsChanged(() -> {}));
        assertThat(fixture.connects).isEmpty();
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
        fixture.release(held);
    }

    @Test
    void otherCredentialsAreTriedByOneSlotFirst() {
        Slot held = refusedBesideOneThatIsHeld();
        fixture.resize(4);
        fixture.tell(new StatusMessage.CredentialsChanged(() -> {}));
        assertThat(fixture.connects).hasSize(1);
        fixture.connectFails("28P01");
        assertThat(fixture.connects).isEmpty();
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.REFUSED);
        fixture.release(held);
    }

    private Slot refusedBesideOneThatIsHeld() {
        fixture.ready(2);
        Slot held = fixture.claim();
        fixture.discard(fixture.claim(), DisconnectCause.client("scripted"));
        fixture.connectFails("28P01");
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.REFUSED);
        return held;
    }
}
