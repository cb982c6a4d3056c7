package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotSetTestData;
import java.sql.Connection;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How connections are kept fresh, without taking them all from the claimants. */
class SlotSetCareTest {
    private final SlotSetStateMachineFixture fixture = new SlotSetStateMachineFixture();

    @AfterEach
    void everythingIsAccountedFor() {
        fixture.assertSound();
    }

    /** Every check succeeds until none is due. Returns their number. */
    private int allChecked() {
        int checked = 0;
        for (; !fixture.checks.isEmpty(); checked++) {
            fixture.checkEnds(true);
        }
        return checked;
    }

    /** The oldest check gets no answer. */
    private void checkGetsNoAnswer() {
        Effect.Check check = fixture.checks.remove();
        fixture.tell(new StatusMessage.CheckEnded(
                check.slot(), check.attempt(), new SQLTimeoutException("no answer", "08006")));
    }

    @Test
    void aConnectionThatNobodyUsedIsCheckedAndOfferedAgain() {
        fixture.ready(1);
        fixture.advance(Duration.ofSeconds(119));
        fixture.request();
        assertThat(fixture.checks).isEmpty();
        fixture.advance(Duration.ofSeconds(1));
        fixture.request();
        fixture.checkEnds(true);
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(1);
        assertThat(fixture.offered).hasSize(1);
    }

    @Test
    void aConnectionThatFailsItsCheckIsReplaced() {
        fixture.ready(1);
        fixture.advance(Duration.ofMinutes(2));
        fixture.request();
        fixture.checkEnds(false);
        assertThat(fixture.connections.stillOpen()).isEmpty();
        fixture.connected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(1);
    }

    @Test
    void aCheckPastItsDeadlineReplacesTheConnectionAndItsLateAnswerIsIgnored() {
        fixture.ready(1);
        fixture.advance(Duration.ofMinutes(2));
        fixture.request();
        Effect.Check slow = fixture.checks.remove();
        fixture.advance(Duration.ofSeconds(1));
        assertThat(fixture.connections.stillOpen()).isEmpty();
        fixture.tell(new StatusMessage.CheckEnded(slow.slot(), slow.attempt(), null));
        assertThat(fixture.set.counts().connecting()).isEqualTo(1);
        fixture.connected();
    }

    @Test
    void keepaliveLeavesMostFreeSlotsToTheClaimants() {
        fixture.ready(16);
        fixture.advance(Duration.ofMinutes(2));
        fixture.request();
        assertThat(fixture.set.counts().checking()).isBetween(1, 4);
        int checked = 0;
        while (checked < 16) {
            assertThat(fixture.set.counts().unclaimed()).isGreaterThanOrEqualTo(12);
            fixture.checkEnds(true);
            checked++;
            fixture.request();
        }
        assertThat(fixture.checks).isEmpty();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(16);
    }

    @Test
    void endOfOneSessionCostsNoOtherConnection() {
        fixture.ready(16);
        Slot held = fixture.claim();
        fixture.advance(Duration.ofSeconds(1));
        fixture.discard(fixture.claim());
        assertThat(fixture.connections.stillOpen()).hasSize(15);
        assertThat(fixture.connects).hasSize(1);
        assertThat(fixture.checks).as("doubted, a few at a time").hasSize(4);
        assertThat(allChecked()).isEqualTo(14);
        fixture.allConnected();
        fixture.probeEnds(true);
        assertThat(fixture.set.counts()).isEqualTo(new SlotCounts(0, 15, 1, 0, 0));

        fixture.advance(Duration.ofMillis(1));
        fixture.release(held);
        fixture.request();
        assertThat(fixture.checks).as("it is older than the failure").hasSize(1);
        fixture.checkEnds(true);
        fixture.request();
        assertThat(fixture.checks).isEmpty();
    }

    @Test
    void doubtedConnectionThatFailsItsCheckIsReplacedAlone() {
        fixture.ready(8);
        fixture.advance(Duration.ofSeconds(1));
        fixture.discard(fixture.claim());
        fixture.checkEnds(false);
        assertThat(fixture.connects).hasSize(2);
        assertThat(allChecked()).isEqualTo(6);
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(8);
        assertThat(fixture.warnings).as("one failure is logged once").hasSize(1);
    }

