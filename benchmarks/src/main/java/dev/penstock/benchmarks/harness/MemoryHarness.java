package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.benchmarks.pools.Target;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Sample;
import dev.penstock.benchmarks.report.Scenarios;
import dev.penstock.benchmarks.stub.NoOpDriver;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.openjdk.jol.info.GraphStats;

/**
 * The memory of a slot, and the heap and threads of an idle pool of 10; each pool runs in a separate JVM.
 *
 * <p>The memory of a slot is the difference between the reachable bytes of a large pool and of a small one, divided by
 * the difference of their sizes, minus the driver's bytes for a connection.
 */
public final class MemoryHarness implements Harness {
    private static final int SIZE = 10;
    private static final int LARGE_SIZE = 110;
    private static final int USERS = 8;
    private static final Duration USE = Duration.ofMillis(500);
    private static final List<String> OPTIONS =
            List.of("-Djol.magicFieldOffset=true", "-Djol.tryWithSudo=false", "-XX:+UseSerialGC");

    /** Creates the harness. */
    public MemoryHarness() {}

    /** Measures in this JVM the pool that the argument names. */
    public static void main(String[] arguments) throws InterruptedException {
        String pool = arguments[0];
        Contender contender = Contender.of(pool);
        Results results = new Results();
        reachableBytes(contender, SIZE);
        idle(contender, results);
        long large = reachableBytes(contender, LARGE_SIZE);
        long small = reachableBytes(contender, SIZE);
        double slot = (double) (large - small) / (LARGE_SIZE - SIZE) - connectionBytes();
        results.add(new Sample(Scenarios.MEMORY, pool, Scenarios.SLOT_BYTES, 1, slot));
        ForkedJvm.print(results);
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void measure(Plan plan, Results results) throws IOException, InterruptedException {
        for (Contender contender : plan.plain(Contender.PENSTOCK, Contender.HIKARI)) {
            ForkedJvm.run(MemoryHarness.class, OPTIONS, List.of(contender.label()), results);
        }
    }

    private static void idle(Contender contender, Results results) throws InterruptedException {
        long bytes = Heap.usedBytes();
        int threads = liveThreads();
        try (OpenPool pool = contender.open(Target.noOp(), SIZE)) {
            double added = Heap.usedBytes() - bytes;
            results.add(new Sample(Scenarios.MEMORY, contender.label(), Scenarios.POOL_BYTES, 1, added));
            results.add(new Sample(
                    Scenarios.MEMORY, contender.label(), Scenarios.POOL_THREADS, 1, liveThreads() - threads));
            if (pool.dataSource() == null) {
                throw new IllegalStateException("the pool has no data source");
            }
        }
    }

    private static int liveThreads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long reachableBytes(Contender contender, int size) throws InterruptedException {
        try (OpenPool pool = contender.open(Target.noOp(), size)) {
            LoadGenerator.platform(USERS, MemoryHarness::use).run(pool.dataSource(), USE);
            Heap.usedBytes();
            return GraphStats.parseInstance(pool.dataSource()).totalSize();
        }
    }

    private static void use(Connection connection) throws SQLException {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement("select 1");
                ResultSet result = statement.executeQuery()) {
            result.next();
        }
        connection.commit();
    }

    private static long connectionBytes() {
        Target target = Target.noOp();
        return GraphStats.parseInstance(new NoOpDriver().connect(target.url(), new Properties()))
                .totalSize();
    }
}
