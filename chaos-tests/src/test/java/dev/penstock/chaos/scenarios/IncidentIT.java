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
import dev.penstock.lab.MachineLoad;
import dev.penstock.pool.PenstockDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The case that this pool exists for: every worker of the executor that runs the status tasks of five backends is busy
 * with something else. The timeouts are the defaults.
 *
 * <p>The incident is to cost no throughput: transfers during it are compared with transfers while threads that the pool
 * does not use do exactly the same work. So the processor time of the work itself is taken off, on both sides alike.
 * Subtracting it ({@code transfers / (processors * time - computation)}) would prove nothing: a computation fills every
 * processor that a blocked claim leaves idle, so that a pool that serves nobody would lose nothing. The comparison is
 * made before and after the incident, and the mean counts, because the workload still gets faster as the JVM compiles.
 * Up to five rounds, each with a new pool, until one reaches the share. Other work on the machine lowers the share of a
 * single round; a pool that waits for its status tasks lowers the share of each round.
 */
class IncidentIT {
    private static final int BACKENDS = 5;
    private static final int WORKERS = 3;
    private static final int TELLERS = 4;
    private static final int MAX_ROUNDS = 5;
    private static final Duration WINDOW = Duration.ofSeconds(2);
    /** The least transfers per second during the incident, as a share of those beside the same work. */
    private static final double LEAST_SHARE = 0.95;

    /** The work that keeps the status tasks from running. */
    enum Occupation {
        SLEEPING(SharedWorkers::sleeping),
        COMPUTING(SharedWorkers::computing);

        private final Function<CountDownLatch, Runnable> job;

        Occupation(Function<CountDownLatch, Runnable> job) {
            this.job = job;
        }
    }

    /**
     * Figures of one phase.
     *
     * @param transfers per second
     * @param work the processors that the work took, on average
     */
    private record Phase(double transfers, double work) {
        static Phase measure(Workload workload, SharedWorkers workers, Runnable wait) {
            long transfers = workload.transfers();
            long work = workers.processorNanos();
            long began = System.nanoTime();
            wait.run();
            double nanos = System.nanoTime() - began;
            return new Phase(
                    (workload.transfers() - transfers) * 1e9 / nanos, (workers.processorNanos() - work) / nanos);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f transfers/s (the work took %.2f processors)", transfers, work);
        }
    }

    /** The phases of a round, in order, and the stalls that the incident led to. */
    private record Round(Phase undisturbed, Phase before, Phase during, Phase after, List<StallReport> stalls) {
        /** Transfers during the incident as a share of those beside the same work. */
        double share() {
            return during.transfers() / ((before.transfers() + after.transfers()) / 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Occupation.class)
    void stalledStatusTasksCostNoThroughput(Occupation occupation) throws Exception {
        try (World world = new World(BACKENDS);
                MachineLoad load = MachineLoad.watch()) {
            List<Round> rounds = new ArrayList<>();
            do {
                Round round = round(world, occupation);
                tell(occupation, round, load);
                rounds.add(round);
            } while (bestShare(rounds) < LEAST_SHARE && rounds.size() < MAX_ROUNDS);
            load.judge(() -> check(rounds), Assumptions::abort);
        }
    }

    private static void check(List<Round> rounds) {
        assertThat(rounds)
                .allSatisfy(
                        round -> assertThat(round.stalls()).hasSize(BACKENDS).allSatisfy(IncidentIT::namesTheCulprit));
        assertThat(bestShare(rounds))
                .as("best share of %d rounds of the transfers beside the same work", rounds.size())
                .isGreaterThanOrEqualTo(LEAST_SHARE);
    }

    private static double bestShare(List<Round> rounds) {
        return rounds.stream().mapToDouble(Round::share).max().orElseThrow();
    }

    private static Round round(World world, Occupation occupation) throws Exception {
        SharedWorkers workers = new SharedWorkers(WORKERS);
        try (Census census = new Census(world.cluster());
                PenstockDataSource pool = world.pool()) {
            pool.setMaximumPoolSize(4 * BACKENDS);
            pool.setStatusExecutor(workers);
            Workload workload = new Workload(pool, TELLERS);
            workload.start();
            Ending.awaitOnline(pool, BACKENDS);
            Round round = measure(pool, workload, workers, occupation);
            Ending.check(world, pool, workload, census);
            return round;
        }
    }

    private static Round measure(
            PenstockDataSource pool, Workload workload, SharedWorkers workers, Occupation occupation)
            throws InterruptedException {
        SharedWorkers others = new SharedWorkers(WORKERS);
        workload.rate(WINDOW);
        Phase undisturbed = Phase.measure(workload, others, IncidentIT::pause);
        Phase before = beside(workload, others, occupation);
        List<StallReport> stalls = new ArrayList<>();
        Phase during = occupied(workload, workers, occupation, () -> {
            stalls.addAll(awaitHealed(pool));
            pause();
        });
        return new Round(undisturbed, before, during, beside(workload, others, occupation), stalls);
    }

    /** A phase in which threads that the pool does not use do the same work as the occupied workers. */
    private static Phase beside(Workload workload, SharedWorkers others, Occupation occupation) {
        return occupied(workload, others, occupation, IncidentIT::pause);
    }

    private static Phase occupied(Workload workload, SharedWorkers workers, Occupation occupation, Runnable wait) {
        CountDownLatch over = new CountDownLatch(1);
        return Phase.measure(workload, workers, () -> {
            workers.occupyAll(occupation.job.apply(over));
            try {
                wait.run();
            } finally {
                over.countDown();
            }
        });
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(WINDOW.toNanos());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until every stall is named and every set has a fresh task; returns the stalls. */
    private static List<StallReport> awaitHealed(PenstockDataSource pool) {
        long began = System.nanoTime();
        Await.until(
                "each stall is named",
                Ending.LIMIT,
                () -> pool.backends().stream().allMatch(view -> view.lastStall().isPresent()));
        System.out.printf("incident: all stalls named after %d ms%n", (System.nanoTime() - began) / 1_000_000);
        List<StallReport> stalls =
                pool.backends().stream().map(IncidentIT::stall).toList();
        Await.until(
                "each stalled set is healed",
                Ending.LIMIT,
                () -> pool.backends().stream()
                        .allMatch(view -> view.epoch() > 1 && view.state().equals("ONLINE")));
        return stalls;
    }

    private static void tell(Occupation occupation, Round round, MachineLoad load) {
        System.out.printf(
                Locale.ROOT,
                "incident, %s: undisturbed %s; beside the same work %s, then %s; during the incident %s: %.2f of them;"
                        + " %s%n",
                occupation,
                round.undisturbed(),
                round.before(),
                round.after(),
                round.during(),
                round.share(),
                load);
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
