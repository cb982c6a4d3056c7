package dev.penstock.benchmarks.jmh;

import dev.penstock.benchmarks.stub.CannedNameServer;
import dev.penstock.discovery.BackendDifference;
import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.Deadline;
import dev.penstock.discovery.DiscoveryContext;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.FinderResult;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.Origin;
import dev.penstock.discovery.ServiceName;
import dev.penstock.discovery.dns.DnsResolver;
import dev.penstock.discovery.dns.DnsSettings;
import dev.penstock.discovery.dns.Lookup;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitMeters;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The discovery of 1,000 backends by one name, over real sockets: query, answer, backend set, and the difference from
 * the last set, which is one backend in a hundred.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DiscoveryBenchmark {
    private static final int BACKENDS = 1_000;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final ServiceName SERVICE = new ServiceName("orders");

    /** {@code A} records of a host, or {@code SRV} records with the addresses of their targets. */
    @Param("A")
    public String records = "";

    private CannedNameServer server;
    private BackendFinder finder;
    private BackendSet last;

    /** Creates the benchmark. */
    @SuppressWarnings("NullAway.Init") // by open
    public DiscoveryBenchmark() {}

    /** Starts the name server. */
    @Setup
    public void open() throws IOException {
        boolean srv = records.equals("SRV");
        server = srv
                ? CannedNameServer.srv("_db._tcp.orders.test", BACKENDS)
                : CannedNameServer.a("orders.test", BACKENDS);
        Lookup lookup = srv ? Lookup.srv("_db._tcp.orders.test") : Lookup.hosts(new HostAndPort("orders.test", 5432));
        finder = DnsResolver.finder(
                lookup,
                DnsSettings.system().withServers(List.of(server.address())),
                DiscoveryContext.system(new WaitMeters()));
        last = BackendSet.unresolved(SERVICE);
    }

    /** Closes the name server. */
    @TearDown
    public void close() throws IOException {
        server.close();
    }

    /** Refreshes once and computes the difference. */
    @Benchmark
    public BackendDifference refresh() throws DiscoveryException, InterruptedException {
        NanoClock clock = NanoClock.system();
        FinderResult found = finder.find(Deadline.after(LIMIT, clock));
        Origin origin = new Origin(found.source(), clock.nanoTime(), found.ttl());
        BackendSet now = new BackendSet(
                SERVICE, last.version() + 1, found.backends(), Freshness.FRESH, found.failure(), Optional.of(origin));
        BackendDifference difference = now.difference(last);
        if (now.backends().size() != BACKENDS || difference.isEmpty()) {
            throw new IllegalStateException(
                    now.backends().size() + " backends, " + difference.added().size() + " new");
        }
        last = now;
        return difference;
    }
}
