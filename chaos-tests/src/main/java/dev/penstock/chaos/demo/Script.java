package dev.penstock.chaos.demo;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.StallReport;
import dev.penstock.chaos.world.Bank;
import dev.penstock.chaos.world.SharedWorkers;
import dev.penstock.chaos.world.Workload;
import dev.penstock.chaos.world.World;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.pool.ClaimReport;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.waits.DurationFormat;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/** The course of the demo: its faults, and checks that the pool notices each one and recovers. */
final class Script {
    private static final int WORKLOAD_THREADS = 8;
    private static final double FREEZE_AT = 8;
    private static final double THAW_AT = 16;
    private static final double STARVE_AT = 21;
    private static final double RELEASE_AT = 25;
    private static final double END_AT = 28;
    private static final double NOTICE_LIMIT = 3;
    private static final int FROZEN = 1;
    private static final int STARVED = 2;
    private static final long LOOK_MILLIS = 20;
    private static final Duration LONG_HELD = Duration.ofSeconds(1);
    private static final int HOLDERS_NAMED = 2;

    private final World world;
    private final Screen screen;
    private final SharedWorkers workers = new SharedWorkers(3);
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<String> broken = new ArrayList<>();
    private final Rates rates = new Rates();
    private long began;
    private double noticedFreeze = -1;
    private double recoveredFreeze = -1;
    private double noticedStarving = -1;
    private double recoveredStarving = -1;
    private boolean frozen;
    private boolean thawed;
    private boolean starved;
    private boolean workerReleased;

    Script(World world, Screen screen) {
        this.world = world;
        this.screen = screen;
    }

    /** Runs the demo. Returns whether every promise was kept. */
    boolean run() throws Exception {
        try (PenstockDataSource pool = world.pool()) {
            pool.setStatusExecutor(workers);
            pool.start();
            Workload workload = new Workload(pool, WORKLOAD_THREADS);
            screen.line("Workload: " + WORKLOAD_THREADS + " threads move money between accounts, through Jdbi.");
            began = System.nanoTime();
            workload.start();
            play(pool, workload);
            boolean ended = workload.stop(Duration.ofSeconds(10));
            check(ended, "every thread ended its transfer");
            printSummary(pool, workload);
            new Questions(pool, screen).ask();
        } finally {
            released.countDown();
        }
        broken.forEach(promise -> screen.line("BROKEN: " + promise));
        return broken.isEmpty();
    }

