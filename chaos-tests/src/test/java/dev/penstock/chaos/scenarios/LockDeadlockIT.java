package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.chains.Ending;
import dev.penstock.pool.deadlocks.ClaimDeadlockException;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.waits.ClaimTotals;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.operations.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claims that wait for slots, and calls that wait for locks of the threads that wait. */
@Timeout(120)
class LockDeadlockIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Duration QUESTIONS = Duration.ofSeconds(9);
    private static final long WHILE_NANOS = 100_000_000;

    private PostgresCluster cluster;
    private PenstockDataSource pool;

    @BeforeEach
    void start() throws SQLException {
        cluster = PostgresCluster.start(1);
        try (Connection connection = cluster.server(0).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table prices (id int primary key, price int)");
            statement.execute("insert into prices select n, 1 from generate_series(1, 9) n");
            statement.execute("grant all on prices to public");
        }
    }

    @AfterEach
    void close() {
        if (pool != null) {
            Await.until("no slot is held", LIMIT, () -> pool.holders().isEmpty());
            assertThat(pool.waits().unaccountedNanos()).isZero();
            assertThat(pool.records().promises().total()).isZero();
            pool.close();
        }
        cluster.close();
    }

    private void open(int slots) {
        pool = new PenstockDataSource();
        pool.setPoolName("locks");
        pool.setJdbcUrl(cluster.server(0).jdbcUrl());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(slots);
        pool.setConnectionTimeout(LIMIT.toMillis());
        pool.start();
    }

    /** The work of one thread, which begins as soon as it may. */
    private final class Worker {
        private final FutureTask<Void> task;
        private final Thread thread;

        /** Locks the rows one after the other, and claims a second connection then if {@code nested}. */
        Worker(String name, boolean nested, int... rows) {
            task = new FutureTask<>(() -> {
                try (Operation work = Operation.begin(name);
                        Connection connection = pool.getConnection()) {
                    assertThat(work.name()).isEqualTo(name);
                    connection.setAutoCommit(false);
                    for (int row : rows) {
                        lock(connection, row);
                    }
                    if (nested) {
                        nest();
                    }
                    connection.commit();
                }
                return null;
            });
            thread = new Thread(task, name);
            thread.setDaemon(true);
        }

        private void nest() throws SQLException {
            try (Connection second = pool.getConnection()) {
                assertThat(second.isValid(5)).isTrue();
            }
        }

        /** Starts, and returns once the thread has waited on {@code event} for a while. */
        Worker untilItIsOn(WaitEvent event) {
            thread.start();
            Await.until(
                    thread.getName() + " is on " + event,
                    LIMIT,
                    () -> pool.records().activity().stream()
                            .anyMatch(claim -> claim.event() == event
                                    && claim.eventNanos() > WHILE_NANOS
                                    && claim.operation().equals(Optional.of(thread.getName()))));
            return this;
        }

        /** Empty if the work was done. */
        List<Throwable> failures() throws Exception {
            try {
                task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                return List.of();
            } catch (ExecutionException e) {
                return List.of(e.getCause());
            }
        }
    }

    private static void lock(Connection connection, int row) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("update prices set price = price + 1 where id = " + row);
        }
    }

    private static List<Throwable> failures(List<Worker> workers) throws Exception {
        List<Throwable> failures = new ArrayList<>();
        for (Worker worker : workers) {
            failures.addAll(worker.failures());
        }
        return failures;
    }

    private void assertNoDeadlockWasBroken() {
        assertThat(pool.waits().claims(ClaimTotals.Outcome.DEADLOCK)).isZero();
    }

    @Test
    void claimThatKeepsTheLockOfTheOnlyOtherHolderFails() throws Exception {
        open(2);
        Outer outer = new Outer(1);
        Worker caller = new Worker("caller", false, 1).untilItIsOn(WaitEvent.CLAIM_EXECUTE);
        ClaimDeadlockException failure = outer.failureOfSecondClaim();
        outer.close();

        assertThat(caller.failures()).isEmpty();
        assertThat(failure.getMessage())
                .contains(
                        "2 threads hold all 2 slots, 1 waits for another slot, and 1 waits for a lock of such a thread")
                .contains("thread 'caller' waits for a lock in a call for");
        assertThat(failure.deadlock().parties())
                .extracting(Deadlock.Party::awaited)
                .containsExactly(Deadlock.Awaited.SLOT, Deadlock.Awaited.LOCK);
        assertThat(pool.waits().claims(ClaimTotals.Outcome.DEADLOCK)).isOne();
    }

    /** A connection of this thread, with locks. */
    private final class Outer implements AutoCloseable {
        private final Connection connection = pool.getConnection();

        Outer(int... rows) throws SQLException {
            connection.setAutoCommit(false);
            for (int row : rows) {
                lock(connection, row);
            }
        }

        ClaimDeadlockException failureOfSecondClaim() throws SQLException {
            try (Connection second = pool.getConnection()) {
                throw new AssertionError("the second claim got " + second);
            } catch (ClaimDeadlockException e) {
                return e;
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** The pool has asked before, for the claims that wait; that answer says nothing of the later state. */
    @Test
    void deadlockAfterAnEarlierQuestionIsFoundAtOnce() throws Exception {
        open(2);
        Outer outer = new Outer(1);
        Worker caller = new Worker("caller", false, 1).untilItIsOn(WaitEvent.CLAIM_EXECUTE);
        Worker waiter = new Worker("waiter", false, 2).untilItIsOn(WaitEvent.CLAIM_WAIT_SLOT);
        Await.until(
                "the pool has asked the server by itself",
                LIMIT,
                () -> pool.chains().kept().stream()
                        .anyMatch(chain -> chain.links().size() == 3));
        lock(outer.connection, 3);
        ClaimDeadlockException failure = outer.failureOfSecondClaim();
        outer.close();
        assertThat(failure.deadlock().calls()).isOne();
        assertThat(failure.report().waited())
                .as("shorter than the pace of the questions")
                .isLessThan(QUESTIONS);
        assertThat(failures(List.of(caller, waiter))).isEmpty();
    }

    @Test
    void locksOverSeveralCallsAndClaimsAreOneDeadlock() throws Exception {
        open(4);
        List<Worker> workers = new ArrayList<>();
        try (Outer outer = new Outer(3)) {
            workers.add(new Worker("caller-1", false, 4, 3).untilItIsOn(WaitEvent.CLAIM_EXECUTE));
            workers.add(new Worker("caller-2", false, 4).untilItIsOn(WaitEvent.CLAIM_EXECUTE));
            workers.add(new Worker("second-claim", true, 1).untilItIsOn(WaitEvent.CLAIM_WAIT_SLOT));
            ClaimDeadlockException failure = outer.failureOfSecondClaim();
            assertThat(failure.deadlock().threads()).isEqualTo(4);
            assertThat(failure.deadlock().calls()).isEqualTo(2);
        }
        assertThat(failures(workers)).isEmpty();
        assertThat(pool.waits().claims(ClaimTotals.Outcome.DEADLOCK)).isOne();
    }

    @Test
    void lockOfAnotherProgramIsWaitedFor() throws Exception {
        open(2);
        List<Worker> workers = new ArrayList<>();
        try (Connection outside = cluster.server(0).connect()) {
            outside.setAutoCommit(false);
            lock(outside, 1);
            workers.add(new Worker("caller", false, 1).untilItIsOn(WaitEvent.CLAIM_EXECUTE));
            workers.add(new Worker("second-claim", true, 2).untilItIsOn(WaitEvent.CLAIM_WAIT_SLOT));
            awaitAnswers();
            outside.commit();
        }
        assertThat(failures(workers)).isEmpty();
        assertNoDeadlockWasBroken();
    }

    /** Waits until the pool has kept a chain that leads over the server, and for some looks more. */
    private void awaitAnswers() {
        Await.until(
                "claims have waited for 2 s",
                LIMIT,
                () -> pool.records().activity().stream()
                        .anyMatch(claim ->
                                claim.event() == WaitEvent.CLAIM_WAIT_SLOT && claim.eventNanos() > 2_000_000_000L));
        assertThat(pool.chains().now()).extracting(Chain::ending).containsAnyOf(Ending.OUTSIDE_SESSION, Ending.HIDDEN);
    }

    @Test
    void longCallIsWaitedFor() throws Exception {
        open(2);
        FutureTask<Boolean> sleep = new FutureTask<>(() -> {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                return statement.execute("select pg_sleep(3)");
            }
        });
        new Thread(sleep, "sleeper").start();
        Await.until("the call is under way", LIMIT, () -> pool.holders().size() == 1);
        Worker worker = new Worker("second-claim", true, 1).untilItIsOn(WaitEvent.CLAIM_WAIT_SLOT);
        assertThat(worker.failures()).isEmpty();
        assertThat(sleep.get()).isTrue();
        assertNoDeadlockWasBroken();
    }

    @Test
    void deadlockOfTheServerIsLeftToTheServer() throws Exception {
        open(3);
        Worker first = new Worker("second-claim", true, 9);
        Worker caller = new Worker("caller", false, 2, 1);
        List<Throwable> failures = new ArrayList<>();
        try (Outer outer = new Outer(1)) {
            caller.untilItIsOn(WaitEvent.CLAIM_EXECUTE);
            first.untilItIsOn(WaitEvent.CLAIM_WAIT_SLOT);
            lock(outer.connection, 2);
        } catch (SQLException e) {
            failures.add(e);
        }
        failures.addAll(caller.failures());
        assertThat(failures)
                .singleElement()
                .satisfies(failure ->
                        assertThat(((SQLException) failure).getSQLState()).isEqualTo("40P01"));
        assertThat(failures).noneMatch(ClaimDeadlockException.class::isInstance);
        assertThat(first.failures()).isEmpty();
        assertNoDeadlockWasBroken();
    }
}
