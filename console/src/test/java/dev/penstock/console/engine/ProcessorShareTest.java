package dev.penstock.console.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers within and beyond their share, on a clock of the test. */
class ProcessorShareTest {
    private static final double SHARE = 0.1;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration LONG = Duration.ofMinutes(5);

    private long now;
    private long used;
    private boolean interrupts;

    private final ProcessorShare share =
            new ProcessorShare(SHARE, new ProcessorShare.Times(() -> now, () -> used, this::pause));

    private void pause(long nanos) throws InterruptedException {
        assertThat(nanos).isBetween(1L, ProcessorShare.LONGEST_PAUSE);
        if (interrupts) {
            throw new InterruptedException();
        }
        now += nanos;
    }

    @AfterEach
    void everyPermitIsReturned() throws SQLException {
        Thread.interrupted();
        now += Duration.ofHours(1).toNanos();
        List<ProcessorShare.Use> uses = new ArrayList<>();
        for (int i = 0; i < ProcessorShare.PERMITS; i++) {
            uses.add(share.begin(Duration.ZERO));
        }
        uses.forEach(ProcessorShare.Use::close);
    }

    private static void nothing() {
        // The reader is not cancelled.
    }

    private void use(long nanos) throws SQLException {
        try (ProcessorShare.Use use = share.begin(LONG)) {
            used += nanos;
            use.checkShare(ProcessorShareTest::nothing);
        }
    }

    private static void assertState(Throwable failure, String state) {
        assertThat(failure).isInstanceOf(SQLException.class);
        assertThat(((SQLException) failure).getSQLState()).isEqualTo(state);
    }

    @Test
    void readerWithinSavedTimeDoesNotPause() throws SQLException {
        use(ProcessorShare.MOST_SAVED / 2);
        use(ProcessorShare.MOST_SAVED / 2);

        assertThat(now).isZero();
    }

    @Test
    void longReaderPausesUntilItsTimeIsEarned() throws SQLException {
        use(ProcessorShare.MOST_SAVED);
        try (ProcessorShare.Use use = share.begin(LONG)) {
            for (int i = 0; i < 100; i++) {
                used += SECOND / 100;
                use.checkShare(ProcessorShareTest::nothing);
            }
        }
        assertThat(now / (double) SECOND).isCloseTo(1 / SHARE, within(0.1));
    }

    @Test
    void nextReaderWaitsForDebtOfTheLast() throws SQLException {
        use(ProcessorShare.MOST_SAVED);
        ProcessorShare.Use last = share.begin(LONG);
        used += SECOND / 10;
        last.close();

        use(0);

        assertThat(now / (double) SECOND).isCloseTo(0.1 / SHARE, within(0.01));
    }

    @Test
    void largeDebtIsForgiven() throws SQLException {
        ProcessorShare.Use last = share.begin(LONG);
        used += 100 * SECOND;
        last.close();

        use(0);

        assertThat((double) now).isCloseTo(ProcessorShare.MOST_OWED / SHARE, within(0.01 * SECOND));
    }

    @Test
    void unusedTimeIsSavedUpToItsLimit() throws SQLException {
        use(ProcessorShare.MOST_SAVED);
        now += 1_000 * SECOND;
        long begin = now;

        use(ProcessorShare.MOST_SAVED);
        assertThat(now).isEqualTo(begin);
        use(SECOND / 10);
        assertThat(now - begin).isGreaterThan(SECOND / 2);
    }

    @Test
    void readerWithoutTimeFailsAtItsLimit() throws SQLException {
        ProcessorShare.Use last = share.begin(LONG);
        used += 100 * SECOND;
        last.close();
        long begin = now;

        assertThatThrownBy(() -> share.begin(Duration.ofSeconds(1)))
                .hasMessageContaining("ask again in a second")
                .satisfies(failure -> assertState(failure, "53000"));
        assertThat(now - begin).isBetween(SECOND, SECOND + ProcessorShare.LONGEST_PAUSE);
    }

    @Test
    void readerBeyondThePermitsFails() throws SQLException {
        List<ProcessorShare.Use> uses = new ArrayList<>();
        for (int i = 0; i < ProcessorShare.PERMITS; i++) {
            uses.add(share.begin(LONG));
        }
        assertThatThrownBy(() -> share.begin(Duration.ofMillis(1))).satisfies(failure -> assertState(failure, "53000"));
        uses.forEach(ProcessorShare.Use::close);
    }

    @Test
    void interruptedReaderFailsAndStaysInterrupted() throws SQLException {
        ProcessorShare.Use last = share.begin(LONG);
        used += 100 * SECOND;
        last.close();
        interrupts = true;

        assertThatThrownBy(() -> share.begin(LONG)).satisfies(failure -> assertState(failure, "57014"));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void cancelledReaderEndsInsteadOfPausing() throws SQLException {
        ProcessorShare.Use reader = share.begin(LONG);
        used += 100 * SECOND;

        assertThatThrownBy(() -> reader.checkShare(() -> {
                    throw new IllegalStateException("cancelled");
                }))
                .hasMessage("cancelled");
        reader.close();
    }

    @Test
    void unlimitedReadersNeverPause() throws SQLException {
        ProcessorShare unlimited = ProcessorShare.unlimited();
        for (int i = 0; i < 10; i++) {
            unlimited.begin(Duration.ZERO).close();
        }
        assertThat(unlimited).isNotNull();
    }
}
