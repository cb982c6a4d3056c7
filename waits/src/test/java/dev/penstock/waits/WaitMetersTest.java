package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WaitMetersTest {
    private final WaitAccounts accounts = new WaitAccounts(new FakeClock(0), new CorrelationIds());
    private final WaitMeters meters = accounts.meters();

    @Test
    void eventAtBackendHasOneMeter() {
        assertThat(meters.meter(WaitEvent.SLOT_CONNECT, "a")).isSameAs(meters.meter(WaitEvent.SLOT_CONNECT, "a"));
        assertThat(meters.meter(WaitEvent.SLOT_CONNECT, "a")).isNotSameAs(meters.meter(WaitEvent.SLOT_CONNECT, "b"));
        assertThat(meters.meter(WaitEvent.DNS_QUERY)).isSameAs(meters.meter(WaitEvent.DNS_QUERY, ""));
    }

    @Test
    void waitIsActiveFromBeginToEnd() {
        WaitMeter meter = meters.meter(WaitEvent.SLOT_CONNECT, "a");
        meter.begin(0);
        meter.begin(0);
        assertStats(WaitEvent.SLOT_CONNECT, "a", 0, 2, 0);
        meter.end(0, 30);
        assertStats(WaitEvent.SLOT_CONNECT, "a", 1, 1, 30);
        meter.end(0, 50);
        assertStats(WaitEvent.SLOT_CONNECT, "a", 2, 0, 80);
        assertThat(accounts.snapshot().event(WaitEvent.SLOT_CONNECT).maxNanos()).isEqualTo(50);
    }

    @Test
    void negativeDurationCountsAsZero() {
        meters.meter(WaitEvent.DNS_QUERY).record(-1);

        assertStats(WaitEvent.DNS_QUERY, "", 1, 0, 0);
    }

    @Test
    void waitsOfRetiredBackendCountAsThePools() {
        meters.meter(WaitEvent.SLOT_CONNECT, "a").record(30);
        meters.meter(WaitEvent.SLOT_CONNECT).record(5);
        accounts.retireBackend("a");

        assertThat(accounts.snapshot().backends()).isEmpty();
        assertStats(WaitEvent.SLOT_CONNECT, "", 2, 0, 35);
        assertThat(accounts.snapshot().event(WaitEvent.SLOT_CONNECT).percentileNanos(0.5))
                .isEqualTo(5);
        assertThat(accounts.snapshot().event(WaitEvent.SLOT_CONNECT).maxNanos()).isEqualTo(30);
    }

    @Test
    void waitThatOutlivesBackendCountsAsThePools() {
        WaitMeter meter = meters.meter(WaitEvent.SLOT_CLOSE, "a");
        meter.begin(0);
        accounts.retireBackend("a");
        assertStats(WaitEvent.SLOT_CLOSE, "", 0, 1, 0);
        meter.end(0, 70);
        assertStats(WaitEvent.SLOT_CLOSE, "", 1, 0, 70);
        meter.record(10);
        assertStats(WaitEvent.SLOT_CLOSE, "", 2, 0, 80);
        assertThat(accounts.snapshot().backends()).isEmpty();
    }

    @Test
    void emptyMeterOfRetiredBackendAddsNoEvent() {
        meters.meter(WaitEvent.SLOT_CLOSE, "a");
        accounts.retireBackend("a");
        accounts.retireBackend("never seen");

        assertThat(accounts.snapshot().events()).isEmpty();
    }

    /** Backends retire while some threads record in meters that they kept, and others ask for meters. */
    @Test
    @Timeout(120)
    void retirementLosesNoWait() throws Exception {
        int recorders = 3;
        int entries = 100_000;
        AtomicInteger running = new AtomicInteger(recorders);
        try (ConcurrentRunner runner = new ConcurrentRunner()) {
            for (int recorder = 0; recorder < recorders; recorder++) {
                long seed = recorder;
                runner.add(() -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    WaitMeter meter = meters.meter(WaitEvent.SLOT_CLOSE, "a");
                    for (int entry = 0; entry < entries; entry++) {
                        if (random.nextInt(50) == 0) {
                            meter = meters.meter(WaitEvent.SLOT_CLOSE, "a");
                        }
                        meter.begin(entry);
                        meter.end(entry, 2L * entry);
                    }
                    running.decrementAndGet();
                    return null;
                });
            }
            runner.add(() -> {
                while (running.get() > 0) {
                    accounts.retireBackend("a");
                }
                return null;
            });
            runner.finish();
        }
        EventStats all = accounts.snapshot().event(WaitEvent.SLOT_CLOSE);
        assertThat(all.total()).isEqualTo((long) recorders * entries);
        assertThat(all.active()).isZero();
        assertThat(all.totalNanos()).isEqualTo((long) recorders * entries * (entries - 1) / 2);
        assertThat(all.maxNanos()).isEqualTo(entries - 1);
        assertThat(all.distribution().total()).isEqualTo(all.total());
    }

    private void assertStats(WaitEvent event, String backend, long total, long active, long nanos) {
        EventStats stats = accounts.snapshot().event(event, backend);
        assertThat(stats.total()).isEqualTo(total);
        assertThat(stats.active()).isEqualTo(active);
        assertThat(stats.totalNanos()).isEqualTo(nanos);
        assertThat(stats.distribution().total()).isEqualTo(total);
    }
}
