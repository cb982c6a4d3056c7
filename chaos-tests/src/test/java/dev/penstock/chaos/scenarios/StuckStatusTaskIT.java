package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.Microstate;
import dev.penstock.backends.StallReport;
import dev.penstock.chaos.world.Census;
import dev.penstock.chaos.world.Obstacle;
import dev.penstock.chaos.world.Workload;
import dev.penstock.chaos.world.World;
import dev.penstock.lab.Await;
import dev.penstock.pool.PenstockDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A status task gets stuck in the application's code: in a thread factory that does not return. */
class StuckStatusTaskIT {
    private static final int BACKENDS = 3;
    /** The threads of the resolver, the supervisor, the timer and the status tasks. */
    private static final int STANDING_THREADS = 3 + BACKENDS;

    private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(3);

    @ParameterizedTest
    @CsvSource({
        "MONITOR, BLOCKED",
        "COMPUTATION, RUNNING",
        "SLEEP, WAITING",
        "SOCKET_READ, IN_IO",
    })
    void stuckStatusTaskIsNamedAndReplaced(Obstacle obstacle, Microstate microstate) throws Exception {
        CountDownLatch removed = new CountDownLatch(1);
        StuckFactory factory = new StuckFactory(() -> obstacle.meet(removed));
        try (World world = new World(BACKENDS);
                Census census = new Census(world.cluster());
                PenstockDataSource pool = world.pool()) {
            pool.setThreadFactory(factory);
            pool.setStatusTimeout(STATUS_TIMEOUT.toMillis());
            Workload workload = new Workload(pool, 4);
            workload.start();
            Ending.awaitOnline(pool, BACKENDS);
            // an idle thread would do the next work without the factory
            Await.until("threads that connected have ended", Ending.LIMIT, () -> factory.alive() <= STANDING_THREADS);

            factory.armed.set(true);
            pool.operations().evict(Duration.ZERO);
            Await.until("the stall is named", Ending.LIMIT, () -> stalls(pool).size() == 1);
            isOf(stalls(pool).get(0), obstacle, microstate);
            Await.until(
                    "a fresh task serves",
                    Ending.LIMIT,
                    () -> pool.backends().stream()
                            .allMatch(view -> view.state().equals("ONLINE")
                                    && view.slots().connecting() == 0));
            long transfers = workload.transfers();
            Await.until("transfers go on", Ending.LIMIT, () -> workload.transfers() > transfers + 100);

            removed.countDown();
            Ending.check(world, pool, workload, census);
        } finally {
            removed.countDown();
        }
    }

    private static List<StallReport> stalls(PenstockDataSource pool) {
        return pool.backends().stream()
                .map(BackendView::lastStall)
                .flatMap(Optional::stream)
                .toList();
    }

    private static void isOf(StallReport stall, Obstacle obstacle, Microstate microstate) {
        assertThat(stall.microstate()).isEqualTo(microstate);
        assertThat(stall.stack()).anyMatch(frame -> frame.getClassName().startsWith(Obstacle.class.getName()));
        if (obstacle == Obstacle.MONITOR) {
            assertThat(stall.toString()).contains(Obstacle.OWNER);
        }
    }

    /** A thread factory that, once armed, meets an obstacle the next time a status task asks for a thread. */
    private static final class StuckFactory implements ThreadFactory {
        private final Runnable obstacle;
        private final Queue<Thread> made = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean armed = new AtomicBoolean();

        StuckFactory(Runnable obstacle) {
            this.obstacle = obstacle;
        }

        @Override
        public Thread newThread(Runnable work) {
            if (asksStatusTask() && armed.compareAndSet(true, false)) {
                obstacle.run();
            }
            Thread thread = new Thread(work, "application-" + made.size());
            thread.setDaemon(true);
            made.add(thread);
            return thread;
        }

        private static boolean asksStatusTask() {
            return Stream.of(Thread.currentThread().getStackTrace())
                    .anyMatch(frame -> frame.getClassName().endsWith(".StatusTask"));
        }

        long alive() {
            return made.stream().filter(Thread::isAlive).count();
        }
    }
}
