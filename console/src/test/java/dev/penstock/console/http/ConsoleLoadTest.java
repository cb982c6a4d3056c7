package dev.penstock.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.console.PoolFixture;
import dev.penstock.console.source.StatsSource;
import dev.penstock.lab.Await;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.TimeRange;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that are slow or many. Their limits of time are short here. */
class ConsoleLoadTest {
    private static final ConsoleHandler.Times SHORT =
            new ConsoleHandler.Times(Duration.ofMillis(300), Duration.ofMillis(100), Duration.ofMillis(500));

    /** Beyond the limit of a test, except for the wait for a permit. */
    private static final ConsoleHandler.Times LONG =
            new ConsoleHandler.Times(Duration.ofSeconds(60), Duration.ofMillis(100), Duration.ofSeconds(60));

    private static final int MOST_THREADS = 17;

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private Console console(ConsoleHandler.Times times, StatsSource source) throws IOException {
        return fixture.closing(Console.open(
                List.of(source),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ConsoleOptions.DEFAULT,
                times));
    }

    private List<Socket> sockets(Console console, int number, String begin) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Socket socket = fixture.closing(new Socket());
            socket.setReceiveBufferSize(4_096);
            socket.setSoTimeout(20_000);
            socket.connect(console.address());
            RawHttp.send(socket, begin);
            sockets.add(socket);
        }
        return sockets;
    }

    private static void awaitAnswer(Console console) {
        Await.until(
                "a right request is answered",
                PoolFixture.LIMIT,
                () -> RawHttp.status(RawHttp.sql(console, "SELECT pool FROM pools")) == 200);
    }

    /** Asks again while the queries before have used too much of the processors. */
    private static void awaitPage(Console console, String path) {
        Await.until(path + " is answered", PoolFixture.LIMIT, () -> RawHttp.status(RawHttp.get(console, path)) == 200);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("penstock-console-"))
                .count();
    }

    @Test
    void slowWriterLosesItsConnection() throws Exception {
        Console console = console(SHORT, StatsSource.of(fixture.pool("orders", 1)));
        List<Socket> slow = sockets(console, 60, "GET / HTTP/1.1\r\nHost: local");
        slow.addAll(sockets(
                console, 40, RawHttp.head("POST", "/sql", "Host: localhost", "Content-Length: 100") + "SELECT"));

        for (Socket socket : slow) {
            assertThat(RawHttp.status(RawHttp.rest(socket))).as("an answer").isZero();
        }
        awaitAnswer(console);
        assertThat(threads()).isLessThanOrEqualTo(MOST_THREADS);
    }

    @Test
    void slowReaderLosesItsConnection() throws Exception {
        Console console = console(SHORT, StatsSource.of(fixture.pool("orders", 1)));
        String query = "SELECT REPEAT('x', 1000) FROM SYSTEM_RANGE(1, 12000)";
        sockets(
                console,
                8,
                RawHttp.head("POST", "/sql", "Host: localhost", "Content-Length: " + query.length()) + query);

        awaitAnswer(console);
        Await.until("no thread is held", PoolFixture.LIMIT, () -> threads() <= 1);
    }

    /** A source that counts its readers, and lets each wait for {@code release}. */
    private static StatsSource waitingSource(StatsSource real, AtomicInteger reading, CountDownLatch release) {
        return new StatsSource() {
            @Override
            public String pool() {
                return "orders";
            }

            @Override
            public StatsRecords read(Set<String> tables, TimeRange range) throws IOException {
                reading.incrementAndGet();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return real.read(tables, range);
            }

            @Override
            public String explain(String claim) {
                return "";
            }

            @Override
            public void close() {
                release.countDown();
            }
        };
    }

    @Test
    void readerBeyondTheLimitIsAskedToComeBack() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger reading = new AtomicInteger();
        StatsSource real = StatsSource.of(fixture.pool("orders", 1));
        ConsoleHandler.Times times =
                new ConsoleHandler.Times(Duration.ofSeconds(20), Duration.ofMillis(100), Duration.ofSeconds(20));
        Console console = console(times, waitingSource(real, reading, release));
        List<Socket> readers =
                sockets(console, Console.PERMITS, RawHttp.head("GET", "/records?tables=pools", "Host: localhost"));
        Await.until("all permits are taken", PoolFixture.LIMIT, () -> reading.get() == Console.PERMITS);

        assertThat(RawHttp.get(console, "/views/pools")).contains(" 503 ", "Retry-after: 1", "ask again in a second");

        release.countDown();
        for (Socket socket : readers) {
            assertThat(RawHttp.rest(socket)).contains(" 200 ");
        }
        awaitAnswer(console);
    }

    @Test
    void gaugeThatHangsStopsNoOtherPage() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger hanging = new AtomicInteger();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Gauge.builder("hangs", () -> hangs(hanging, release)).register(registry);
        PenstockDataSource pool = fixture.unstarted("orders", 1);
        pool.setMetricRegistry(registry);
        Console console = console(LONG, StatsSource.of(pool));
        sockets(console, Console.PERMITS, RawHttp.head("GET", "/metrics", "Host: localhost"));
        Await.until("a scrape hangs", PoolFixture.LIMIT, () -> hanging.get() > 0);

        awaitPage(console, "/views/pools");
        assertThat(RawHttp.get(console, "/metrics")).contains(" 503 ", "Retry-after: 1", "reads the metrics");

        release.countDown();
        awaitPage(console, "/metrics");
    }

    private static double hangs(AtomicInteger hanging, CountDownLatch release) {
        hanging.incrementAndGet();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    @Test
    void slowReaderKeepsNoPermit() throws Exception {
        Console console = console(LONG, StatsSource.of(fixture.pool("orders", 1)));
        String query = "SELECT REPEAT('x', 1000) FROM SYSTEM_RANGE(1, 12000)";
        String request = RawHttp.head("POST", "/sql", "Host: localhost", "Content-Length: " + query.length()) + query;
        for (Socket socket : sockets(console, Console.PERMITS, request)) {
            assertThat(socket.getInputStream().read()).as("begin of an answer").isEqualTo('H');
        }

        awaitPage(console, "/views/pools");
    }

    @Test
    void thousandConnectionsDoNotHarmThePool() throws Exception {
        PenstockDataSource pool = fixture.pool("orders", 1);
        Console console = console(SHORT, StatsSource.of(pool));
        sockets(console, 500, "");
        sockets(console, 500, "GET / HTTP/1.1\r\n");

        assertThat(threads()).isLessThanOrEqualTo(MOST_THREADS);
        for (int i = 0; i < 100; i++) {
            try (Connection held = pool.getConnection()) {
                assertThat(held).isNotNull();
            }
        }
        awaitAnswer(console);
        console.close();
        Await.until("no thread is left", PoolFixture.LIMIT, () -> threads() == 0);
    }
}
