package dev.penstock.waits.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The ring of rare events is bounded, keeps each backend's last events, and finds the events of an interval. */
class EventRingTest {
    private static final Instant BEGIN = Instant.parse("2026-01-15T02:00:00Z");

    private final AtomicLong seconds = new AtomicLong();
    private final EventRing ring = new EventRing(() -> BEGIN.plusSeconds(seconds.get()));

    private void record(String backend, int events, String text) {
        for (int i = 0; i < events; i++) {
            seconds.incrementAndGet();
            ring.record(Optional.of(backend).filter(label -> !label.isEmpty()), text + i);
        }
    }

    private List<RareEvent> all() {
        return ring.between(Instant.MIN, Instant.MAX);
    }

    @Test
    void failingBackendDisplacesNoEventsOfOthers() {
        record("quiet", EventRing.LEAST_OF_BACKEND, "connected ");
        record("", 10, "suspended ");
        record("failing", 100_000, "x".repeat(EventRing.MOST_TEXT - 10));

        assertThat(ring.size().bytes()).isLessThanOrEqualTo(EventRing.MOST_BYTES);
        assertThat(ring.size().dropped()).isEqualTo(100_210 - ring.size().events());
        assertThat(all())
                .filteredOn(event -> event.text().startsWith("connected"))
                .hasSize(EventRing.LEAST_OF_BACKEND);
        assertThat(all()).filteredOn(event -> event.backend().isEmpty()).hasSize(10);
        assertThat(all())
                .filteredOn(event -> event.backend().equals(Optional.of("failing")))
                .hasSizeGreaterThan(EventRing.LEAST_OF_BACKEND);
    }

    @Test
    void eachOfFiveBusyBackendsKeepsItsLastEvents() {
        for (int i = 0; i < EventRing.BACKENDS_KEPT_APART; i++) {
            record("db-" + i, 1_000, "x".repeat(EventRing.MOST_TEXT - 10));
        }
        for (int i = 0; i < EventRing.BACKENDS_KEPT_APART; i++) {
            Optional<String> label = Optional.of("db-" + i);
            assertThat(all())
                    .filteredOn(event -> event.backend().equals(label))
                    .hasSizeGreaterThanOrEqualTo(EventRing.LEAST_OF_BACKEND);
        }
    }

    @Test
    void intervalHasItsEventsInOrder() {
        record("a", 10, "a");
        record("b", 10, "b");

        assertThat(ring.between(BEGIN.plusSeconds(10), BEGIN.plusSeconds(12)))
                .extracting(RareEvent::text)
                .containsExactly("a9", "b0", "b1");
        assertThat(ring.size().oldest()).contains(BEGIN.plusSeconds(1));
    }

    @Test
    void longTextIsCutAndCounted() {
        ring.record(Optional.empty(), "x".repeat(EventRing.MOST_TEXT + 7));

        assertThat(all().get(0).text()).endsWith("x…[7 more]");
        assertThat(ring.size().truncated()).isEqualTo(1);
    }
}