    @Test
    void silenceOfOneConnectionReplacesWhatIsFreeAtOnce() {
        fixture.ready(16);
        Slot held = fixture.claim();
        fixture.advance(Duration.ofSeconds(1));
        fixture.discard(fixture.claim(), DisconnectCause.silence("scripted"));
        assertThat(fixture.set.counts()).isEqualTo(new SlotCounts(15, 0, 1, 0, 0));
        assertThat(fixture.connections.stillOpen()).containsExactly(held.connection());
        assertThat(fixture.checks).isEmpty();
        fixture.allConnected();
        fixture.probeEnds(true);
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(15);
        fixture.release(held);
        fixture.request();
        allChecked();
    }

    @Test
    void silenceOfDoubtedConnectionReplacesThoseWithoutProof() {
        fixture.ready(16);
        fixture.advance(Duration.ofSeconds(1));
        fixture.discard(fixture.claim());
        fixture.advance(Duration.ofMillis(1));
        fixture.checkEnds(true);
        checkGetsNoAnswer();
        assertThat(fixture.set.counts().unclaimed()).as("proven since").isEqualTo(1);
        assertThat(fixture.set.counts().checking()).as("each ends by itself").isEqualTo(3);
        assertThat(fixture.set.counts().connecting()).isEqualTo(12);
        allChecked();
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(16);
    }

    @Test
    void connectionDoubtedForItselfIsCheckedOnceReleased() {
        fixture.ready(2);
        Slot doubted = fixture.claim();
        doubted.markDoubted();
        fixture.request();
        assertThat(fixture.checks).isEmpty();
        fixture.release(doubted);
        assertThat(fixture.set.isDoubtful(doubted)).isTrue();
        fixture.request();
        assertThat(fixture.checks).extracting(Effect.Check::slot).containsExactly(doubted);
        fixture.checkEnds(true);
        assertThat(fixture.set.isDoubtful(doubted)).isFalse();
        assertThat(fixture.connects).isEmpty();
    }

    @Test
    void aDeathThatIsFoundLateIsNoNewsToConnectionsMadeSince() {
        fixture.ready(4);
        Slot early = fixture.claim();
        Slot late = fixture.claim();
        fixture.advance(Duration.ofSeconds(1));
        fixture.discard(early);
        allChecked();
        fixture.allConnected();
        fixture.probeEnds(true);
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(3);
        fixture.advance(Duration.ofSeconds(1));
        fixture.discard(late);
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(3);
        fixture.connected();
        fixture.probeEnds(true);
    }

    @Test
    void whatTheServerCannotBeBlamedForCondemnsNothing() {
        fixture.ready(4);
        fixture.advance(Duration.ofSeconds(1));
        fixture.discard(fixture.claim(), DisconnectCause.client("the application aborted it"));
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(3);
        assertThat(fixture.probes).isEmpty();
        fixture.discard(fixture.claim(), DisconnectCause.unknown("a limit"));
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(2);
        assertThat(fixture.probes).as("the server is asked").hasSize(1);
        fixture.allConnected();
    }

    @Test
    void checkThatFailsHasTheOthersChecked() {
        fixture.ready(16);
        fixture.advance(Duration.ofMinutes(2));
        fixture.request();
        fixture.checkEnds(false);
        assertThat(fixture.connects).as("the one that failed").hasSize(1);
        fixture.advance(Duration.ofMillis(1));
        assertThat(allChecked()).isEqualTo(15);
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(16);
    }

    @Test
    void checkWithoutAnswerCondemnsTheOthersToo() {
        fixture.ready(16);
        fixture.advance(Duration.ofMinutes(2));
        fixture.request();
        int checking = fixture.checks.size();
        checkGetsNoAnswer();
        assertThat(fixture.set.counts().unclaimed()).isZero();
        assertThat(fixture.set.counts().connecting()).isEqualTo(16 - checking + 1);
        fixture.advance(Duration.ofMillis(1));
        allChecked();
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(16);
    }

