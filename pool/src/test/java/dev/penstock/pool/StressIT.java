package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sixty-four platform threads, and on Java 21 and later ten thousand virtual ones, on one pool, while threads are
 * interrupted, claims time out, connections are aborted, lost and closed by others, and connecting fails for a while.
 *
 * <p>It runs for {@code penstock.stress.duration}, ten seconds at first; {@code mvn -Pstress} runs it for ten minutes.
 * A failure names the seed, which {@code penstock.stress.seed} takes.
 */
class StressIT {
    private static final int SLOTS = 16;
    private static final int PLATFORM_THREADS = 64;
    private static final int VIRTUAL_THREADS = 10_000;

    @RegisterExtension
    final Pools pools = new Pools();

    private final long seed = Long.getLong("penstock.stress.seed", System.nanoTime());
    private final Duration duration = Duration.parse(System.getProperty("penstock.stress.duration", "PT10S"));
    private final SplittableRandom random = new SplittableRandom(seed);
    private final StressTally tally = new StressTally();
    private final Set<Object> held = ConcurrentHashMap.newKeySet();
    private final ExecutorService others = Executors.newFixedThreadPool(4);

    @Test
    void whateverHappensAllSlotsComeBack(TestReporter reporter) throws Exception {
        PenstockDataSource pool = open();
        List<StressWorker> workers = start(pool);
        upset(workers, duration);
        tally.finish();
        awaitEnd(pool, workers.size());
        assertThat(tally.claimsServed()).as("seed %d: served", seed).isPositive();
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        Invariants.assertQuiet(SLOTS, pool::backends, pool::waits);
        assertThat(pool.waits().claims().ended()).as("seed %d: claims", seed).isEqualTo(tally.claims());
        reporter.publishEntry("stress", "seed " + seed + ", " + workers.size() + " threads: " + tally);
    }

    @Test
    void aPoolThatIsClosedUnderLoadTellsEverybody() throws Exception {
        PenstockDataSource pool = open();
        List<StressWorker> workers = start(pool);
        upset(workers, Duration.ofSeconds(1));
        pool.close();
        awaitEnd(pool, workers.size());
        assertThat(Invariants.total(pool.backends())).as("seed %d: slots", seed).isZero();
    }

    private PenstockDataSource open() {
        pools.database().rememberCalls(false);
        return pools.full(SLOTS, config -> config.setConnectionTimeout(1_000));
    }

    private List<StressWorker> start(PenstockDataSource pool) throws ReflectiveOperationException {
        List<StressWorker> workers = new ArrayList<>();
        for (int i = 0; i < PLATFORM_THREADS; i++) {
            workers.add(new StressWorker(pool, tally, random.nextLong(), held, others));
        }
        workers.forEach(worker -> new Thread(worker, "stress").start());
        if (Runtime.version().feature() >= 21) {
            var startVirtual = Thread.class.getMethod("startVirtualThread", Runnable.class);
            for (int i = 0; i < VIRTUAL_THREADS; i++) {
                StressWorker worker = new StressWorker(pool, tally, random.nextLong(), held, others);
                startVirtual.invoke(null, worker);
                workers.add(worker);
            }
        }
        return workers;
    }

    /** Interrupts about a thousand threads a second, and lets connecting or checking fail now and then. */
    private void upset(List<StressWorker> workers, Duration time) {
        long began = System.nanoTime();
        while (System.nanoTime() - began < time.toNanos() && tally.unexpected().isEmpty()) {
            workers.get(random.nextInt(workers.size())).interrupt();
            switch (random.nextInt(400)) {
                case 0 -> pools.on("Driver.connect").throwing(new SQLException("not now", "08001"));
                case 1 -> pools.on("Connection.isValid").returning(false);
                case 2 -> pools.on("Connection.rollback").throwing(new SQLException("not now"));
                case 3 -> pools.on("Connection.close").throwing(new SQLException("not now"));
                case 4, 5, 6, 7, 8, 9 -> calm();
                default -> LockSupport.parkNanos(1_000_000);
            }
        }
        calm();
    }

    private void calm() {
        pools.on("Driver.connect").usual();
        pools.on("Connection.isValid").usual();
        pools.on("Connection.rollback").usual();
        pools.on("Connection.close").usual();
    }

    private void awaitEnd(PenstockDataSource pool, int workers) {
        Await.until(
                "all " + workers + " threads have ended, seed " + seed + ", " + pool.backends(),
                Duration.ofSeconds(60),
                () -> tally.workersEnded() == workers);
        others.shutdown();
        Await.until("what others were to close is closed", Invariants.LIMIT, others::isTerminated);
        assertThat(tally.unexpected()).as("seed %d: %s", seed, tally).isEmpty();
    }
}
