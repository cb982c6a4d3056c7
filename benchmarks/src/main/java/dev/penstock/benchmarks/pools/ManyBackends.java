package dev.penstock.benchmarks.pools;

import dev.penstock.benchmarks.stub.NoOpPostgresDriver;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.FinderResult;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.PenstockPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A Penstock pool over many backends of the no-op driver. */
public final class ManyBackends {
    private static final int PORT = 5432;
    private static final int LOOPBACK = 127;
    private static final int BYTE = 256;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final int OTHER_THREADS = 20;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ManyBackends() {}

    /**
     * Starts a pool with {@code slots} slots for each backend. Waits until all slots are connected and the connecting
     * threads have ended. The caller closes the pool.
     */
    public static OpenPool open(int backends, int slots) {
        List<Backend> found = backends(backends);
        int before = THREADS.getThreadCount();
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl("jdbc:postgresql://many.test/bench");
        pool.setDriverClassName(NoOpPostgresDriver.class.getName());
        pool.setBackendFinder(deadline -> FinderResult.of(found, Duration.ofHours(1), "benchmark"));
        pool.setMaximumPoolSize(backends * slots);
        pool.setConnectionTimeout(Contender.WAIT_MILLIS);
        pool.start();
        await(() -> unclaimed(pool) == backends * slots, "slots are there", pool);
        await(() -> THREADS.getThreadCount() < before + 2 * backends + OTHER_THREADS, "connecting threads ended", pool);
        return new OpenPool(pool, pool);
    }

    /** Switches off the check of long unused connections before use, or restores the default. */
    public static void skipCheckOfUnused(OpenPool pool, boolean skip) {
        PenstockDataSource dataSource = (PenstockDataSource) pool.dataSource();
        long usual = new PenstockConfig().getAliveBypassWindow();
        dataSource.setAliveBypassWindow(skip ? LONGEST.toMillis() : usual);
    }

    private static List<Backend> backends(int count) {
        List<Backend> backends = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            byte[] address = {LOOPBACK, 1, (byte) (i / BYTE), (byte) (i % BYTE)};
            try {
                backends.add(Backend.of("db-" + i + ".many.test", InetAddress.getByAddress(address), PORT));
            } catch (UnknownHostException e) {
                throw new IllegalStateException("four bytes are an address", e);
            }
        }
        return backends;
    }

    private static void await(BooleanSupplier condition, String what, PenstockDataSource pool) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                pool.close();
                throw new IllegalStateException("not all " + what + " within " + LONGEST);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while waiting until all " + what, e);
            }
        }
    }

    /** Reads only the counts, because polling each status task would slow all of them down. */
    private static int unclaimed(PenstockDataSource pool) {
        PenstockPoolMXBean running = pool.getPoolMXBean();
        return running == null ? 0 : running.getIdleConnections();
    }
}