    @Test
    void oldConnectionsAreReplacedAFewAtATime() {
        fixture.ready(16);
        fixture.advance(Duration.ofMinutes(30));
        for (int round = 0; round < 100 && fixture.connections.stillOpen().size() == 16; round++) {
            fixture.request();
        }
        int replaced = 0;
        for (int round = 0; round < 100; round++) {
            fixture.request();
            assertThat(fixture.set.counts().unclaimed()).isGreaterThanOrEqualTo(8);
            while (!fixture.checks.isEmpty()) {
                fixture.checkEnds(true);
            }
            while (!fixture.connects.isEmpty()) {
                fixture.connected();
                replaced++;
            }
        }
        assertThat(replaced).isEqualTo(16);
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(16);
    }

    @Test
    void lifetimesEndSpreadOverTheirLastFifth() {
        fixture.ready(16);
        fixture.advance(Duration.ofMinutes(24));
        fixture.request();
        while (!fixture.checks.isEmpty()) {
            fixture.checkEnds(true);
            fixture.request();
        }
        fixture.allConnected();
        int most = 0;
        int replaced = 0;
        for (int step = 0; step < 7; step++) {
            int before = replaced;
            for (int second = 0; second < 52; second += 2) {
                fixture.advance(Duration.ofSeconds(2));
                fixture.request();
                while (!fixture.checks.isEmpty()) {
                    fixture.checkEnds(true);
                }
                replaced += fixture.connects.size();
                fixture.allConnected();
            }
            most = Math.max(most, replaced - before);
        }
        assertThat(replaced).isEqualTo(16);
        assertThat(most).as("most replaced in one of seven parts").isLessThanOrEqualTo(8);
    }

    @Test
    void heldConnectionPastItsLifetimeIsReplacedOnReturn() {
        fixture.ready(2);
        Slot one = fixture.claim();
        Slot other = fixture.claim();
        fixture.advance(Duration.ofMinutes(30));
        fixture.request();
        assertThat(one.condemned() ^ other.condemned()).as("one at a time").isTrue();
        Slot first = one.condemned() ? one : other;
        Slot second = first == one ? other : one;
        Connection old = first.connection();
        fixture.release(first);
        assertThat(fixture.connections.stillOpen()).doesNotContain(old);
        assertThat(second.condemned()).as("while the first connects").isFalse();
        fixture.connected();
        fixture.request();
        assertThat(second.condemned()).isTrue();
        fixture.release(second);
        fixture.connected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(2);
    }

    @Test
    void longHolderDoesNotKeepOthersFromBeingReplaced() {
        fixture.ready(2);
        Slot one = fixture.claim();
        Slot other = fixture.claim();
        fixture.advance(Duration.ofMinutes(30));
        fixture.request();
        fixture.advance(Duration.ofSeconds(1));
        fixture.request();
        assertThat(one.condemned() && other.condemned()).isTrue();
        fixture.release(one);
        fixture.release(other);
        fixture.allConnected();
    }

    @Test
    void checkIsNoUseOfConnection() {
        fixture.ready(1);
        long connected = fixture.clock.nanoTime();
        fixture.advance(Duration.ofMinutes(2));
        fixture.request();
        fixture.checkEnds(true);
        fixture.request();
        assertThat(fixture.checks).as("it was checked just now").isEmpty();
        assertThat(fixture.set.idleSince(connected)).isEqualTo(1);
    }

    @Test
    void zeroMeansForEver() {
        BackendsPolicy policy = SlotSetTestData.policy(4);
        BackendsPolicy never = new BackendsPolicy(
                policy.size(),
                policy.connect(),
                new BackendsPolicy.Life(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)),
                policy.status());
        SlotSetStateMachineFixture eternal = new SlotSetStateMachineFixture(never, 1);
        eternal.ready(4);
        eternal.advance(Duration.ofDays(365));
        eternal.request();
        assertThat(eternal.checks).isEmpty();
        assertThat(eternal.connects).isEmpty();
        eternal.assertSound();
    }
}
