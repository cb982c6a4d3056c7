package dev.penstock.chaos.suite;

import dev.penstock.chaos.arena.Arena;
import dev.penstock.chaos.arena.Lab;
import dev.penstock.chaos.arena.PoolClose;
import dev.penstock.chaos.arena.ProcessorWatch;
import dev.penstock.chaos.arena.Users;
import dev.penstock.chaos.checkers.Checker;
import dev.penstock.chaos.checkers.Facts;
import dev.penstock.chaos.checkers.Leftovers;
import dev.penstock.chaos.checkers.PenstockChecks;
import dev.penstock.chaos.checkers.ServerChecks;
import dev.penstock.chaos.checkers.UseChecks;
import dev.penstock.chaos.driver.DriverFaults;
import dev.penstock.chaos.history.History;
import dev.penstock.chaos.nemeses.Nemesis;
import dev.penstock.chaos.pools.PoolUnderTest;
import dev.penstock.chaos.report.model.Finding;
import dev.penstock.chaos.report.model.Recovery;
import dev.penstock.chaos.report.model.RunRecord;
import dev.penstock.chaos.report.recording.PoolRecorder;
import dev.penstock.chaos.report.recording.PoolRecording;
import dev.penstock.chaos.world.Bank;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** One scenario with one pool and one seed, on servers of its own. Used by one thread. */
final class Run {
    private static final long LOOK_MILLIS = 50;
    private static final int LONG_FAILURES = 200;
    private static final Duration LAST_OPERATION = Duration.ofSeconds(15);

    private static final List<Checker> WHILE_OPEN = List.of(
            UseChecks::deadlines,
            UseChecks::hangs,
            UseChecks::failures,
            UseChecks::causes,
            UseChecks::holders,
            UseChecks::routing,
            UseChecks::progress,
            UseChecks::recovery,
            ServerChecks::limits,
            PenstockChecks::accounts);

    private static final List<Checker> AFTER_CLOSE =
            List.of(Leftovers::check, ServerChecks::ledger, ServerChecks::balances);

    private final Scenario scenario;
    private final PoolUnderTest pool;
    private final long seed;
    private final Timing timing;
    private final Nemesis nemesis;
    private final List<Finding> findings = new ArrayList<>();
    private OptionalLong faultBegan = OptionalLong.empty();
    private long faultEnded;
    private @Nullable Exception faultFailure;

    Run(Scenario scenario, PoolUnderTest pool, long seed, Timing timing) {
        this.scenario = scenario;
        this.pool = pool;
        this.seed = seed;
        this.timing = timing;
        this.nemesis = scenario.fault().of(pool, seed);
    }

    /** Runs; throws only if the lab itself does not work. */
    RunRecord run() throws Exception {
        List<Long> threadsBefore = threadIds();
        try (Lab lab = new Lab(scenario.topology())) {
            DataSource opened;
            try {
                opened = pool.open(lab.addresses(scenario.driver()));
            } catch (Exception e) {
                return Outcome.failed(scenario, pool, seed, "the pool does not open: " + e);
            }
            History history = new History(
                    System::nanoTime,
                    nemesis.isLong() ? LONG_FAILURES : History.MOST_FAILURES,
                    failure -> UseChecks.defect(failure, scenario.expected()));
            ProcessorWatch watch = new ProcessorWatch(history);
            try {
                return run(new Arena(lab, opened, history, new Users(), seed), threadsBefore);
            } finally {
                watch.close();
            }
        } finally {
            DriverFaults.clear();
        }
    }

