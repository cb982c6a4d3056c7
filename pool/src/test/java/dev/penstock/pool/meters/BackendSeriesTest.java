package dev.penstock.pool.meters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.Microstate;
import dev.penstock.backends.Role;
import dev.penstock.backends.SlotCounts;
import dev.penstock.discovery.Backend;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which backends have series, for how long, and that no series ever decreases. */
class BackendSeriesTest {
    private final AtomicLong clock = new AtomicLong(1);
    private final WaitAccounts accounts = new WaitAccounts(clock::get, new CorrelationIds());
    private final BackendSeries series = new BackendSeries();

    private static BackendView view(String name, int slots) {
        return new BackendView(
                Backend.of(name, InetAddress.getLoopbackAddress(), 5432),
                BackendHealth.ONLINE,
                Role.UNKNOWN,
                0,
                false,
                new SlotCounts(0, slots, 0, 0, 0),
                -1,
                Microstate.values()[0],
                1,
                0,
                Optional.empty(),
                Optional.empty());
    }

    private static String label(String name) {
        return view(name, 0).backend().label();
    }

    private void record(String name) {
        accounts.meters().meter(WaitEvent.SLOT_CONNECT, label(name)).record(1_000);
    }

    private WaitSnapshot update(BackendView... views) {
        clock.addAndGet(1_000_000);
        WaitSnapshot taken = accounts.snapshot();
        series.update(taken, List.of(views), clock.get());
        return taken;
    }

    private Map<String, Long> connects(WaitSnapshot taken) {
        Map<String, Long> connects = new TreeMap<>();
        series.forEach(taken, (backend, event, waits) -> {
            if (event == WaitEvent.SLOT_CONNECT) {
                connects.put(backend, waits.total());
            }
        });
        return connects;
    }

    @Test
    void knownBackendHasAllEventsAtZero() {
        WaitSnapshot taken = update(view("a", 0));
        long[] events = new long[1];
        series.forEach(taken, (backend, event, waits) -> {
            assertThat(backend).isEqualTo(label("a"));
            assertThat(waits).isEqualTo(new BackendSeries.Waits(0, 0));
            events[0]++;
        });
        assertThat(events[0]).isEqualTo(BackendSeries.EVENTS.size()).isEqualTo(WaitEvent.values().length - 3);
    }

    @Test
    void thousandBackendsHaveBoundedSeriesAndKeepEveryWait() {
        BackendView[] views =
                IntStream.range(0, 1_000).mapToObj(i -> view("b" + i, i % 2)).toArray(BackendView[]::new);
        IntStream.range(0, 1_000).forEach(i -> record("b" + i));
        Map<String, Long> connects = connects(update(views));
        assertThat(connects).hasSize(BackendSeries.MOST + 1).containsEntry("other", 1_000L - BackendSeries.MOST);
        assertThat(connects.keySet())
                .filteredOn(name -> !name.equals("other"))
                .as("backends with slots come first")
                .allMatch(name -> Integer.parseInt(name.substring(1, name.indexOf('/'))) % 2 == 1);
        assertThat(series.nameOf(label("b0"))).isEqualTo("other");
    }

    @Test
    void seriesOfBackendThatHasGoneStaysForTenMinutes() {
        record("a");
        update(view("a", 1), view("b", 1));
        accounts.retireBackend(label("a"));
        assertThat(connects(update(view("b", 1)))).containsEntry(label("a"), 1L);
        clock.addAndGet(Duration.ofMinutes(9).toNanos());
        assertThat(connects(update(view("b", 1)))).containsEntry(label("a"), 1L);
        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(connects(update(view("b", 1)))).containsOnlyKeys(label("b"));
    }

    @Test
    void backendThatComesBackGoesOnCounting() {
        record("a");
        record("a");
        update(view("a", 1));
        accounts.retireBackend(label("a"));
        record("a");
        assertThat(connects(update(view("a", 1))))
                .as("retired and back at once")
                .containsEntry(label("a"), 3L);
        accounts.retireBackend(label("a"));
        update();
        record("a");
        assertThat(connects(update(view("a", 1)))).as("gone for a while").containsEntry(label("a"), 4L);
    }

    @Test
    void othersNeverDecreaseWhenOneLeaves() {
        BackendView[] views =
                IntStream.range(0, 70).mapToObj(i -> view("b" + i, 1)).toArray(BackendView[]::new);
        IntStream.range(0, 70).forEach(i -> record("b" + i));
        update(views);
        List<String> others = IntStream.range(0, 70)
                .mapToObj(i -> label("b" + i))
                .filter(label -> series.nameOf(label).equals("other"))
                .toList();
        assertThat(others).hasSize(6);
        others.forEach(accounts::retireBackend);
        assertThat(connects(update())).containsEntry("other", 6L).hasSize(65);
    }
}
