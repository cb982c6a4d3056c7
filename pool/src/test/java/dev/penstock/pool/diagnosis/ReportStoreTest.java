package dev.penstock.pool.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.pool.reports.KeptReport;
import dev.penstock.pool.reports.KeptReport.Evidence;
import dev.penstock.pool.reports.KeptReport.Kind;
import dev.penstock.waits.ReasonTimeline.Interval;
import dev.penstock.waits.WaitEvent;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The store of reports is bounded in number and memory, and no kind of report displaces another. */
class ReportStoreTest {
    private static final Instant BEGIN = Instant.parse("2026-01-15T02:00:00Z");

    private final ReportStore store = new ReportStore();

    private static KeptReport report(Kind kind, int number, long nanos, Evidence seen) {
        return new KeptReport(
                kind,
                new KeptReport.Who(
                        "p-1-" + number, Optional.empty(), Optional.empty(), "main", BEGIN.plusSeconds(number)),
                Optional.of("ok"),
                List.of(new Interval(WaitEvent.CLAIM_HOLD, 0, nanos)),
                nanos,
                Optional.empty(),
                seen);
    }

    private void add(Kind kind, int reports) {
        for (int i = 0; i < reports; i++) {
            store.add(report(kind, i, 1, Evidence.NONE));
        }
    }

    @Test
    void manyReportsOfOneKindDisplaceNoOther() {
        add(Kind.SLOW_HOLD, 3);
        add(Kind.FAILED, 10_000);

        assertThat(store.reports(List.of(Kind.SLOW_HOLD))).hasSize(3);
        assertThat(store.reports(List.of(Kind.FAILED))).hasSize(ReportStore.OF_KIND);
        assertThat(store.find("p-1-9999")).isPresent();
        assertThat(store.find("p-1-9000")).isEmpty();
        assertThat(store.view().dropped()).isEqualTo(10_000 - ReportStore.OF_KIND);
    }

    @Test
    void fullStoreHasAtMost256Reports() {
        for (Kind kind : Kind.values()) {
            add(kind, 1_000);
        }
        for (long nanos = 1; nanos < 100_000_000_000L; nanos *= 10) {
            for (int i = 0; i < 100; i++) {
                store.add(report(Kind.EXAMPLE, 2_000 + i, nanos, Evidence.NONE));
            }
        }

        assertThat(store.view().entries())
                .isEqualTo(store.reports(List.of(Kind.values())).size());
        assertThat(store.view().entries()).isLessThanOrEqualTo(ReportStore.MOST);
    }

    @Test
    void largeReportsStayWithinMemory() {
        List<String> frames = Collections.nCopies(8, "x".repeat(500));
        Evidence large = Evidence.NONE.withStacks(Collections.nCopies(
                HolderWatch.MOST_SAMPLES, new KeptReport.StackSample(1, Thread.State.RUNNABLE, frames)));
        for (int i = 0; i < 200; i++) {
            store.add(report(Kind.SLOW_HOLD, i, 1, large));
        }

        assertThat(store.view().bytes()).isPositive().isLessThanOrEqualTo(ReportStore.MOST_BYTES);
        assertThat(store.find("p-1-199")).isPresent();
    }

    @Test
    void laterReportOfOneClaimReplacesTheEarlier() {
        store.add(report(Kind.LEAKED, 1, 1, Evidence.NONE));
        store.add(report(Kind.LEAKED, 1, 2, Evidence.NONE));
        store.add(report(Kind.EXAMPLE, 1, 3, Evidence.NONE));

        assertThat(store.reports(List.of(Kind.LEAKED))).hasSize(1);
        assertThat(store.find("p-1-1").orElseThrow().wallNanos()).isEqualTo(2);
    }
}
