package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotSetTestData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How fast slots connect, and what a server that has no connection left gets. */
class SlotSetPaceTest {
    private static final int RATE = 10;

    private final SlotSetStateMachineFixture fixture = new SlotSetStateMachineFixture(paced(RATE), 1);

    private static BackendsPolicy paced(int rate) {
        BackendsPolicy usual = SlotSetTestData.policy(100);
        return new BackendsPolicy(
                usual.size(),
                new BackendsPolicy.Connect(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(5), rate),
                usual.life(),
                usual.status());
    }

    @AfterEach
    void everythingIsAccountedFor() {
        fixture.assertSound();
    }

    /** Lets every attempt succeed for so long; returns how many there were. */
    private int connectFor(Duration time) {
        int attempts = 0;
        for (long passed = 0; passed < time.toMillis(); passed += 10) {
            attempts += fixture.connects.size();
            fixture.allConnected();
            fixture.advance(Duration.ofMillis(10));
        }
        return attempts;
    }

    @Test
    void attemptsComeNoFasterThanTheRateButForAFifthOfIt() {
        fixture.resize(100);
        int first = connectFor(Duration.ofSeconds(5));
        assertThat(first).isBetween(5 * RATE - 2, 5 * RATE + ConnectRate.burst(RATE));
        assertThat(fixture.permits).isPositive();
        connectFor(Duration.ofSeconds(6));
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(100);
    }

    @Test
    void aStormOfLostConnectionsIsPacedToo() {
        fixture.resize(100);
        connectFor(Duration.ofSeconds(12));
        fixture.discard(fixture.claim(), DisconnectCause.silence("scripted"));
        assertThat(fixture.set.counts().connecting()).isEqualTo(100);
        assertThat(connectFor(Duration.ofSeconds(3))).isBetween(3 * RATE - 2, 3 * RATE + ConnectRate.burst(RATE));
        connectFor(Duration.ofSeconds(9));
    }

    @Test
    void claimsHastenNoAttemptThatWaitsForConnectRate() {
        fixture.policy = paced(1);
        fixture.resize(30);
        List<Integer> attempts = new ArrayList<>();
        for (int millis = 0; millis < 20_000; millis += 10) {
            while (!fixture.connects.isEmpty()) {
                attempts.add(millis);
                fixture.connectFails("3D000");
            }
            fixture.request(millis % 1_000 == 500 ? 1 : 0);
            fixture.advance(Duration.ofMillis(10));
        }
        assertThat(fixture.set.refusesSessions()).isTrue();
        assertThat(attempts).hasSizeGreaterThan(5);
        for (int i = 1; i < attempts.size(); i++) {
            assertThat(attempts.get(i) - attempts.get(i - 1))
                    .as("the milliseconds between two of %s", attempts)
                    .isGreaterThanOrEqualTo(990);
        }
    }

    @Test
    void aPermitWhoseTimerIsLostIsUsedAtTheNextRequest() {
        fixture.resize(20);
        fixture.allConnected();
        int before = fixture.set.counts().unclaimed();
        fixture.dropTimers();
        fixture.advance(Duration.ofSeconds(1));
        fixture.request();
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isGreaterThan(before);
        connectFor(Duration.ofSeconds(3));
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(20);
    }

    @Test
    void aRateOfZeroIsNoLimitAndARateThatChangesHoldsAtOnce() {
        fixture.policy = paced(0);
        fixture.resize(30);
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(30);
        assertThat(fixture.permits).isZero();
        fixture.policy = paced(1);
        fixture.resize(40);
        int slow = connectFor(Duration.ofSeconds(4));
        assertThat(slow).isBetween(3, 5);
        fixture.policy = paced(0);
        connectFor(Duration.ofSeconds(5));
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(40);
    }

    @Test
    void aServerWithoutAConnectionLeftKeepsWhatThereIsAndIsLeftAlone() {
        fixture.policy = paced(0);
        fixture.resize(3);
        fixture.allConnected();
        fixture.resize(10);
        fixture.connectFails("53300");
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
        assertThat(fixture.set.ceiling()).isEqualTo(3);
        while (!fixture.connects.isEmpty()) {
            fixture.connectFails("53300");
        }
        assertThat(fixture.set.counts()).isEqualTo(new SlotCounts(0, 3, 0, 0, 0));
        List<String> warnings = fixture.warnings.stream()
                .filter(note -> note.contains("no connection left"))
                .toList();
        assertThat(warnings)
                .singleElement()
                .satisfies(note -> assertThat(note).contains("maximumPoolSize", "maximumPerBackend", "53300"));
        fixture.resize(10);
        fixture.advance(Duration.ofSeconds(19));
        fixture.request();
        assertThat(fixture.connects).as("left alone").isEmpty();
    }

