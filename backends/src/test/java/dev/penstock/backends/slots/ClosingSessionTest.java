package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
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

    /** A free connection is lost, the driver has closed it, and the server has not confirmed the end. */
    private void closeUnconfirmed() {
        fixture.ready(1);
        fixture.closesHang = true;
        fixture.discard(fixture.claim());
        ClosingSession gone = fixture.closing.remove(0);
        fixture.tell(new StatusMessage.SessionUnconfirmed(gone));
        assertThat(fixture.set.closingSessions()).isEqualTo(1);
        assertThat(fixture.probes).hasSize(1);
    }

    private void probeFails(Throwable error) {
        fixture.tell(new StatusMessage.ProbeEnded(fixture.probes.remove().attempt(), error));
    }

    @Test
    void unconfirmedSessionCountsWhileServerIsSilent() {
        closeUnconfirmed();
        fixture.probeEnds(false);
        assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
        for (int i = 0; i < 3; i++) {
            fixture.request();
            fixture.advance(fixture.policy.status().probeTimeout());
            fixture.probes.clear();
        }
        assertThat(fixture.set.closingSessions()).isEqualTo(1);
        assertThat(fixture.connects).isEmpty();

        fixture.request();
        fixture.probeEnds(true);
        assertThat(fixture.set.closingSessions()).isZero();
        fixture.allConnected();
    }

    @Test
    void unconfirmedSessionEndsWhenServerAnswersAtOnce() {
        closeUnconfirmed();
        fixture.probeEnds(true);
        assertThat(fixture.set.closingSessions()).isZero();
        fixture.allConnected();
    }

    @Test
    void refusedProbeEndsUnconfirmedSession() {
        closeUnconfirmed();
        probeFails(new SQLException("probe failed", "08006", new ConnectException("Connection refused")));
        assertThat(fixture.set.closingSessions()).isZero();
    }

    @Test
    void errorOfTheServerEndsUnconfirmedSession() {
        fixture.ready(2);
        fixture.closesHang = true;
        fixture.discard(fixture.claim());
        fixture.resize(3);
        ClosingSession gone = fixture.closing.get(0);
        fixture.tell(new StatusMessage.SessionUnconfirmed(gone));
        fixture.connectFails("57P03");
        assertThat(gone.ended()).isTrue();
        fixture.closed();
        fixture.run();
    }

    /** A growing set of a server that was reachable abandons the attempt of its second slot. */
    private void abandonAttemptOfReachableServer() {
        fixture.ready(1);
        fixture.resize(2);
        Effect.Connect late = fixture.connects.remove();
        fixture.tell(new StatusMessage.AttemptExpired(late.slot(), late.attempt()));
        assertThat(fixture.set.closingSessions()).isEqualTo(1);
        assertThat(fixture.probes).hasSize(1);
    }

    @Test
    void attemptAtReachableServerCountsUntilServerAnswers() {
        abandonAttemptOfReachableServer();
        fixture.probeEnds(false);
        assertThat(fixture.set.closingSessions())
                .as("the attempt, while the server is silent")
                .isEqualTo(1);
        fixture.request();
        fixture.probeEnds(true);
        assertThat(fixture.set.closingSessions()).isZero();
    }

    @Test
    void secondEndOfAbandonedAttemptCausesNoProbe() {
        fixture.attemptsHang = true;
        abandonAttemptOfReachableServer();
        AbandonedAttempt attempt = fixture.abandoned.get(0);
        fixture.tell(new StatusMessage.AttemptEnded(attempt));
        fixture.probeEnds(true);
        assertThat(fixture.set.closingSessions()).isZero();

        fixture.tell(new StatusMessage.AttemptEnded(attempt));
        assertThat(fixture.probes).isEmpty();
        assertThat(fixture.set.closingSessions()).isZero();
    }

    @Test
    void unconfirmedAttemptEndsAtTheLimit() {
        abandonAttemptOfReachableServer();
        fixture.probeEnds(false);
        fixture.clock.advance(UnconfirmedSessions.LIMIT.minusNanos(1));
        fixture.request();
        assertThat(fixture.set.closingSessions()).isEqualTo(1);
        fixture.clock.advance(Duration.ofNanos(1));
        fixture.request();
        assertThat(fixture.set.closingSessions()).isZero();
    }

    @Test
    void driverTimeoutAtReachableServerCountsUntilServerAnswers() {
        fixture.ready(1);
        fixture.resize(2);
        Effect.Connect attempt = fixture.connects.remove();
        SQLException timeout = new SQLException("no answer", "08001", new SocketTimeoutException());
        fixture.tell(new StatusMessage.ConnectFailed(attempt.slot(), attempt.attempt(), timeout));
        assertThat(fixture.set.closingSessions()).isEqualTo(1);
        fixture.probeEnds(true);
        assertThat(fixture.set.closingSessions()).isZero();
    }

    @Test
    void onlyErrorsOfTheServerAndRefusalsAreAnswers() {
        assertThat(ServerErrors.isAnswer(new SQLException("too many connections", "53300")))
                .isTrue();
        assertThat(ServerErrors.isAnswer(new SQLException("failed", "08001", new ConnectException("refused"))))
                .isTrue();
        assertThat(ServerErrors.isAnswer(new SQLException("failed", "08001"))).isFalse();
        assertThat(ServerErrors.isAnswer(new SQLException("failed", "08006", new SocketTimeoutException())))
                .isFalse();
        assertThat(ServerErrors.isAnswer(new IllegalStateException())).isFalse();
    }

    @Test
    void leavingBackendForgetsUnconfirmedSessions() {
        closeUnconfirmed();
        fixture.tell(StatusMessage.Drain.drained());
        assertThat(fixture.set.closingSessions()).isZero();
    }

    @Test
    void backendOutOfServiceForgetsUnconfirmedSession() {
        fixture.ready(1);
        fixture.closesHang = true;
        fixture.tell(StatusMessage.Drain.removed("it left"));
        fixture.tell(new StatusMessage.SessionUnconfirmed(fixture.closing.remove(0)));
        assertThat(fixture.set.closingSessions()).isZero();
        assertThat(fixture.probes).isEmpty();
    }
}
