package dev.penstock.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How connections are kept fresh, without taking them all from the claimants. */
class SlotTenderCareTest {
    private final TenderBench bench = new TenderBench();

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
        bench.tell(new StatusMessage.Checked(slow.slot(), slow.attempt(), null));
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
    void oneLostConnectionLeavesMostFreeSlotsToTheClaimantsAndHasAllOfThemCheckedInTurn() {
        bench.ready(16);
        bench.advance(Duration.ofSeconds(1));
        bench.discard(bench.claim());
        assertThat(bench.set.counts().checking()).isBetween(1, 4);
        int checked = 0;
        while (!bench.checks.isEmpty()) {
            assertThat(bench.set.counts().unclaimed()).isGreaterThanOrEqualTo(11);
            bench.advance(Duration.ofMillis(1));
            bench.checkEnds(true);
            checked++;
        }
        assertThat(checked).isEqualTo(15);
        bench.connected();
    }

    @Test
    void deadConnectionsAreFoundWithOneCheckEach() {
        bench.ready(16);
        bench.advance(Duration.ofSeconds(1));
        bench.discard(bench.claim());
        int checked = 0;
        while (!bench.checks.isEmpty()) {
            bench.advance(Duration.ofMillis(1));
            bench.checkEnds(checked % 2 == 0);
            checked++;
        }
        assertThat(checked).isEqualTo(15);
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
        int young = 0;
        for (int minute = 0; minute < 7; minute++) {
            bench.advance(Duration.ofSeconds(50));
            bench.request();
            while (!bench.checks.isEmpty()) {
                bench.checkEnds(true);
            }
            young = Math.max(young, bench.connects.size());
            bench.allConnected();
        }
        assertThat(young).as("most replaced at once").isBetween(1, 8);
    }

    @Test
    void zeroMeansForEver() {
        BackendsPolicy policy = Backings.policy(4);
        BackendsPolicy never = new BackendsPolicy(
                policy.size(),
                policy.connect(),
                new BackendsPolicy.Life(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)),
                policy.status());
        TenderBench eternal = new TenderBench(never, 1);
        eternal.ready(4);
        eternal.advance(Duration.ofDays(365));
        eternal.request();
        assertThat(eternal.checks).isEmpty();
        assertThat(eternal.connects).isEmpty();
        eternal.assertSound();
    }
}
