package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.DisconnectCause;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many slots a tender goes for, and what it concludes where it may not try with another. */
class SlotSetSizeTest {
    private final SlotSetStateMachineFixture bench = new SlotSetStateMachineFixture();

    @AfterEach
    void everythingIsAccountedFor() {
        bench.assertSound();
    }

    @Test
    void ofSeveralSizesThatTheTaskHasNotHeardOfItHearsOfTheLast() {
        bench.ready(1);
        bench.tender.post(new StatusMessage.Resize(4));
        bench.tender.post(new StatusMessage.Resize(2));
        bench.run();
        assertThat(bench.connects).hasSize(1);
        assertThat(bench.set.wanted()).isEqualTo(2);
        bench.allConnected();
    }

    @Test
    void aTaskThatIsSlowHearsOfASizeHoweverOftenItIsTold() {
        bench.ready(3);
        bench.tender.post(new StatusMessage.Resize(2));
        for (int beat = 0; beat < 3; beat++) {
            bench.tender.post(new StatusMessage.Request(beat, 0, bench.clock.nanoTime()));
            bench.tender.post(new StatusMessage.Resize(1));
        }
        bench.carryOut(bench.decide());
        assertThat(bench.set.counts().total()).as("after one message").isEqualTo(1);
        bench.run();
        assertThat(bench.replies).hasSize(3);
        assertThat(bench.set.wanted()).isEqualTo(1);
    }

    @Test
    void aSizeThatIsToldAfterASetWasToDrainIsNotHeardBefore() {
        bench.ready(1);
        bench.tender.post(new StatusMessage.Resize(4));
        bench.tender.post(StatusMessage.Drain.drained());
        bench.tender.post(new StatusMessage.Restore());
        bench.resize(2);
        assertThat(bench.set.wanted()).isEqualTo(2);
        bench.allConnected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(2);
    }

    @Test
    void aSetThatIsToDrainDoesNotGrowFirst() {
        bench.ready(1);
        bench.tender.post(new StatusMessage.Resize(4));
        bench.tender.post(StatusMessage.Drain.removed());
        bench.run();
        assertThat(bench.connects).isEmpty();
        assertThat(bench.set.wanted()).isZero();
        assertThat(bench.set.slots()).isEmpty();
    }

    @Test
    void aSlotThatGoesIsNotReplacedWhileThePoolHasTooMany() {
        bench.ready(3);
        Slot released = bench.claim();
        Slot held = bench.claim();
        bench.tell(new StatusMessage.Resize(2, true));
        bench.tell(new StatusMessage.Resize(3, true));
        bench.release(released);
        assertThat(bench.set.counts().total()).isEqualTo(2);

        bench.tell(new StatusMessage.Resize(3, false));
        assertThat(bench.set.counts().total()).isEqualTo(3);
        bench.allConnected();
        bench.release(held);
    }

    @Test
    void aServerThatAcceptedNobodyIsBelievedNoLongerThanTheLongestWaitWhereNoSlotMayFindOut() {
        bench.ready(1);
        Slot held = bench.claim();
        bench.resize(2);
        bench.connectFails("57P03");
        bench.resize(1);
        bench.advance(Duration.ofMillis(4_999));
        probed();
        assertThat(bench.set.health()).isEqualTo(BackendHealth.OFFLINE);
        bench.advance(Duration.ofMillis(1));
        probed();
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
        bench.release(held);
    }

    private void probed() {
        bench.request();
        bench.probeEnds(true);
    }

    @Test
    void otherCredentialsAreBelievedWhereThereIsNoSlotToTryThemWith() {
        Slot held = refusedBesideOneThatIsHeld();
        bench.resize(1);
        bench.tell(new StatusMessage.CredentialsChanged());
        assertThat(bench.connects).isEmpty();
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
        bench.release(held);
    }

    @Test
    void otherCredentialsAreTriedByOneSlotFirst() {
        Slot held = refusedBesideOneThatIsHeld();
        bench.resize(4);
        bench.tell(new StatusMessage.CredentialsChanged());
        assertThat(bench.connects).hasSize(1);
        bench.connectFails("28P01");
        assertThat(bench.connects).isEmpty();
        assertThat(bench.set.health()).isEqualTo(BackendHealth.REFUSED);
        bench.release(held);
    }

    private Slot refusedBesideOneThatIsHeld() {
        bench.ready(2);
        Slot held = bench.claim();
        bench.discard(bench.claim(), DisconnectCause.client("scripted"));
        bench.connectFails("28P01");
        assertThat(bench.set.health()).isEqualTo(BackendHealth.REFUSED);
        return held;
    }
}
