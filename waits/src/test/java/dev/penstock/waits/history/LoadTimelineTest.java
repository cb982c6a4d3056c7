package dev.penstock.waits.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.ClaimGuard;
import dev.penstock.waits.ClaimLedger;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoadTimelineTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final long SECOND = 1_000_000_000;

    private final AtomicLong clock = new AtomicLong(77);
    private final WaitAccounts accounts = new WaitAccounts(clock::get, new CorrelationIds());
    private final LoadTimeline timeline = new LoadTimeline();
    private @Nullable WaitSnapshot last;

    private static final class Guard extends ClaimGuard {
        Guard() {
            super(ClaimAttributes.NONE);
        }

        @Override
        protected ClaimLedger ledger() {
            throw new UnsupportedOperationException("the guard of no connection");
        }

        @Override
        public void reclaim(String reason) {
            throw new UnsupportedOperationException(reason);
        }
    }

    private Instant now() {
        return BEGIN.plusNanos(clock.get() - 77);
    }

    /** Adds the row since the last call; the first call only begins. */
    private void tick() {
        WaitSnapshot before = last;
        last = accounts.snapshot();
        if (before != null) {
            timeline.record(now(), last.minus(before), Duration.ofSeconds(1));
        }
    }

    private void hold(String backend, long nanos) {
        ClaimLedger ledger = accounts.openLedger(backend);
        long end = clock.get();
        ledger.recordImmediateClaim(new Guard(), end - nanos);
        ledger.recordRelease(end, end);
    }

    @Test
    void firstSnapshotOnlyBegins() {
        tick();

        assertThat(timeline.rows()).isEmpty();
        assertThat(timeline.view().oldest()).isEmpty();
    }

    @Test
    void loadIsWaitTimeByPassedTime() {
        tick();
        clock.addAndGet(SECOND);
        accounts.meters().meter(WaitEvent.DNS_QUERY).record(SECOND / 4);
        hold("db-1", SECOND / 2);
        hold("db-1", SECOND);
        hold("db-2", SECOND / 10);
        tick();

        assertThat(timeline.rows()).singleElement().satisfies(row -> {
            assertThat(row.at()).isEqualTo(BEGIN.plusSeconds(1));
            assertThat(row.covered()).isEqualTo(Duration.ofSeconds(1));
            assertThat(row.late()).isFalse();
            assertThat(row.load(WaitEvent.DNS_QUERY)).isCloseTo(0.25, within(1e-9));
            assertThat(row.load(WaitEvent.CLAIM_IDLE)).isCloseTo(1.6, within(1e-9));
            assertThat(row.load()).isCloseTo(1.6, within(1e-9));
            assertThat(row.byBackend().keySet()).containsExactly("db-1", "db-2");
            assertThat(row.byBackend().get("db-1")).isCloseTo(1.5, within(1e-9));
            assertThat(row.toString()).contains("load 1.60: claim_idle 1.60");
        });
    }

    @Test
    void lateRowCoversTheWholeGap() {
        tick();
        clock.addAndGet(3 * SECOND);
        hold("db", 3 * SECOND);
        tick();

        assertThat(timeline.rows()).singleElement().satisfies(row -> {
            assertThat(row.late()).isTrue();
            assertThat(row.covered()).isEqualTo(Duration.ofSeconds(3));
            assertThat(row.load()).isCloseTo(1.0, within(1e-9));
            assertThat(row.toString()).contains("late: covers 3000 ms");
        });
    }

    @Test
    void idlePoolHasRows() {
        for (int second = 0; second <= 10; second++) {
            tick();
            clock.addAndGet(SECOND);
        }
        assertThat(timeline.rows()).hasSize(10).allSatisfy(row -> {
            assertThat(row.load()).isZero();
            assertThat(row.byEvent()).isEmpty();
            assertThat(row.byBackend()).isEmpty();
        });
    }

    @Test
    void smallBackendsAreSummedAsOther() {
        tick();
        clock.addAndGet(SECOND);
        for (int i = 1; i <= 20; i++) {
            hold("db-" + i, i * SECOND / 100);
        }
        tick();

        LoadRow row = timeline.rows().get(0);
        assertThat(row.byBackend()).hasSize(LoadTimeline.BACKENDS_A_ROW + 1).containsKeys("db-20", "db-5");
        assertThat(row.byBackend().get(LoadRow.OTHER)).isCloseTo(0.01 + 0.02 + 0.03 + 0.04, within(1e-9));
        assertThat(row.byBackend().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(row.load(), within(1e-9));
    }

    @Test
    void averageWeighsRowsByTheirTime() {
        tick();
        clock.addAndGet(SECOND);
        hold("db", SECOND);
        tick();
        clock.addAndGet(3 * SECOND);
        tick();

        assertThat(timeline.average(WaitEvent.CLAIM_IDLE, BEGIN, now())).isCloseTo(0.25, within(1e-9));
        assertThat(timeline.average(WaitEvent.CLAIM_IDLE, BEGIN, BEGIN.plusSeconds(1)))
                .isCloseTo(1.0, within(1e-9));
    }

    @Test
    void averageOfUnknownTimeSaysWhy() {
        tick();
        clock.addAndGet(SECOND);
        tick();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> timeline.average(WaitEvent.CLAIM_IDLE, BEGIN.minusSeconds(9), BEGIN.minusSeconds(5)))
                .withMessageContaining("is not known")
                .withMessageContaining("begins at " + BEGIN.plusSeconds(1));
    }

    @Test
    void dayKeeps70MinutesWithinLimit() {
        for (int second = 0; second <= 86_400 / 4; second++) {
            tick();
            clock.addAndGet(SECOND);
        }
        StoreView view = timeline.view();
        assertThat(view.entries()).isBetween(4_200L, 4_200L + LoadChunk.CAPACITY);
        assertThat(view.entries() + view.dropped()).isEqualTo(86_400 / 4);
        assertThat(view.bytes()).isLessThanOrEqualTo(LoadTimeline.MAXIMUM_BYTES);
        List<LoadRow> lastMinute = timeline.rows(now().minusSeconds(60), now());
        assertThat(lastMinute).hasSize(60);
    }
}
