package dev.penstock.waits.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.operations.TraceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClaimHistoryTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int LIMIT = 16 << 20;

    private final ClaimHistory history = new ClaimHistory(new CorrelationIds(), LIMIT, new SplittableRandom(1));

    private static ClaimState claim(long id, WaitEvent event, String backend, String operation) {
        return new ClaimState(
                id,
                event,
                1_000_000,
                500_000,
                Optional.of(backend),
                OptionalLong.of(3),
                Optional.of(operation),
                TraceContext.of("4bf92f", "a0f067", operation.length() % 2 == 0),
                Optional.of("app.Orders.save(Orders.java:12)"),
                Optional.of("select ?"),
                OptionalInt.of(4711));
    }

    private static List<ClaimState> claims(int count) {
        List<ClaimState> claims = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            claims.add(claim(i, WaitEvent.CLAIM_EXECUTE, "db-" + i % 3, "checkout"));
        }
        return claims;
    }

    private double weights(Instant at) {
        return history.samples(HistoryFilter.all().between(at, at)).stream()
                .mapToDouble(ClaimSample::weight)
                .sum();
    }

    @Test
    void sampleKeepsEveryFact() {
        ClaimState waiting = new ClaimState(
                9,
                WaitEvent.CLAIM_WAIT_SLOT,
                7,
                5,
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty());
        history.record(BEGIN, List.of(claim(8, WaitEvent.CLAIM_IDLE, "db-1", "report"), waiting), 2);

        List<ClaimSample> samples = history.samples(HistoryFilter.all());

        assertThat(samples).hasSize(2);
        ClaimSample first = samples.get(0);
        assertThat(first.at()).isEqualTo(BEGIN);
        assertThat(first.weight()).isEqualTo(1);
        assertThat(first.claimId()).isEqualTo(8);
        assertThat(first.event()).isEqualTo(WaitEvent.CLAIM_IDLE);
        assertThat(first.claimNanos()).isEqualTo(1_000_000);
        assertThat(first.eventNanos()).isEqualTo(500_000);
        assertThat(first.backend()).contains("db-1");
        assertThat(first.slot()).hasValue(3);
        assertThat(first.operation()).contains("report");
        assertThat(first.frame()).contains("app.Orders.save(Orders.java:12)");
        assertThat(first.sql()).contains("select ?");
        assertThat(first.pid()).hasValue(4711);
        assertThat(samples.get(1).sql()).isEmpty();
        assertThat(samples.get(1).pid()).isEmpty();
        assertThat(samples.get(1).backend()).isEmpty();
        assertThat(samples.get(1).slot()).isEmpty();
        assertThat(samples.get(1).operation()).isEmpty();
    }

    @Test
    void filterFindsItsSamplesAlone() {
        history.record(
                BEGIN,
                List.of(
                        claim(1, WaitEvent.CLAIM_IDLE, "db-1", "report"),
                        claim(2, WaitEvent.CLAIM_EXECUTE, "db-2", "report"),
                        claim(3, WaitEvent.CLAIM_EXECUTE, "db-1", "checkout")),
                3);

        HistoryFilter all = HistoryFilter.all();
        assertThat(ids(all.withEvent(WaitEvent.CLAIM_EXECUTE))).containsExactly(2L, 3L);
        assertThat(ids(all.withBackend("db-1"))).containsExactly(1L, 3L);
        assertThat(ids(all.withOperation("report"))).containsExactly(1L, 2L);
        assertThat(ids(all.withOperation("report").withBackend("db-2"))).containsExactly(2L);
        assertThat(ids(all.between(BEGIN.plusSeconds(1), BEGIN.plusSeconds(2)))).isEmpty();
    }

    private List<Long> ids(HistoryFilter filter) {
        return history.samples(filter).stream().map(ClaimSample::claimId).toList();
    }

    @Test
    void weightsOfTooManyClaimsSumToTheirNumber() {
        history.record(BEGIN, claims(5_000), 5_000);
        history.record(BEGIN.plusSeconds(1), claims(900), 100_000);

        assertThat(history.samples(HistoryFilter.all().between(BEGIN, BEGIN)))
                .hasSize(ClaimHistory.MAXIMUM_SAMPLES)
                .doesNotHaveDuplicates();
        assertThat(weights(BEGIN)).isCloseTo(5_000, org.assertj.core.data.Offset.offset(0.001));
        assertThat(weights(BEGIN.plusSeconds(1))).isCloseTo(100_000, org.assertj.core.data.Offset.offset(0.001));
    }

    @Test
    void randomPartHasNoPreference() {
        for (int second = 0; second < 200; second++) {
            history.record(BEGIN.plusSeconds(second), claims(3_000), 3_000);
        }
        double early = history.samples(HistoryFilter.all()).stream()
                .filter(sample -> sample.claimId() < 1_500)
                .mapToDouble(ClaimSample::weight)
                .sum();
        assertThat(early / 200).isBetween(1_470.0, 1_530.0);
    }

    @Test
    void hourOf64ClaimsFitsIntoLimit() {
        for (int second = 0; second < 3_600; second++) {
            history.record(BEGIN.plusSeconds(second), claims(64), 64);
        }
        StoreView view = history.view();
        assertThat(view.entries()).isEqualTo(3_600 * 64);
        assertThat(view.dropped()).isZero();
        assertThat(view.bytes()).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void fullHistoryDropsItsOldestSamples() {
        for (int second = 0; second < 3_600; second++) {
            history.record(BEGIN.plusSeconds(second), claims(200), 200);
        }
        StoreView view = history.view();
        assertThat(view.bytes()).isLessThanOrEqualTo(LIMIT);
        assertThat(view.entries() + view.dropped()).isEqualTo(3_600 * 200);
        assertThat(view.oldest())
                .hasValueSatisfying(oldest -> assertThat(oldest).isAfter(BEGIN));
        assertThat(weights(BEGIN.plusSeconds(3_599))).isEqualTo(200);
    }

    @Test
    void rareSamplesGoAfter70Minutes() {
        for (int minute = 0; minute < 600; minute++) {
            history.record(BEGIN.plusSeconds(60L * minute), claims(1), 1);
        }
        assertThat(history.samples(HistoryFilter.all())).hasSize(71);
        assertThat(history.view().entries()).isLessThan(80);
    }

    @Test
    void samplesOlderThan70MinutesGoThoughNoneCome() {
        history.record(BEGIN, claims(600), 600);
        for (int second = 1; second <= 4_300; second++) {
            history.record(BEGIN.plusSeconds(second), List.of(), 0);
        }
        assertThat(history.samples(HistoryFilter.all())).isEmpty();
        assertThat(history.view().entries()).isLessThan(SampleChunk.CAPACITY);
        assertThat(history.view().dropped()).isEqualTo(SampleChunk.CAPACITY);
    }

    private static List<Object> facts(SampleView sample) {
        return List.of(
                sample.at(),
                sample.weight(),
                sample.claim(),
                sample.event(),
                sample.claimNanos(),
                sample.eventNanos(),
                sample.backend(),
                sample.slot(),
                sample.operation(),
                sample.trace(),
                sample.frame(),
                sample.sql(),
                sample.pid());
    }

    @Test
    void viewsOfManyChunksHaveFactsOfSamples() {
        for (int second = 0; second < 100; second++) {
            List<ClaimState> claims = new ArrayList<>(claims(second % 40));
            claims.add(claim(second, WaitEvent.CLAIM_IDLE, "db-" + second, "operation-" + second % 7));
            history.record(BEGIN.plusSeconds(second), claims, claims.size());
        }
        for (int first : new int[] {-5, 0, 30, 99, 200}) {
            Instant from = BEGIN.plusSeconds(first);
            Instant to = from.plusSeconds(50);
            List<SampleView> views = history.views(from, to);
            List<ClaimSample> samples = history.samples(HistoryFilter.all().between(from, to));

            assertThat(views).hasSameSizeAs(samples);
            for (int i = views.size() - 1; i >= 0; i--) {
                assertThat(facts(views.get(i))).isEqualTo(facts(samples.get(i)));
            }
        }
        List<SampleView> all = history.views(Instant.MIN, Instant.MAX);
        assertThat(facts(all.get(all.size() - 1))).contains(Optional.of("operation-1"), Optional.of("db-99"));
        assertThat(facts(all.get(0))).contains(Optional.of("operation-0"), Optional.of("db-0"));
    }

    @Test
    void viewsStayAsTheyWereTaken() {
        history.record(BEGIN, claims(3), 3);
        List<SampleView> views = history.views(Instant.MIN, Instant.MAX);
        List<List<Object>> before = views.stream().map(ClaimHistoryTest::facts).toList();

        for (int second = 1; second < 5_000; second++) {
            history.record(BEGIN.plusSeconds(second), claims(100), 100);
        }

        assertThat(views.stream().map(ClaimHistoryTest::facts)).containsExactlyElementsOf(before);
        assertThat(history.views(BEGIN, BEGIN)).as("dropped").isEmpty();
    }

    @Test
    void viewBeyondTheLastSampleIsRefused() {
        history.record(BEGIN, claims(3), 3);
        List<SampleView> views = history.views(Instant.MIN, Instant.MAX);

        assertThat(views).hasSize(3);
        assertThatThrownBy(() -> views.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> views.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(history.views(BEGIN.plusSeconds(1), BEGIN.plusSeconds(2))).isEmpty();
    }
}
