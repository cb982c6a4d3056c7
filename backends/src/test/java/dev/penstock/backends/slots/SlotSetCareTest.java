package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Backings;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotCounts;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How connections are kept fresh, without taking them all from the claimants. */
class SlotSetCareTest {
    private final SlotSetStateMachineFixture bench = new SlotSetStateMachineFixture();

    @AfterEach
    void everythingIsAccountedFor() {
        bench.assertSound();
    }

    @Test
    void aConnectionThatNobodyUsedIsCheckedAndOfferedAgain() {
        bench.ready(1);
        bench.advance(Duration.ofSeconds(119));
        bench.request();
        assertThat(bench.checks).isEmpty();
        bench.advance(Duration.ofSeconds(1));
        bench.request();
        bench.checkEnds(true);
        assertThat(bench.set.counts().unclaimed()).isEqualTo(1);
        assertThat(bench.offered).hasSize(1);
    }

    @Test
    void aConnectionThatFailsItsCheckIsReplaced() {
        bench.ready(1);
        bench.advance(Duration.ofMinutes(2));
        bench.request();
        bench.checkEnds(false);
        assertThat(bench.connections.stillOpen()).isEmpty();
        bench.connected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(1);
    }

    @Test
    void aCheckPastItsDeadlineReplacesTheConnectionAndItsLateAnswerIsIgnored() {
        bench.ready(1);
        bench.advance(Duration.ofMinutes(2));
        bench.request();
        Effect.Check slow = bench.checks.remove();
        bench.advance(Duration.ofSeconds(1));
        assertThat(bench.connections.stillOpen()).isEmpty();
        bench.tell(new StatusMessage.CheckEnded(slow.slot(), slow.attempt(), null));
        assertThat(bench.set.counts().connecting()).isEqualTo(1);
        bench.connected();
    }

    @Test
    void keepaliveLeavesMostFreeSlotsToTheClaimants() {
        bench.ready(16);
        bench.advance(Duration.ofMinutes(2));
        bench.request();
        assertThat(bench.set.counts().checking()).isBetween(1, 4);
        int checked = 0;
        while (checked < 16) {
            assertThat(bench.set.counts().unclaimed()).isGreaterThanOrEqualTo(12);
            bench.checkEnds(true);
            checked++;
            bench.request();
        }
        assertThat(bench.checks).isEmpty();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(16);
    }

    @Test
    void theFirstDeathCondemnsWhatIsFreeAtOnceAndNoneOfItIsHandedOut() {
        bench.ready(16);
        Slot held = bench.claim();
        bench.advance(Duration.ofSeconds(1));
        bench.discard(bench.claim());
        assertThat(bench.set.counts()).isEqualTo(new SlotCounts(15, 0, 1, 0, 0));
        assertThat(bench.connections.stillOpen()).containsExactly(held.connection());
        assertThat(bench.checks).isEmpty();
        bench.allConnected();
        bench.probeEnds(true);
        assertThat(bench.set.counts().unclaimed()).isEqualTo(15);

        bench.advance(Duration.ofMillis(1));
        bench.release(held);
        bench.request();
        assertThat(bench.checks).as("it is older than the failure").hasSize(1);
        bench.checkEnds(true);
        bench.request();
        assertThat(bench.checks).isEmpty();
    }

    @Test
    void aDeathThatIsFoundLateIsNoNewsToConnectionsMadeSince() {
        bench.ready(4);
        Slot early = bench.claim();
        Slot late = bench.claim();
        bench.advance(Duration.ofSeconds(1));
        bench.discard(early);
        bench.allConnected();
        bench.probeEnds(true);
        assertThat(bench.set.counts().unclaimed()).isEqualTo(3);
        bench.advance(Duration.ofSeconds(1));
        bench.discard(late);
        assertThat(bench.set.counts().unclaimed()).isEqualTo(3);
        bench.connected();
        bench.probeEnds(true);
    }

    @Test
    void whatTheServerCannotBeBlamedForCondemnsNothing() {
        bench.ready(4);
        bench.advance(Duration.ofSeconds(1));
        bench.discard(bench.claim(), DisconnectCause.client("the application aborted it"));
        assertThat(bench.set.counts().unclaimed()).isEqualTo(3);
        assertThat(bench.probes).isEmpty();
        bench.discard(bench.claim(), DisconnectCause.unknown("a limit"));
        assertThat(bench.set.counts().unclaimed()).isEqualTo(2);
        assertThat(bench.probes).as("the server is asked").hasSize(1);
        bench.allConnected();
    }

    @Test
    void aCheckThatFailsCondemnsTheOthersToo() {
        bench.ready(16);
        bench.advance(Duration.ofMinutes(2));
        bench.request();
        int checking = bench.checks.size();
        bench.checkEnds(false);
        assertThat(bench.set.counts().unclaimed()).isZero();
        assertThat(bench.set.counts().connecting()).isEqualTo(16 - checking + 1);
        bench.advance(Duration.ofMillis(1));
        while (!bench.checks.isEmpty()) {
            bench.checkEnds(true);
        }
        bench.allConnected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(16);
    }

    @Test
    void oldConnectionsAreReplacedAFewAtATime() {
        bench.ready(16);
        bench.advance(Duration.ofMinutes(30));
        for (int round = 0; round < 100 && bench.connections.stillOpen().size() == 16; round++) {
            bench.request();
        }
        int replaced = 0;
        for (int round = 0; round < 100; round++) {
            bench.request();
            assertThat(bench.set.counts().unclaimed()).isGreaterThanOrEqualTo(8);
            while (!bench.checks.isEmpty()) {
                bench.checkEnds(true);
            }
            while (!bench.connects.isEmpty()) {
                bench.connected();
                replaced++;
            }
        }
        assertThat(replaced).isEqualTo(16);
        assertThat(bench.set.counts().unclaimed()).isEqualTo(16);
    }

    @Test
    void lifetimesEndSpreadOverTheirLastFifth() {
        bench.ready(16);
        bench.advance(Duration.ofMinutes(24));
        bench.request();
        while (!bench.checks.isEmpty()) {
            bench.checkEnds(true);
            bench.request();
        }
        bench.allConnected();
        int most = 0;
        int replaced = 0;
        for (int step = 0; step < 7; step++) {
            int before = replaced;
            for (int second = 0; second < 52; second += 2) {
                bench.advance(Duration.ofSeconds(2));
                bench.request();
                while (!bench.checks.isEmpty()) {
                    bench.checkEnds(true);
                }
                replaced += bench.connects.size();
                bench.allConnected();
            }
            most = Math.max(most, replaced - before);
        }
        assertThat(replaced).isEqualTo(16);
        assertThat(most).as("most replaced in one of seven parts").isLessThanOrEqualTo(8);
    }

    @Test
    void zeroMeansForEver() {
        BackendsPolicy policy = Backings.policy(4);
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
