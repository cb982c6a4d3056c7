package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.Microstate;
import dev.penstock.backends.StallReport;
import dev.penstock.chaos.world.Census;
import dev.penstock.chaos.world.SharedWorkers;
import dev.penstock.chaos.world.Workload;
import dev.penstock.chaos.world.World;
import dev.penstock.lab.Await;
import dev.penstock.pool.PenstockDataSource;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The case that this pool exists for: every worker of the executor that runs the status tasks of five backends is
 * busy with something else.
 */
class IncidentIT {
    private static final int BACKENDS = 5;
    private static final int WORKERS = 3;
    private static final int TELLERS = 4;
    private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration WINDOW = Duration.ofSeconds(2);

    /** What the workers do instead. */
    enum Occupation {
        SLEEPING(SharedWorkers::sleeping),
        COMPUTING(SharedWorkers::computing);

        private final Function<CountDownLatch, Runnable> job;

        Occupation(Function<CountDownLatch, Runnable> job) {
            this.job = job;
        }
    }

    @ParameterizedTest
    @EnumSource(Occupation.class)
    void claimsGoOnAndEachStalledSetIsNamedAndHealed(Occupation occupation) throws Exception {
        SharedWorkers workers = new SharedWorkers(WORKERS);
        CountDownLatch freed = new CountDownLatch(1);
        try (World world = new World(BACKENDS);
                Census census = new Census(world.cluster());
                PenstockDataSource pool = world.pool()) {
            pool.setMaximumPoolSize(4 * BACKENDS);
            pool.setStatusExecutor(workers);
            // long enough for no hiccup of the machine to pass for the incident
            pool.setStatusTimeout(STATUS_TIMEOUT.toMillis());
            Workload workload = new Workload(pool, TELLERS);
            workload.start();
            Ending.awaitOnline(pool, BACKENDS);
            starve(pool, workload, () -> workers.occupyAll(occupation.job.apply(freed)), occupation);
            freed.countDown();
            Ending.check(world, pool, workload, census);
        } finally {
            freed.countDown();
        }
    }

    private static void starve(
            PenstockDataSource pool, Workload workload, Runnable occupyWorkers, Occupation occupation)
            throws InterruptedException {
        workload.rate(WINDOW);
        double before = workload.rate(WINDOW);
        long occupied = System.nanoTime();
        occupyWorkers.run();
        long transfers = workload.transfers();
        Await.until(
                "each stall is named",
                Ending.LIMIT,
                () -> pool.backends().stream().allMatch(view -> view.lastStall().isPresent()));
        double named = (System.nanoTime() - occupied) / 1e6;
        assertThat(workload.transfers()).isGreaterThan(transfers);
        Await.until(
                "each stalled set is healed",
                Ending.LIMIT,
                () -> pool.backends().stream()
                        .allMatch(view -> view.epoch() > 1 && view.state().equals("ONLINE")));
        assertThat(pool.backends()).extracting(IncidentIT::stall).allSatisfy(IncidentIT::namesTheCulprit);
        workload.rate(WINDOW);
        double during = (workload.transfers() - transfers) * 1e9 / (System.nanoTime() - occupied);
        System.out.printf(
                Locale.ROOT,
                "incident, %s: %.0f transfers/s before, %.0f from then on (%.2f); all five named after %.0f ms, timeout"
                        + " %d%n",
                occupation,
                before,
                during,
                during / before,
                named,
                STATUS_TIMEOUT.toMillis());
    }

    private static StallReport stall(BackendView view) {
        return view.lastStall().orElseThrow();
    }

    private static void namesTheCulprit(StallReport stall) {
        assertThat(stall.microstate()).isEqualTo(Microstate.QUEUED);
        assertThat(stall.thread()).hasValueSatisfying(name -> assertThat(name).startsWith("shared-worker-"));
        assertThat(stall.stack()).anyMatch(frame -> frame.getClassName().contains("CertificateImport"));
    }
}
