package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotCounts;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a tender concludes about its server, and what it does then. */
class SlotSetHealthTest {
    private final SlotSetStateMachineFixture bench = new SlotSetStateMachineFixture();

    @AfterEach
    void everythingIsAccountedFor() {
        bench.assertSound();
    }

    @Test
    void refusedCredentialsStopAttemptsUntilAClaimWaitsHalfAMinuteLater() {
        bench.resize(3);
        bench.connectFails("28P01");
        assertThat(bench.set.health()).isEqualTo(BackendHealth.REFUSED);
        assertThat(bench.set.slots()).isEmpty();

        bench.resize(3);
        bench.request(7);
        bench.advance(Duration.ofSeconds(29));
        bench.request(7);
        bench.request();
        assertThat(bench.connects).isEmpty();

        bench.advance(Duration.ofSeconds(1));
        bench.request();
        assertThat(bench.connects).as("no claim waits").isEmpty();
        bench.request(7);
        assertThat(bench.connects).hasSize(1);
        bench.connected();
        assertThat(bench.healths)
                .containsExactly(BackendHealth.REFUSED, BackendHealth.CONNECTING, BackendHealth.ONLINE);
        bench.allConnected();
    }

    @Test
    void connectionsThatExistOutliveARefusalOfNewOnes() {
        bench.ready(3);
        Slot lost = bench.claim();
        Slot held = bench.claim();
        bench.discard(lost);
        bench.connectFails("28000");
        assertThat(bench.set.health()).isEqualTo(BackendHealth.REFUSED);
        assertThat(bench.set.counts()).isEqualTo(new SlotCounts(0, 1, 1, 0, 0));
        bench.release(held);
        bench.release(bench.claim());

        bench.discard(bench.claim(), DisconnectCause.client("scripted"));
        assertThat(bench.set.counts().total()).as("no slot to replace it").isEqualTo(1);
        assertThat(bench.connects).isEmpty();
    }

    @Test
    void aServerThatStartsOrStopsIsOfflineThoughConnectionsExist() {
        bench.ready(2);
        Slot held = bench.claim();
        bench.resize(3);
        bench.connectFails("57P03");
        assertThat(bench.set.health()).isEqualTo(BackendHealth.OFFLINE);
        assertThat(bench.set.counts().unclaimed()).isZero();
        bench.release(held);
    }

    @Test
    void aServerThatAcceptsNobodyIsNotOnlineBecauseItAnswersProbes() {
        bench.ready(2);
        Slot held = bench.claim();
        bench.resize(3);
        bench.connectFails("57P03");
        bench.resize(1);
        bench.healths.clear();
        for (int beat = 0; beat < 10; beat++) {
            bench.request();
            if (!bench.probes.isEmpty()) {
                bench.probeEnds(true);
            }
            bench.advance(Duration.ofMillis(500));
        }
        assertThat(bench.healths).as("it does not flap").isEmpty();
        bench.release(held);
        bench.resize(0);
        bench.resize(1);
        bench.connected();
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
    }

    @Test
    void aServerThatHasStartedServesAgainThoughAClaimHoldsAllThatItMayHaveForEver() {
        bench.ready(2);
        Slot held = bench.claim();
        bench.resize(3);
        bench.connectFails("57P03");
        bench.resize(1);
        assertThat(bench.set.slots()).containsExactly(held);
        bench.advance(bench.policy.connect().maxBackoff());
        bench.request();
        bench.probeEnds(true);
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
        bench.resize(3);
        bench.connected();
        assertThat(bench.set.counts().unclaimed()).isPositive();
        bench.allConnected();
        bench.release(held);
    }

    @Test
    void aBackendThatIsTriedAnewAndMayHaveNoSlotIsWhatTheConnectionSaysThatAClaimHolds() {
        bench.ready(1);
        Slot held = bench.claim();
        bench.resize(2);
        bench.connectFails("28P01");
        assertThat(bench.set.health()).isEqualTo(BackendHealth.REFUSED);
        bench.resize(0);
        bench.tell(new StatusMessage.CredentialsChanged(() -> {}));
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
        bench.release(held);
    }

    @Test
    void aFailedAttemptBesideWorkingConnectionsHasTheServerProbed() {
        bench.ready(2);
        bench.resize(3);
        bench.connectFails("08001");
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
        bench.probeEnds(true);
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
        assertThat(bench.set.counts().unclaimed()).isEqualTo(2);
    }

    @Test
    void aProbeWithoutAnswerTakesTheBackendOfflineAndClosesWhatIsFree() {
        bench.ready(3);
        Slot held = bench.claim();
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        bench.advance(Duration.ofSeconds(1));
        assertThat(bench.set.health()).isEqualTo(BackendHealth.OFFLINE);
        assertThat(bench.set.slots()).containsExactly(held);
        assertThat(bench.set.failedSince(held)).isTrue();
        bench.release(held);
    }

