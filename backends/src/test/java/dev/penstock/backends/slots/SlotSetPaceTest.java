package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Backings;
import dev.penstock.backends.SlotCounts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How fast slots connect, and what a server that has no connection left gets. */
class SlotSetPaceTest {
    private static final int RATE = 10;

    private final SlotSetStateMachineFixture bench = new SlotSetStateMachineFixture(paced(RATE), 1);

    private static BackendsPolicy paced(int rate) {
        BackendsPolicy usual = Backings.policy(100);
        return new BackendsPolicy(
                usual.size(),
                new BackendsPolicy.Connect(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(5), rate),
                usual.life(),
                usual.status());
    }

    @AfterEach
    void everythingIsAccountedFor() {
        bench.assertSound();
    }

    /** Lets every attempt succeed for so long; returns how many there were. */
    private int connectFor(Duration time) {
        int attempts = 0;
        for (long passed = 0; passed < time.toMillis(); passed += 10) {
            attempts += bench.connects.size();
            bench.allConnected();
            bench.advance(Duration.ofMillis(10));
        }
        return attempts;
    }

    @Test
    void attemptsComeNoFasterThanTheRateButForAFifthOfIt() {
        bench.resize(100);
        int first = connectFor(Duration.ofSeconds(5));
        assertThat(first).isBetween(5 * RATE - 2, 5 * RATE + ConnectRate.burst(RATE));
        assertThat(bench.permits).isPositive();
        connectFor(Duration.ofSeconds(6));
        assertThat(bench.set.counts().unclaimed()).isEqualTo(100);
    }

    @Test
    void aStormOfLostConnectionsIsPacedToo() {
        bench.resize(100);
        connectFor(Duration.ofSeconds(12));
        bench.discard(bench.claim());
        assertThat(bench.set.counts().connecting()).isEqualTo(100);
        assertThat(connectFor(Duration.ofSeconds(3))).isBetween(3 * RATE - 2, 3 * RATE + ConnectRate.burst(RATE));
        connectFor(Duration.ofSeconds(9));
    }

    @Test
    void aPermitWhoseTimerIsLostIsUsedAtTheNextRequest() {
        bench.resize(20);
        bench.allConnected();
        int before = bench.set.counts().unclaimed();
        bench.dropTimers();
        bench.advance(Duration.ofSeconds(1));
        bench.request();
        bench.allConnected();
        assertThat(bench.set.counts().unclaimed()).isGreaterThan(before);
        connectFor(Duration.ofSeconds(3));
        assertThat(bench.set.counts().unclaimed()).isEqualTo(20);
    }

    @Test
    void aRateOfZeroIsNoLimitAndARateThatChangesHoldsAtOnce() {
        bench.policy = paced(0);
        bench.resize(30);
        bench.allConnected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(30);
        assertThat(bench.permits).isZero();
        bench.policy = paced(1);
        bench.resize(40);
        int slow = connectFor(Duration.ofSeconds(4));
        assertThat(slow).isBetween(3, 5);
        bench.policy = paced(0);
        connectFor(Duration.ofSeconds(5));
        assertThat(bench.set.counts().unclaimed()).isEqualTo(40);
    }

    @Test
    void aServerWithoutAConnectionLeftKeepsWhatThereIsAndIsLeftAlone() {
        bench.policy = paced(0);
        bench.resize(3);
        bench.allConnected();
        bench.resize(10);
        bench.connectFails("53300");
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
        assertThat(bench.set.ceiling()).isEqualTo(3);
        while (!bench.connects.isEmpty()) {
            bench.connectFails("53300");
        }
        assertThat(bench.set.counts()).isEqualTo(new SlotCounts(0, 3, 0, 0, 0));
        List<String> told = bench.notes.stream()
                .filter(note -> note.contains("no connection left"))
                .toList();
        assertThat(told)
                .singleElement()
                .satisfies(note -> assertThat(note).contains("maximumPoolSize", "maximumPerBackend", "53300"));
        bench.resize(10);
        bench.advance(Duration.ofSeconds(19));
        bench.request();
        assertThat(bench.connects).as("left alone").isEmpty();
    }

    @Test
    void anAttemptThatStillSucceedsDoesNotHideThatTheServerIsFull() {
        bench.policy = paced(0);
        bench.resize(1);
        bench.allConnected();
        bench.resize(5);
        bench.connectFails("53300");
        bench.connected();
        assertThat(bench.tender.notes().lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("53300"));
        while (!bench.connects.isEmpty()) {
            bench.connectFails("53300");
        }
        bench.advance(Duration.ofSeconds(30));
        bench.request();
        bench.resize(5);
        bench.connected();
        assertThat(bench.tender.notes().lastError()).as("there is room again").isEmpty();
    }

    @Test
    void afterAWhileOneSlotFindsOutWhetherThereIsRoomAndTheOthersFollow() {
        bench.policy = paced(0);
        bench.resize(3);
        bench.allConnected();
        bench.resize(10);
        while (!bench.connects.isEmpty()) {
            bench.connectFails("53300");
        }
        bench.advance(Duration.ofSeconds(30));
        bench.request();
        bench.resize(10);
        assertThat(bench.connects).as("one probing slot").hasSize(1);
        bench.connectFails("53300");
        bench.resize(10);
        assertThat(bench.connects).isEmpty();

        bench.advance(Duration.ofSeconds(30));
        bench.request();
        bench.resize(10);
        bench.connected();
        assertThat(bench.set.ceiling()).isEqualTo(Integer.MAX_VALUE);
        bench.resize(10);
        bench.allConnected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(10);
    }

    @Test
    void aServerThatLetsNobodyInAtAllIsTriedLikeOneThatDoesNotAnswer() {
        bench.resize(3);
        bench.connectFails("53300");
        assertThat(bench.set.health()).isEqualTo(BackendHealth.OFFLINE);
        bench.advance(Duration.ofSeconds(1));
        bench.connected();
        connectFor(Duration.ofSeconds(2));
        assertThat(bench.set.counts().unclaimed()).isEqualTo(3);
    }

    @Test
    void aBackendThatAnswersProbesAgainGrowsOneSlotFirst() {
        bench.policy = paced(0);
        bench.ready(6);
        Slot held = bench.claim();
        bench.tell(new StatusMessage.ServerSuspected("slow"));
        bench.probeEnds(false);
        bench.resize(1);
        assertThat(bench.set.slots()).containsExactly(held);
        bench.request();
        bench.probeEnds(true);
        assertThat(bench.set.health()).isEqualTo(BackendHealth.ONLINE);
        bench.resize(6);
        assertThat(bench.connects).as("one first").hasSize(1);
        bench.connected();
        bench.allConnected();
        assertThat(bench.set.counts()).isEqualTo(new SlotCounts(0, 5, 1, 0, 0));
        bench.release(held);
    }

    @Test
    void theMessageOfARefusalSaysWhatIsRefused() {
        bench.resize(1);
        bench.connectFails("28P01");
        assertThat(bench.tender.notes().lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("refuses the password", "28P01"));
        SlotSetStateMachineFixture other = new SlotSetStateMachineFixture();
        other.resize(1);
        other.connectFails("28000");
        assertThat(other.tender.notes().lastError())
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
