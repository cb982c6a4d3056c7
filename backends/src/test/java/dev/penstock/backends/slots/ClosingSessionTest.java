package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that is being closed is one of those that the server may have. */
class ClosingSessionTest {
    private final SlotSetStateMachineFixture fixture = new SlotSetStateMachineFixture();

    @AfterEach
    void sound() {
        fixture.assertSound();
    }

    @Test
    void anEvictedConnectionHasNoSuccessorUntilItIsClosed() {
        fixture.ready(3);
        fixture.closesHang = true;
        fixture.tell(new StatusMessage.Evict(() -> {}));
        assertThat(fixture.closing).hasSize(3);
        assertThat(fixture.set.closingSessions()).isEqualTo(3);
        assertThat(fixture.connects).isEmpty();

        fixture.closed();
        fixture.run();
        assertThat(fixture.connects).hasSize(3);
        assertThat(fixture.set.closingSessions()).isZero();
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(3);
    }

    @Test
    void aSlotThatTakesThePlaceOfARetiredOneWaitsForItsConnectionToo() {
        fixture.ready(2);
        Slot held = fixture.claim();
        held.condemn();
        fixture.closesHang = true;
        fixture.release(held);
        fixture.resize(2);
        assertThat(fixture.set.counts().connecting()).isEqualTo(1);
        assertThat(fixture.connects).isEmpty();

        fixture.closed();
        fixture.run();
        assertThat(fixture.connects).hasSize(1);
        fixture.allConnected();
    }

    @Test
    void whatIsToGrowDoesNotWait() {
        fixture.ready(2);
        fixture.closesHang = true;
        fixture.discard(fixture.claim());
        fixture.resize(4);
        assertThat(fixture.connects)
                .as("4, of which one is free and one closes")
                .hasSize(2);
        fixture.allConnected();
        assertThat(fixture.connects).isEmpty();

        fixture.closed();
        fixture.run();
        fixture.allConnected();
        assertThat(fixture.set.counts().unclaimed()).isEqualTo(4);
    }

    @Test
    void anEndCountsOnce() {
        fixture.ready(1);
        fixture.closesHang = true;
        fixture.discard(fixture.claim());
        ClosingSession gone = fixture.closing.get(0);
        assertThat(gone.end()).isTrue();
        assertThat(gone.end()).isFalse();
        assertThat(fixture.set.closingSessions()).isZero();
        fixture.closed();
        fixture.run();
        fixture.allConnected();
    }

    @Test
    void aLateConnectionCountsUntilItIsClosed() {
        fixture.resize(1);
        Effect.Connect late = fixture.connects.remove();
        fixture.tell(new StatusMessage.AttemptExpired(late.slot(), late.attempt()));
        fixture.closesHang = true;
        fixture.tell(new StatusMessage.Connected(late.slot(), late.attempt(), fixture.connections.open()));
        assertThat(fixture.set.closingSessions()).isEqualTo(1);
        fixture.clock.advance(fixture.policy.connect().maxBackoff());
        fixture.request();
        assertThat(fixture.connects).isEmpty();
        fixture.closed();
        fixture.request();
    }

    @Test
    void anAttemptThatWasGivenUpCountsUntilItHasEnded() {
        fixture.resize(1);
        fixture.attemptsHang = true;
        Effect.Connect late = fixture.connects.remove();
        fixture.tell(new StatusMessage.AttemptExpired(late.slot(), late.attempt()));
        assertThat(fixture.set.closingSessions()).isEqualTo(1);
        fixture.clock.advance(fixture.policy.connect().maxBackoff());
        fixture.request();
        assertThat(fixture.connects).isEmpty();

        fixture.tell(new StatusMessage.AttemptEnded(fixture.abandoned.get(0)));
        assertThat(fixture.set.closingSessions()).isZero();
        assertThat(fixture.connects).hasSize(1);
        fixture.tell(new StatusMessage.AttemptEnded(fixture.abandoned.get(0)));
        assertThat(fixture.set.closingSessions()).isZero();
        fixture.allConnected();
    }

    @Test
    void attemptsUnderWayShowToWhoeverSharesOutSlots() {
        fixture.resize(1);
        assertThat(fixture.set.connectAttempts()).isEqualTo(1);
        fixture.allConnected();
        assertThat(fixture.set.connectAttempts()).isZero();
    }
}
