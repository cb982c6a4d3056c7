package dev.penstock.chaos.checkers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.chaos.history.Failure;
import dev.penstock.chaos.history.History;
import dev.penstock.chaos.history.Phase;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UseChecksTest {
    private static final long CLOCK_MILLIS = 1_000;

    private final History history = new History();

    private void operationOfSeconds(long seconds) {
        history.ended(TimeUnit.SECONDS.toNanos(seconds));
    }

    private long hang(long faultBegan) {
        return UseChecks.longestHang(history, faultBegan);
    }

    @Test
    void operationBeforeTheFaultCountsAsWhole() {
        operationOfSeconds(9);

        assertThat(hang(60_000)).isEqualTo(9_000);
    }

    @Test
    void operationSinceTheFaultCountsAsWhole() {
        operationOfSeconds(9);

        assertThat(hang(-60_000)).isEqualTo(9_000);
    }

    @Test
    void partsBeforeAndSinceTheFaultCountApart() {
        operationOfSeconds(9);

        assertThat(hang(-6_000)).isBetween(6_000L, 6_000 + CLOCK_MILLIS);
        assertThat(hang(-2_000)).isBetween(7_000 - CLOCK_MILLIS, 7_000L);
    }

    @Test
    void timeWithoutAProcessorDoesNotCount() {
        operationOfSeconds(9);
        history.gotNoProcessor(TimeUnit.SECONDS.toNanos(2));

        assertThat(hang(60_000)).isBetween(7_000L, 7_000 + CLOCK_MILLIS);
        assertThat(hang(-1_000)).isBetween(8_000 - CLOCK_MILLIS, 8_000L);
    }

    @Test
    void timeWithoutAProcessorDelaysNoClaim() {
        history.acquired(TimeUnit.SECONDS.toNanos(9));
        history.gotNoProcessor(TimeUnit.SECONDS.toNanos(2));
        history.acquired(TimeUnit.SECONDS.toNanos(4));

        assertThat(UseChecks.longestClaim(history)).isBetween(7_000L, 7_000 + CLOCK_MILLIS);
    }

    @Test
    void longestOperationCounts() {
        operationOfSeconds(2);
        operationOfSeconds(7);
        operationOfSeconds(3);

        assertThat(hang(60_000)).isEqualTo(7_000);
    }

    @Test
    void shortOperationsCountWithoutTheirBegin() {
        history.ended(TimeUnit.MILLISECONDS.toNanos(40));

        assertThat(hang(0)).isEqualTo(40);
    }

    @Test
    void eachFailureIsJudgedAlsoThoseThatAreNotKept() {
        Expected expected = Expected.end().claimsFailBy("closed");
        History judged = new History(System::nanoTime, 1, failure -> UseChecks.defect(failure, expected));
        judged.failed(Phase.CLAIM, new SQLException("the pool is closed"));
        judged.failed(Phase.WORK, new SQLException("anything"));
        assertThat(judged.firstDefect()).isEmpty();

        judged.failed(Phase.CLAIM, new ClosedException());

        assertThat(judged.failures()).hasSize(1);
        assertThat(judged.firstDefect())
                .hasValueSatisfying(defect -> assertThat(defect).contains("does not name closed", "something else"));
    }

    /** An exception whose class alone matches. */
    @SuppressWarnings("serial")
    private static final class ClosedException extends SQLException {
        ClosedException() {
            super("something else");
        }
    }

    @Test
    void errorOfThePoolIsNoCause() {
        assertThat(UseChecks.defect(new Failure(0, Phase.WORK, new StackOverflowError()), Expected.end()))
                .contains("no SQLException");
    }
}
