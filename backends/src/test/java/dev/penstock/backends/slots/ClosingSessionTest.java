package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that is being closed is one of those that the server may have. */
class ClosingSessionTest {
    private final SlotSetStateMachineFixture bench = new SlotSetStateMachineFixture();

    @AfterEach
    void sound() {
        bench.assertSound();
    }

    @Test
    void anEvictedConnectionHasNoSuccessorUntilItIsClosed() {
        bench.ready(3);
        bench.closesHang = true;
        bench.tell(new StatusMessage.Evict());
        assertThat(bench.partings).hasSize(3);
        assertThat(bench.set.parting()).isEqualTo(3);
        assertThat(bench.connects).isEmpty();

        bench.closed();
        bench.run();
        assertThat(bench.connects).hasSize(3);
        assertThat(bench.set.parting()).isZero();
        bench.allConnected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(3);
    }

    @Test
    void aSlotThatTakesThePlaceOfARetiredOneWaitsForItsConnectionToo() {
        bench.ready(2);
        Slot held = bench.claim();
        held.condemn();
        bench.closesHang = true;
        bench.release(held);
        bench.resize(2);
        assertThat(bench.set.counts().connecting()).isEqualTo(1);
        assertThat(bench.connects).isEmpty();

        bench.closed();
        bench.run();
        assertThat(bench.connects).hasSize(1);
        bench.allConnected();
    }

    @Test
    void whatIsToGrowDoesNotWait() {
        bench.ready(2);
        bench.closesHang = true;
        bench.discard(bench.claim());
        bench.resize(4);
        assertThat(bench.connects).as("4, of which one is free and one closes").hasSize(2);
        bench.allConnected();
        assertThat(bench.connects).isEmpty();

        bench.closed();
        bench.run();
        bench.allConnected();
        assertThat(bench.set.counts().unclaimed()).isEqualTo(4);
    }

    @Test
    void anEndCountsOnce() {
        bench.ready(1);
        bench.closesHang = true;
        bench.discard(bench.claim());
        ClosingSession gone = bench.partings.get(0);
        assertThat(gone.end()).isTrue();
        assertThat(gone.end()).isFalse();
        assertThat(bench.set.parting()).isZero();
        bench.closed();
        bench.run();
        bench.allConnected();
    }

    @Test
    void aLateConnectionCountsUntilItIsClosed() {
        bench.resize(1);
        Effect.Connect late = bench.connects.remove();
        bench.tell(new StatusMessage.AttemptExpired(late.slot(), late.attempt()));
        bench.closesHang = true;
        bench.tell(new StatusMessage.Connected(late.slot(), late.attempt(), bench.connections.open()));
        assertThat(bench.set.parting()).isEqualTo(1);
        bench.clock.advance(bench.policy.connect().maxBackoff());
        bench.request();
        assertThat(bench.connects).isEmpty();
        bench.closed();
        bench.request();
    }

    @Test
    void anAttemptThatWasGivenUpCountsUntilItHasEnded() {
        bench.resize(1);
        bench.attemptsHang = true;
        Effect.Connect late = bench.connects.remove();
        bench.tell(new StatusMessage.AttemptExpired(late.slot(), late.attempt()));
        assertThat(bench.set.parting()).isEqualTo(1);
        bench.clock.advance(bench.policy.connect().maxBackoff());
        bench.request();
        assertThat(bench.connects).isEmpty();

        bench.tell(new StatusMessage.AttemptEnded(bench.stragglers.get(0)));
        assertThat(bench.set.parting()).isZero();
        assertThat(bench.connects).hasSize(1);
        bench.tell(new StatusMessage.AttemptEnded(bench.stragglers.get(0)));
        assertThat(bench.set.parting()).isZero();
        bench.allConnected();
    }

    @Test
    void attemptsUnderWayShowToWhoeverSharesOutSlots() {
        bench.resize(1);
        assertThat(bench.set.attempts()).isEqualTo(1);
        bench.allConnected();
        assertThat(bench.set.attempts()).isZero();
    }
}
