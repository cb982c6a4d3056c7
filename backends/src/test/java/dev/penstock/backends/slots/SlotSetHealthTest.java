package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotCounts;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The health of a backend: its changes, and their effects. */
class SlotSetHealthTest {
    private final SlotSetStateMachineFixture fixture = new SlotSetStateMachineFixture();

    @AfterEach
    void everythingIsAccountedFor() {
        fixture.assertSound();
    }

    @Test
    void refusedCredentialsStopAttemptsUntilAClaimWaitsHalfAMinuteLater() {
        fixture.resize(3);
        fixture.connectFails("28P01");
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.REFUSED);
        assertThat(fixture.set.slots()).isEmpty();

        fixture.resize(3);
        fixture.request(7);
        fixture.advance(Duration.ofSeconds(29));
        fixture.request(7);
        fixture.request();
        assertThat(fixture.connects).isEmpty();

        fixture.advance(Duration.ofSeconds(1));
        fixture.request();
        assertThat(fixture.connects).as("no claim waits").isEmpty();
        fixture.request(7);
        assertThat(fixture.connects).hasSize(1);
        fixture.connected();
        assertThat(fixture.healths)
                .containsExactly(BackendHealth.REFUSED, BackendHealth.CONNECTING, BackendHealth.ONLINE);
        fixture.allConnected();
    }

    @Test
    void eachFailedAttemptIsRareEventThoughNotLogged() {
        fixture.resize(1);
        for (int i = 0; i < 3; i++) {
            fixture.connectFails("08001");
            fixture.advance(Duration.ofSeconds(4));
        }
        assertThat(fixture.healths).containsExactly(BackendHealth.OFFLINE);
        assertThat(fixture.warnings).isEmpty();
        assertThat(fixture.events).hasSize(3).allMatch(text -> text.startsWith("connect failed, next attempt in "));
        fixture.connected();
        fixture.allConnected();
    }

    @Test
    void connectionsThatExistOutliveARefusalOfNewOnes() {
        fixture.ready(3);
        Slot lost = fixture.claim();
        Slot held = fixture.claim();
        fixture.discard(lost);
        fixture.connectFails("28000");
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.REFUSED);
        assertThat(fixture.set.counts()).isEqualTo(new SlotCounts(0, 1, 1, 0, 0));
        fixture.release(held);
        fixture.release(fixture.claim());

        fixture.discard(fixture.claim(), DisconnectCause.client("scripted"));
        assertThat(fixture.set.counts().total()).as("no slot to replace it").isEqualTo(1);
        assertThat(fixture.connects).isEmpty();
    }

    @Test
    void aServerThatStartsOrStopsIsOfflineThoughConnectionsExist() {
        fixture.ready(2);
        Slot held = fixture.claim();
        fixture.resize(3);
        fixture.connectFails("57P03");
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
        assertThat(fixture.set.counts().unclaimed()).isZero();
        fixture.release(held);
    }

    @Test
    void aServerThatAcceptsNobodyIsNotOnlineBecauseItAnswersProbes() {
        fixture.ready(2);
        Slot held = fixture.claim();
        fixture.resize(3);
        fixture.connectFails("57P03");
        fixture.resize(1);
        fixture.healths.clear();
        for (int beat = 0; beat < 10; beat++) {
            fixture.request();
            if (!fixture.probes.isEmpty()) {
                fixture.probeEnds(true);
            }
            fixture.advance(Duration.ofMillis(500));
        }
        assertThat(fixture.healths).as("it does not flap").isEmpty();
        fixture.release(held);
        fixture.resize(0);
        fixture.resize(1);
        fixture.connected();
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
    }

    @Test
    void aServerThatHasStartedServesAgainThoughAClaimHoldsAllThatItMayHaveForEver() {
        fixture.ready(2);
        Slot held = fixture.claim();
        fixture.resize(3);
        fixture.connectFails("57P03");
        fixture.resize(1);
        assertThat(fixture.set.slots()).containsExactly(held);
        fixture.advance(fixture.policy.connect().maxBackoff());
        fixture.request();
        fixture.probeEnds(true);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
        fixture.resize(3);
        fixture.connected();
        assertThat(fixture.set.counts().unclaimed()).isPositive();
        fixture.allConnected();
        fixture.release(held);
    }

    @Test
    void aBackendThatIsTriedAnewAndMayHaveNoSlotIsWhatTheConnectionSaysThatAClaimHolds() {
        fixture.ready(1);
        Slot held = fixture.claim();
        fixture.resize(2);
        fixture.connectFails("28P01");
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.REFUSED);
        fixture.resize(0);
        fixture.tell(new StatusMessage.CredentialsChanged(() -> {}));
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
        fixture.release(held);
    }

    @Test
    void aFailedAttemptBesideWorkingConnectionsHasTheServerProbed() {
        fixture.ready(2);
        fixture.resize(3);
        fixture.connectFails("08001");
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
        fixture.probeEnds(true);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(2);
    }

    @Test
    void aProbeWithoutAnswerTakesTheBackendOfflineAndClosesWhatIsFree() {
        fixture.ready(3);
        Slot held = fixture.claim();
        fixture.tell(new StatusMessage.ServerSuspected());
        fixture.advance(Duration.ofSeconds(1));
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
        assertThat(fixture.set.slots()).containsExactly(held);
        assertThat(fixture.set.failedSince(held)).isTrue();
        fixture.release(held);
    }

    @Test
    void anOfflineBackendWithHeldSlotsIsProbedAtEachRequestAndComesBackWhenItAnswers() {
        fixture.ready(2);
        Slot held = fixture.claim();
        fixture.tell(new StatusMessage.ServerSuspected());
        fixture.probeEnds(false);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);

        fixture.resize(1);
        fixture.request();
        fixture.probeEnds(false);
        fixture.request();
        fixture.probeEnds(true);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
        fixture.release(held);
    }

    @Test
    void aServerThatAnsweredAProbeIsNotSuspectedAgainAtOnce() {
        fixture.ready(1);
        fixture.tell(new StatusMessage.ServerSuspected());
        fixture.probeEnds(true);
        fixture.tell(new StatusMessage.ServerSuspected());
        assertThat(fixture.probes).isEmpty();
        fixture.advance(SlotPolicy.TRUST_AFTER_PROBE);
        fixture.tell(new StatusMessage.ServerSuspected());
        assertThat(fixture.probes).hasSize(1);
    }

    @Test
    void aProbeThatFoundNoThreadSaysNothingOfTheServerAndIsSentAgain() {
        fixture.ready(1);
        fixture.tell(new StatusMessage.ServerSuspected());
        Effect.Probe unsent = fixture.probes.remove();
        fixture.tell(new StatusMessage.ProbeExpired(unsent.attempt(), false));
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
        assertThat(fixture.probes).hasSize(1);
        fixture.tell(new StatusMessage.ProbeExpired(fixture.probes.element().attempt(), true));
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
    }

    @Test
    void theAnswerOfAProbeThatWasGivenUpIsIgnored() {
        fixture.ready(1);
        fixture.tell(new StatusMessage.ServerSuspected());
        Effect.Probe late = fixture.probes.remove();
        fixture.advance(Duration.ofSeconds(1));
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
        fixture.tell(new StatusMessage.ProbeEnded(late.attempt(), null));
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
    }

    private void goOfflineWithoutSlots() {
        fixture.resize(1);
        fixture.connectFails("08001");
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
        fixture.resize(0);
        assertThat(fixture.set.slots()).isEmpty();
    }

    @Test
    void probeWithoutSlotsSharesThreadsAndWaitsForThem() {
        goOfflineWithoutSlots();
        fixture.request();
        assertThat(fixture.probes).singleElement().matches(Effect.Probe::shared);
        fixture.advance(Duration.ofMinutes(5));
        fixture.request();
        assertThat(fixture.probes).as("the first one still waits").hasSize(1);
        fixture.probeEnds(true);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
    }

    @Test
    void probeWithSlotsWaitsForNoSharedProbe() {
        goOfflineWithoutSlots();
        fixture.request();
        assertThat(fixture.probes.remove().shared()).isTrue();
        fixture.resize(1);
        fixture.connected();
        fixture.tell(new StatusMessage.ServerSuspected());
        assertThat(fixture.probes).singleElement().matches(probe -> !probe.shared());
        fixture.advance(Duration.ofSeconds(1));
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
    }

    @Test
    void aRemovedBackendDrains() {
        fixture.ready(3);
        Slot held = fixture.claim();
        fixture.tell(StatusMessage.Drain.removed("scripted"));
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.REMOVED);
        assertThat(fixture.set.slots()).containsExactly(held);
        assertThat(held.condemned()).isTrue();

        fixture.resize(5);
        assertThat(fixture.set.slots()).containsExactly(held);
        fixture.release(held);
        assertThat(fixture.set.slots()).isEmpty();
        assertThat(fixture.connections.stillOpen()).isEmpty();
    }

    @Test
    void aRemovedBackendWhoseHolderFindsTheConnectionDeadDrainsToo() {
        fixture.ready(1);
        Slot held = fixture.claim();
        fixture.tell(StatusMessage.Drain.removed("scripted"));
        fixture.discard(held);
        fixture.request();
        assertThat(fixture.set.slots()).isEmpty();
        assertThat(fixture.connects).isEmpty();
    }

    @Test
    void closingRetiresEverythingThatNobodyHoldsAndClosesWhatComesLate() {
        fixture.ready(2);
        Slot held = fixture.claim();
        fixture.resize(4);
        Effect.Connect late = fixture.connects.peek();
        fixture.discard(fixture.claim());
        fixture.tell(StatusMessage.Drain.closing());
        assertThat(fixture.set.slots()).containsExactly(held);
        fixture.connected(late);
        assertThat(fixture.connections.stillOpen()).containsExactly(held.connection());
        fixture.release(held);
        fixture.advance(Duration.ofMinutes(1));
        assertThat(fixture.connections.stillOpen()).isEmpty();
        assertThat(fixture.set.slots()).isEmpty();
    }

    @Test
    void closingDoesNotWaitForAConnectionThatIsBeingChecked() {
        fixture.ready(1);
        fixture.advance(Duration.ofMinutes(2));
        fixture.request();
        assertThat(fixture.set.counts().checking()).isEqualTo(1);
        fixture.tell(StatusMessage.Drain.closing());
        assertThat(fixture.set.slots()).isEmpty();
        fixture.checkEnds(true);
        assertThat(fixture.connections.stillOpen()).isEmpty();
    }

    @Test
    void aCheckThatEndsWellAfterTheServerWentOfflineLeavesAFreeSlot() {
        fixture.ready(1);
        fixture.advance(Duration.ofMinutes(2));
        fixture.request();
        fixture.tell(new StatusMessage.ServerSuspected());
        fixture.probeEnds(false);
        fixture.checkEnds(true);
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(1);
        fixture.request();
        fixture.probeEnds(true);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
    }
}
