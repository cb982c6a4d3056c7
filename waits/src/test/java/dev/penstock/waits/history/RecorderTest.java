package dev.penstock.waits.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.sessions.SessionAccounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final long MILLI = 1_000_000;
    private static final Duration BEAT = Duration.ofMillis(500);

    private final AtomicLong clock = new AtomicLong();
    private final AtomicLong wallMillis = new AtomicLong(BEGIN.toEpochMilli());
    private final WaitAccounts accounts = new WaitAccounts(clock::get, new CorrelationIds());
    private final InFlightSource source = new InFlightSource() {
        @Override
        public InFlight read(long now, long stackAge) {
            ClaimState claim = new ClaimState(
                    7,
                    WaitEvent.CLAIM_IDLE,
                    now,
                    now,
                    Optional.of("db"),
                    OptionalLong.of(1),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("stacks from " + stackAge),
                    Optional.empty(),
                    OptionalInt.empty());
            return new InFlight(List.of(claim), 1);
        }

        @Override
        public SessionAccounts sessions() {
            return new SessionAccounts("orders", clock::get);
        }

        @Override
        public int slotsInUse() {
            return 1;
        }
    };
    private final Recorder recorder =
            new Recorder(accounts, source, () -> 4, () -> Instant.ofEpochMilli(wallMillis.get()));

    private void beats(int count, Duration period) {
        for (int i = 0; i < count; i++) {
            recorder.beat(clock.get(), period);
            clock.addAndGet(period.toNanos());
            wallMillis.addAndGet(period.toMillis());
        }
    }

    @Test
    void recordComesOnceEachSecond() {
        beats(20, BEAT);

        assertThat(recorder.history().samples(HistoryFilter.all()))
                .extracting(ClaimSample::at)
                .hasSize(10)
                .first()
                .isEqualTo(BEGIN);
        assertThat(recorder.load().rows()).hasSize(9).allSatisfy(row -> {
            assertThat(row.covered()).isEqualTo(Duration.ofSeconds(1));
            assertThat(row.late()).isFalse();
        });
        assertThat(recorder.usage().lastHour().byUsedSlots()).containsExactly(0L, 9L);
    }

    @Test
    void slowBeatsRecordAtEachBeat() {
        beats(3, Duration.ofSeconds(5));

        assertThat(recorder.load().rows()).hasSize(2).noneMatch(LoadRow::late);
    }

    @Test
    void recorderThatWasStoppedMarksItsRowLate() {
        beats(2, BEAT);
        clock.addAndGet(10_000 * MILLI);
        beats(1, BEAT);

        assertThat(recorder.load().rows()).singleElement().satisfies(row -> {
            assertThat(row.late()).isTrue();
            assertThat(row.covered()).isEqualTo(Duration.ofSeconds(11));
        });
    }

    @Test
    void secondWithSlotWaitCountsAsWaiting() {
        beats(2, BEAT);
        accounts.meters().meter(WaitEvent.CLAIM_WAIT_SLOT).record(MILLI);
        beats(4, BEAT);

        assertThat(recorder.usage().lastHour().waiting()).isEqualTo(1);
        assertThat(recorder.load().average(WaitEvent.CLAIM_WAIT_SLOT, BEGIN, BEGIN.plusSeconds(1)))
                .isCloseTo(0.001, within(1e-9));
    }

    @Test
    void recordsStayInOrderIfTheTimeOfDayStepsBack() {
        beats(4, BEAT);
        wallMillis.addAndGet(-3_600_000);
        beats(4, BEAT);

        assertThat(recorder.history().samples(HistoryFilter.all()))
                .extracting(ClaimSample::at)
                .hasSize(4)
                .isSorted();
    }

    @Test
    void recordLeavesFramesOfYoungClaimsOut() {
        beats(1, BEAT);

        assertThat(recorder.history().samples(HistoryFilter.all()))
                .singleElement()
                .satisfies(sample -> assertThat(sample.frame()).contains("stacks from 1000000000"));
    }

    @Test
    void activityIsReadAtOnce() {
        clock.set(42);

        assertThat(recorder.activity()).singleElement().satisfies(claim -> {
            assertThat(claim.at()).isEqualTo(BEGIN);
            assertThat(claim.claimNanos()).isEqualTo(42);
            assertThat(claim.frame()).contains("stacks from 0");
            assertThat(claim.toString()).contains("claim_idle for 42 ns").contains("at db");
        });
        assertThat(recorder.stores())
                .extracting(StoreView::store)
                .containsExactly(
                        "load_timeline", "claim_history", "promise_violations", "rare_events", "claims", "slot_moves");
    }
}