    private void play(PenstockDataSource pool, Workload workload) throws InterruptedException {
        WaitSnapshot last = pool.waits();
        double nextTable = 1;
        while (seconds() < END_AT) {
            act();
            watch(pool.backends());
            rates.sample(seconds(), workload.transfers());
            if (seconds() >= nextTable) {
                WaitSnapshot now = pool.waits();
                table(now.minus(last), pool, workload);
                last = now;
                nextTable++;
            }
            screen.progress(seconds(), END_AT, workload.transfers() + " transfers, " + workload.failures() + " failed");
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private void table(WaitSnapshot second, PenstockDataSource pool, Workload workload) {
        List<BackendView> backends = pool.backends();
        List<ClaimReport.Holder> holders = pool.holders();
        screen.line(String.format(
                Locale.ROOT,
                "%n%5.1f s: %d claims ended in this second, %d waiting, %d failed in all, unaccounted %d ns",
                seconds(),
                second.claims().ended(),
                second.event(WaitEvent.CLAIM_ACQUIRE).active(),
                workload.failures(),
                second.unaccountedNanos()));
        screen.print(Table.events(second));
        screen.print(Table.backends(backends));
        holders.stream()
                .filter(holder -> holder.held().compareTo(LONG_HELD) >= 0)
                .limit(HOLDERS_NAMED)
                .forEach(holder -> screen.line("  held long: " + holder));
    }

    private void act() {
        if (!frozen && seconds() >= FREEZE_AT) {
            frozen = true;
            screen.event(seconds(), World.name(FROZEN) + " is frozen now: SIGSTOP to all its processes");
            world.cluster().server(FROZEN).freeze();
        } else if (!thawed && seconds() >= THAW_AT) {
            thawed = true;
            world.cluster().server(FROZEN).thaw();
            screen.event(seconds(), World.name(FROZEN) + " is thawed: SIGCONT");
        } else if (!starved && seconds() >= STARVE_AT) {
            starved = true;
            screen.event(
                    seconds(),
                    "the worker that runs the status task of " + World.name(STARVED)
                            + " is busy with something else from now on");
            workers.occupy(World.name(STARVED), released);
        } else if (!workerReleased && seconds() >= RELEASE_AT) {
            workerReleased = true;
            screen.event(seconds(), "that worker is free again, and the old status task wakes");
            released.countDown();
        }
    }

    private void watch(List<BackendView> backends) {
        watchFrozen(backends);
        watchStarved(backends);
    }

    private void watchFrozen(List<BackendView> backends) {
        if (frozen
                && noticedFreeze < 0
                && anyMatch(backends, FROZEN, view -> !view.state().equals("ONLINE"))) {
            noticedFreeze = seconds();
            event(String.format(
                    Locale.ROOT,
                    "noticed after %.1f s, and routed around: %s",
                    noticedFreeze - FREEZE_AT,
                    view(backends, FROZEN)));
        } else if (thawed
                && recoveredFreeze < 0
                && anyMatch(backends, FROZEN, view -> view.state().equals("ONLINE"))) {
            recoveredFreeze = seconds();
            event(String.format(
                    Locale.ROOT, "recovered after %.1f s: %s", recoveredFreeze - THAW_AT, view(backends, FROZEN)));
        }
    }

    private void watchStarved(List<BackendView> backends) {
        if (starved
                && noticedStarving < 0
                && anyMatch(backends, STARVED, view -> view.lastStall().isPresent())) {
            noticedStarving = seconds();
            StallReport stall = view(backends, STARVED).lastStall().orElseThrow();
            event(String.format(Locale.ROOT, "noticed after %.1f s: %s", noticedStarving - STARVE_AT, stall));
        } else if (noticedStarving >= 0
                && recoveredStarving < 0
                && anyMatch(
                        backends,
                        STARVED,
                        view -> view.epoch() > 1 && view.state().equals("ONLINE"))) {
            recoveredStarving = seconds();
            BackendView recovered = view(backends, STARVED);
            event(String.format(
                    Locale.ROOT,
                    "recovered after %.1f s by a fresh status task: %s",
                    recoveredStarving - STARVE_AT,
                    recovered));
        }
    }

    private void event(String text) {
        screen.event(seconds(), text);
    }

    private static BackendView view(List<BackendView> backends, int server) {
        return backends.stream()
                .filter(view -> view.backend().name().equals(World.name(server)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean anyMatch(List<BackendView> backends, int server, Predicate<BackendView> what) {
        return backends.stream()
                .filter(view -> view.backend().name().equals(World.name(server)))
                .anyMatch(what);
    }

    private void printSummary(PenstockDataSource pool, Workload workload) throws Exception {
        WaitSnapshot all = pool.waits();
        screen.line(System.lineSeparator() + "The whole run:");
        screen.print(Table.events(all));
        double before = rates.between(FREEZE_AT / 2, FREEZE_AT);
        double during = rates.between(noticedFreeze < 0 ? FREEZE_AT : noticedFreeze, THAW_AT);
        screen.line(String.format(
                Locale.ROOT,
                "claims %d, failures %d, slowest claim %s of a deadline of %s",
                all.claims().ended(),
                workload.failures(),
                DurationFormat.format(workload.slowestClaim().toNanos()),
                DurationFormat.format(World.CLAIM_DEADLINE.toNanos())));
        screen.line(String.format(
                Locale.ROOT,
                "transfers a second: %.0f before the freeze, %.0f once it was routed around (%.2f of before)",
                before,
                during,
                during / before));
        screen.line("unaccounted " + all.unaccountedNanos() + " ns");
        for (PostgresServer server : world.cluster().servers()) {
            long sum = Bank.sum(server);
            screen.line(
                    "accounts of " + server.address().getHostAddress() + " sum to " + sum + " of " + Bank.expected());
            check(sum == Bank.expected(), "the accounts of every server keep their sum");
        }
        if (workload.lastFailure() != null) {
            screen.line("last failure: " + workload.lastFailure());
        }
        check(workload.failures() == 0, "no transfer fails");
        check(all.unaccountedNanos() == 0, "nothing is unaccounted for");
        check(noticedFreeze >= 0 && noticedFreeze - FREEZE_AT <= NOTICE_LIMIT, "a frozen server is noticed within 3 s");
        check(recoveredFreeze >= 0, "a thawed server serves again");
        check(noticedStarving >= 0 && recoveredStarving >= 0, "a starved status task is found and replaced");
        check(during >= before / 2, "claims keep flowing while one server is frozen");
        check(
                workload.slowestClaim().compareTo(World.CLAIM_DEADLINE.plusMillis(250)) <= 0,
                "no claim passes its deadline");
    }

    private void check(boolean kept, String promise) {
        if (!kept) {
            broken.add(promise);
        }
    }

    private double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }
}
