package dev.penstock.chaos.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.chaos.history.History;
import dev.penstock.chaos.history.Phase;
import dev.penstock.chaos.report.model.Recovery;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecoveryMeterTest {
    private static final long FAULT_MILLIS = 1_000;

    private final AtomicLong nanos = new AtomicLong();
    private final History history = new History(nanos::get, 10, failure -> null);
    private RecoveryMeter meter = new RecoveryMeter(history, 0, 0);

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Intervals in each of which so many operations are completed. */
    private void intervals(int count, int completed) {
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < completed; j++) {
                history.completed();
            }
            pass(History.INTERVAL_MILLIS);
        }
    }

    @BeforeEach
    void completeThirtyInEachIntervalBeforeTheFault() {
        intervals(4, 30);
        meter = new RecoveryMeter(history, 0, FAULT_MILLIS);
    }

    private Recovery measure(long faultLength) {
        return meter.measure(FAULT_MILLIS + faultLength, history.millis(), OptionalLong.empty());
    }

    @Test
    void thirdOfTheRateServes() {
        intervals(8, 10);

        assertThat(measure(2_000).routedAroundMillis()).hasValue(0);
    }

    @Test
    void usersThatGetNothingAreNotServed() {
        intervals(4, 0);
        history.ended(TimeUnit.MILLISECONDS.toNanos(1_000));
        intervals(4, 30);

        assertThat(measure(2_000).routedAroundMillis()).hasValue(1_000);
    }

    private void failures(int count) {
        for (int i = 0; i < count; i++) {
            history.failed(Phase.CLAIM, new SQLException("a test"));
        }
    }

    @Test
    void laterOutageCounts() {
        intervals(1, 0);
        intervals(3, 30);
        intervals(2, 0);
        intervals(2, 30);

        assertThat(measure(2_000).routedAroundMillis()).hasValue(1_500);
    }

    @Test
    void hiccupAfterTheUsersWereServedAgainDoesNotCount() {
        intervals(2, 0);
        intervals(3, 30);
        intervals(1, 0);
        intervals(2, 30);

        assertThat(measure(2_000).routedAroundMillis()).hasValue(500);
    }

    @Test
    void outageUpToTheEndOfTheFaultIsNotRoutedAround() {
        intervals(6, 30);
        intervals(2, 0);

        assertThat(measure(2_000).routedAroundMillis()).isEmpty();
    }

    @Test
    void outageOfTheMachineDoesNotCount() {
        intervals(2, 30);
        intervals(3, 0);
        history.gotNoProcessor(TimeUnit.MILLISECONDS.toNanos(3 * History.INTERVAL_MILLIS));
        intervals(3, 30);

        assertThat(measure(2_000).routedAroundMillis()).hasValue(0);
    }

    @Test
    void usersOfWhomMostFailAreNotServed() {
        for (int i = 0; i < 8; i++) {
            failures(31);
            intervals(1, 30);
        }

        assertThat(measure(2_000).routedAroundMillis()).isEmpty();
    }

    @Test
    void failureAfterTheRecoveryBeginsItAnew() {
        intervals(6, 30);
        failures(1);
        intervals(3, 30);

        assertThat(measure(500).recoveredMillis()).hasValue(1_750);
    }

    @Test
    void failureInTheLastIntervalLeavesTheRecoveryOpen() {
        intervals(6, 30);
        failures(1);
        intervals(2, 30);

        assertThat(measure(500).recoveredMillis()).isEmpty();
    }

    @Test
    void slowMachineServesIfNoOperationIsLong() {
        intervals(8, 2);

        assertThat(measure(2_000).routedAroundMillis()).hasValue(0);
    }

    @Test
    void fewOperationsBesideALongOneDoNotServe() {
        intervals(8, 2);
        history.ended(TimeUnit.MILLISECONDS.toNanos(2_000));

        assertThat(measure(2_000).routedAroundMillis()).isEmpty();
    }

    @Test
    void runThatGoesOnIsJudgedByTheRateAlone() {
        intervals(8, 2);

        assertThat(meter.goodSince(FAULT_MILLIS, history.millis())).isEmpty();
        assertThat(measure(500).recoveredMillis()).hasValue(750);
    }

    @Test
    void intervalWithAFailureIsNotGood() {
        intervals(4, 30);
        history.failed(Phase.WORK, new SQLException("a test"));
        intervals(4, 30);

        assertThat(measure(500).recoveredMillis()).hasValue(1_250);
    }
}