    private RunRecord run(Arena arena, List<Long> threadsBefore) throws Exception {
        History history = arena.history();
        Scenario.Load load = scenario.load();
        load.job().addUsers(arena, load.users(), load.virtual(), new SplittableRandom(seed));
        Watch watch = new Watch(arena);
        Optional<PoolRecorder> recorder = nemesis.isLong()
                ? Optional.empty()
                : arena.penstock().flatMap(penstock -> PoolRecorder.start(penstock, history::millis));
        warmUp(arena);
        arena.users().start();
        phase(watch, timing.warmUp());
        awaitUsers(watch, history, load.users());
        faultBegan = OptionalLong.of(history.millis());
        RecoveryMeter meter = new RecoveryMeter(history, timing.warmUp().toMillis() / 2, faultBegan.getAsLong());
        disturb(arena, watch);
        phase(watch, timing.after());
        awaitRecovery(watch, meter, history);
        long length = history.millis();
        List<Thread> stuck = arena.users().stop(LAST_OPERATION);
        Recovery recovery = meter.measure(faultEnded, length, watch.noticed());
        Outcome outcome = new Outcome(scenario, pool, seed, arena, recovery);
        outcome.recorded(length, recorder.map(PoolRecorder::stop).orElse(PoolRecording.NONE));
        Facts facts = new Facts(
                arena, scenario.expected(), faultBegan.getAsLong(), faultEnded, recovery, stuck, threadsBefore);
        check(WHILE_OPEN, facts);
        PoolClose close = arena.closePool();
        findings.add(new Finding("close", close.succeeded(), close.toString()));
        check(AFTER_CLOSE, facts);
        findings.addAll(nemesis.findings());
        return outcome.record(nemesis, faultFailure, facts, findings);
    }

    private void phase(Watch watch, Duration length) throws InterruptedException {
        long until = System.nanoTime() + length.toNanos();
        do {
            watch.look(faultBegan);
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } while (System.nanoTime() < until);
    }

    /**
     * Lets a new JVM load the classes of the pool and of the work before the users start: on a busy machine that takes
     * seconds, in which their claims would time out.
     */
    private void warmUp(Arena arena) throws InterruptedException {
        long until = System.nanoTime() + LAST_OPERATION.toNanos();
        while (System.nanoTime() < until) {
            arena.history().claiming();
            try (Connection connection = arena.pool().getConnection()) {
                Bank.transfer(Jdbi.create(connection), arena.random());
                return;
            } catch (SQLException | JdbiException e) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS); // the users will meet it
            }
        }
    }

    /** On a busy machine the first connections take longer than the warm-up; a fault of a cold pool shows nothing. */
    private void awaitUsers(Watch watch, History history, int users) throws InterruptedException {
        long until = history.millis() + LAST_OPERATION.toMillis();
        while (history.completedCount() < users && history.millis() < until) {
            phase(watch, Duration.ofMillis(LOOK_MILLIS));
        }
    }

    private void disturb(Arena arena, Watch watch) throws InterruptedException {
        try {
            nemesis.begin(arena);
            phase(watch, timing.fault());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            faultFailure = e;
        } finally {
            end(arena);
            faultEnded = arena.history().millis();
        }
    }

    private void end(Arena arena) {
        try {
            nemesis.end(arena);
        } catch (Exception e) {
            faultFailure = e;
        }
    }

    /** Waits until the pool has recovered, or a little longer than it may take. */
    private void awaitRecovery(Watch watch, RecoveryMeter meter, History history) throws InterruptedException {
        if (scenario.expected().recoveryBound().isEmpty()) {
            return;
        }
        long until = faultEnded + scenario.expected().recoveryBound().get().toMillis() + 4 * History.INTERVAL_MILLIS;
        while (history.millis() < until
                && meter.goodSince(faultEnded, history.millis()).isEmpty()) {
            phase(watch, Duration.ofMillis(LOOK_MILLIS));
        }
    }

    private void check(List<Checker> checkers, Facts facts) throws InterruptedException {
        for (Checker checker : checkers) {
            try {
                findings.add(checker.check(facts));
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception | AssertionError e) {
                findings.add(new Finding("check", false, "the check itself failed: " + e));
            }
        }
    }

    private static List<Long> threadIds() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getId).toList();
    }
}