    @Test
    void anOfflineBackendWithHeldSlotsIsProbedAtEachRequestAndComesBackWhenItAnswers() {
        bench.ready(2);
        Slot held = bench.claim();
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        bench.probeEnds(false);
        assertThat(bench.set.health()).isEqualTo(BackendHealth.OFFLINE);

        bench.resize(1);
        bench.request();
        bench.probeEnds(false);
        bench.request();
        bench.probeEnds(true);
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
        bench.release(held);
    }

    @Test
    void aServerThatAnsweredAProbeIsNotSuspectedAgainAtOnce() {
        bench.ready(1);
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        bench.probeEnds(true);
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        assertThat(bench.probes).isEmpty();
        bench.advance(SlotPolicy.TRUST_AFTER_PROBE);
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        assertThat(bench.probes).hasSize(1);
    }

    @Test
    void aProbeThatFoundNoThreadSaysNothingOfTheServerAndIsSentAgain() {
        bench.ready(1);
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        Effect.Probe unsent = bench.probes.remove();
        bench.tell(new StatusMessage.ProbeExpired(unsent.attempt(), false));
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
        assertThat(bench.probes).hasSize(1);
        bench.tell(new StatusMessage.ProbeExpired(bench.probes.element().attempt(), true));
        assertThat(bench.set.health()).isEqualTo(BackendHealth.OFFLINE);
    }

    @Test
    void theAnswerOfAProbeThatWasGivenUpIsIgnored() {
        bench.ready(1);
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        Effect.Probe late = bench.probes.remove();
        bench.advance(Duration.ofSeconds(1));
        assertThat(bench.set.health()).isEqualTo(BackendHealth.OFFLINE);
        bench.tell(new StatusMessage.ProbeEnded(late.attempt(), null));
        assertThat(bench.set.health()).isEqualTo(BackendHealth.OFFLINE);
    }

    @Test
    void aRemovedBackendDrains() {
        bench.ready(3);
        Slot held = bench.claim();
        bench.tell(StatusMessage.Drain.removed());
        assertThat(bench.set.health()).isEqualTo(BackendHealth.REMOVED);
        assertThat(bench.set.slots()).containsExactly(held);
        assertThat(held.condemned()).isTrue();

        bench.resize(5);
        assertThat(bench.set.slots()).containsExactly(held);
        bench.release(held);
        assertThat(bench.set.slots()).isEmpty();
        assertThat(bench.connections.stillOpen()).isEmpty();
    }

    @Test
    void aRemovedBackendWhoseHolderFindsTheConnectionDeadDrainsToo() {
        bench.ready(1);
        Slot held = bench.claim();
        bench.tell(StatusMessage.Drain.removed());
        bench.discard(held);
        bench.request();
        assertThat(bench.set.slots()).isEmpty();
        assertThat(bench.connects).isEmpty();
    }

    @Test
    void closingRetiresEverythingThatNobodyHoldsAndClosesWhatComesLate() {
        bench.ready(2);
        Slot held = bench.claim();
        bench.resize(4);
        Effect.Connect late = bench.connects.peek();
        bench.discard(bench.claim());
        bench.tell(StatusMessage.Drain.closing());
        assertThat(bench.set.slots()).containsExactly(held);
        bench.connected(late);
        assertThat(bench.connections.stillOpen()).containsExactly(held.connection());
        bench.release(held);
        bench.advance(Duration.ofMinutes(1));
        assertThat(bench.connections.stillOpen()).isEmpty();
        assertThat(bench.set.slots()).isEmpty();
    }

    @Test
    void closingDoesNotWaitForAConnectionThatIsBeingChecked() {
        bench.ready(1);
        bench.advance(Duration.ofMinutes(2));
        bench.request();
        assertThat(bench.set.counts().checking()).isEqualTo(1);
        bench.tell(StatusMessage.Drain.closing());
        assertThat(bench.set.slots()).isEmpty();
        bench.checkEnds(true);
        assertThat(bench.connections.stillOpen()).isEmpty();
    }

    @Test
    void aCheckThatEndsWellAfterTheServerWentOfflineLeavesAFreeSlot() {
        bench.ready(1);
        bench.advance(Duration.ofMinutes(2));
        bench.request();
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        bench.probeEnds(false);
        bench.checkEnds(true);
        assertThat(bench.set.counts().unclaimed()).isEqualTo(1);
        bench.request();
        bench.probeEnds(true);
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
    }
}