    @Test
    void anAttemptThatStillSucceedsDoesNotHideThatTheServerIsFull() {
        fixture.policy = paced(0);
        fixture.resize(1);
        fixture.allConnected();
        fixture.resize(5);
        fixture.connectFails("53300");
        fixture.connected();
        assertThat(fixture.stateMachine.summary().lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("53300"));
        while (!fixture.connects.isEmpty()) {
            fixture.connectFails("53300");
        }
        fixture.advance(Duration.ofSeconds(30));
        fixture.request();
        fixture.resize(5);
        fixture.connected();
        assertThat(fixture.stateMachine.summary().lastError())
                .as("there is room again")
                .isEmpty();
    }

    @Test
    void afterAWhileOneSlotFindsOutWhetherThereIsRoomAndTheOthersFollow() {
        fixture.policy = paced(0);
        fixture.resize(3);
        fixture.allConnected();
        fixture.resize(10);
        while (!fixture.connects.isEmpty()) {
            fixture.connectFails("53300");
        }
        fixture.advance(Duration.ofSeconds(30));
        fixture.request();
        fixture.resize(10);
        assertThat(fixture.connects).as("one probing slot").hasSize(1);
        fixture.connectFails("53300");
        fixture.resize(10);
        assertThat(fixture.connects).isEmpty();

        fixture.advance(Duration.ofSeconds(30));
        fixture.request();
        fixture.resize(10);
        fixture.connected();
        assertThat(fixture.set.ceiling()).isEqualTo(Integer.MAX_VALUE);
        fixture.resize(10);
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(10);
    }

    @Test
    void aServerThatLetsNobodyInAtAllIsTriedLikeOneThatDoesNotAnswer() {
        fixture.resize(3);
        fixture.connectFails("53300");
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
        fixture.advance(Duration.ofSeconds(1));
        fixture.connected();
        connectFor(Duration.ofSeconds(2));
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(3);
    }

    @Test
    void aBackendThatAnswersProbesAgainGrowsOneSlotFirst() {
        fixture.policy = paced(0);
        fixture.ready(6);
        Slot held = fixture.claim();
        fixture.tell(new StatusMessage.ServerSuspected());
        fixture.probeEnds(false);
        fixture.resize(1);
        assertThat(fixture.set.slots()).containsExactly(held);
        fixture.request();
        fixture.probeEnds(true);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
        fixture.resize(6);
        assertThat(fixture.connects).as("one first").hasSize(1);
        fixture.connected();
        fixture.allConnected();
        assertThat(fixture.set.counts()).isEqualTo(new SlotCounts(0, 5, 1, 0, 0));
        fixture.release(held);
    }

    @Test
    void theMessageOfARefusalSaysWhatIsRefused() {
        fixture.resize(1);
        fixture.connectFails("28P01");
        assertThat(fixture.stateMachine.summary().lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("refuses the password", "28P01"));
        SlotSetStateMachineFixture other = new SlotSetStateMachineFixture();
        other.resize(1);
        other.connectFails("28000");
        assertThat(other.stateMachine.summary().lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("does not let this user in", "28000"));
    }

    @Test
    void aPermitThatComesWhileTheServerHasAllItMayIsNotKeptForLater() {
        SlotSetStateMachineFixture slow = new SlotSetStateMachineFixture(paced(1), 1);
        slow.resize(1);
        Effect.Connect first = slow.connects.element();
        slow.connectFails("08001");
        slow.closesHang = true;
        slow.connected(first);
        slow.advance(Duration.ofSeconds(5));
        assertThat(slow.connects).as("a late connection is not closed yet").isEmpty();

        slow.closed();
        slow.run();
        slow.connectFails("08001");
        slow.advance(Duration.ofMillis(900));
        assertThat(slow.connects).as("one a second").isEmpty();
        slow.advance(Duration.ofMillis(200));
        slow.connected();
        slow.assertSound();
    }
}
