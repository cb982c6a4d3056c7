package dev.penstock.pool.linting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.Balance;
import dev.penstock.backends.diagnostics.ServerLoad;
import dev.penstock.lab.Await;
import dev.penstock.pool.linting.LintFixture.Held;
import dev.penstock.pool.lints.Lint;
import dev.penstock.pool.lints.LintState;
import dev.penstock.pool.lints.LintState.Phase;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.history.Usage;
import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.sessions.CloseReason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each lint is raised by a habit, and not by a near miss. */
class LintsTest {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final LintFixture pool = new LintFixture();

    @AfterEach
    void end() {
        assertThat(pool.accounts.snapshot().unaccountedNanos()).isZero();
        pool.close();
    }

    private void assertClear(Lint lint) {
        assertThat(pool.state(lint)).extracting(LintState::phase).isEqualTo(Phase.CLEAR);
    }

    private void assertRaised(Lint lint, String... seen) {
        LintState state = pool.state(lint);
        assertThat(state.phase()).as(state.toString()).isEqualTo(Phase.RAISED);
        assertThat(state.seen()).contains(seen);
        assertThat(state.timesRaised()).isOne();
        assertThat(state.example()).isPresent();
    }

    @Test
    void idleHoldersOfAQuarterOfThePoolAreALint() {
        try (Operation page = Operation.begin("page");
                Held held = pool.claim(0, page);
                Held other = pool.claim(1, page)) {
            pool.each(Duration.ofMinutes(2), () -> held.call(MILLI));
            other.call(MILLI);
        }
        assertRaised(Lint.HELD_BUT_IDLE, "2.0 of 4 connections", "'page'");
    }

    @Test
    void idleTimeOfAnEmptyPoolIsNoLint() {
        pool.each(Duration.ofMinutes(2), () -> pool.work(1, MILLI, Duration.ofMillis(200)));
        assertThat(pool.state(Lint.HELD_BUT_IDLE).value().getAsDouble()).isGreaterThan(60);
        assertClear(Lint.HELD_BUT_IDLE);
    }

    @Test
    void claimForEachStatementOfOneRunIsALint() {
        try (Operation export = Operation.begin("export")) {
            claimsOf(export, 30);
        }
        assertRaised(Lint.ONE_CLAIM_PER_STATEMENT, "'export'");
        assertThat(pool.state(Lint.ONE_CLAIM_PER_STATEMENT)
                        .example()
                        .orElseThrow()
                        .operation())
                .contains("export");
    }

    private void claimsOf(Operation operation, int claims) {
        for (int i = 0; i < claims; i++) {
            try (Held held = pool.claim(0, operation)) {
                held.call(MILLI);
                pool.pass(Duration.ofSeconds(3));
            }
        }
    }

    @Test
    void manyRunsWithOneClaimEachAreNoLint() {
        for (int i = 0; i < 30; i++) {
            try (Operation request = Operation.begin("request")) {
                claimsOf(request, 1);
            }
        }
        assertClear(Lint.ONE_CLAIM_PER_STATEMENT);
    }

    @Test
    void withoutOperationsClaimsPerStatementAreUnknown() {
        pool.each(Duration.ofMinutes(2), () -> pool.work(1, MILLI, MILLI));
        assertThat(pool.state(Lint.ONE_CLAIM_PER_STATEMENT))
                .matches(state -> state.phase() == Phase.UNKNOWN)
                .matches(state -> state.seen().contains("only operations say"));
    }

    @Test
    void secondClaimOfAThreadIsALint() {
        try (Held outer = pool.claim(0).call(MILLI);
                Held inner = pool.claim(1).call(MILLI)) {
            assertThat(outer).isNotSameAs(inner);
            pool.pass(Duration.ofSeconds(11));
        }
        assertRaised(Lint.NESTED_CLAIM, "holds it beside claim");
        assertThat(pool.state(Lint.NESTED_CLAIM).value()).hasValue(1);
    }

    @Test
    void shortNestedClaimIsFoundAfterwards() {
        pool.pass(Duration.ofSeconds(5));
        try (Held outer = pool.claim(0)) {
            outer.call(MILLI);
            try (Held inner = pool.claim(1)) {
                inner.call(MILLI);
            }
        }
        pool.pass(Duration.ofSeconds(11));
        assertRaised(Lint.NESTED_CLAIM, "was nested: its thread held claim");
    }

    @Test
    void holderThatWaitsForASecondSlotIsALint() {
        try (Held outer = pool.claim(0)) {
            outer.call(MILLI);
            pool.waits(Thread.currentThread());
            pool.pass(Duration.ofSeconds(11));
        }
        assertRaised(Lint.NESTED_CLAIM, "waits for it and holds claim");
    }

    @Test
    void claimsOneAfterTheOtherAreNoLint() {
        pool.each(Duration.ofSeconds(30), () -> pool.work(20, MILLI, MILLI));
        assertClear(Lint.NESTED_CLAIM);
    }

    @Test
    void transactionsLeftByManyClaimsAreALint() {
        pool.each(Duration.ofMinutes(2), () -> {
            pool.work(10, MILLI, MILLI);
            pool.left++;
        });
        assertRaised(Lint.TRANSACTION_LEFT_OPEN, "left a transaction open");
    }

    @Test
    void someTransactionsLeftByFailuresAreNoLint() {
        pool.each(Duration.ofMinutes(2), () -> pool.work(10, MILLI, MILLI));
        pool.left = 12;
        pool.pass(Duration.ofSeconds(11));
        assertClear(Lint.TRANSACTION_LEFT_OPEN);
    }

    @Test
    void sleepOfAHolderIsALint() throws InterruptedException {
        Thread sleeper = holder(() -> Thread.sleep(LIMIT.toMillis()), Thread.State.TIMED_WAITING);
        pool.pass(Duration.ofSeconds(11));
        sleeper.interrupt();
        sleeper.join();
        assertRaised(Lint.CLAIM_HELD_OVER_SLEEP, "thread 'holder' slept in", "while it held claim");
    }

    @Test
    void holderThatWaitsForOtherWorkIsNoSleep() throws InterruptedException {
        CountDownLatch other = new CountDownLatch(1);
        Thread waiter = holder(other::await, Thread.State.WAITING);
        pool.pass(Duration.ofSeconds(11));
        other.countDown();
        waiter.join();
        assertClear(Lint.CLAIM_HELD_OVER_SLEEP);
    }

    @Test
    void threadThatEndedWithItsClaimIsALint() throws InterruptedException {
        Thread ended = holder(() -> {}, Thread.State.TERMINATED);
        ended.join();
        pool.pass(Duration.ofSeconds(11));
        assertRaised(Lint.THREAD_ENDED_WITH_CLAIM, "thread 'holder' ended with claim");
    }

    @Test
    void connectionThatAnotherThreadUsesIsNotLeftByItsThread() throws InterruptedException {
        Held[] held = new Held[1];
        Thread ended = new Thread(() -> held[0] = pool.claim(0), "holder");
        ended.start();
        ended.join();
        pool.each(Duration.ofSeconds(11), () -> held[0].call(MILLI));
        assertClear(Lint.THREAD_ENDED_WITH_CLAIM);
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /** A thread that holds slot 0 during and after its work. */
    private Thread holder(Work work, Thread.State state) {
        Thread thread = new Thread(
                () -> {
                    assertThat(pool.claim(0)).isNotNull();
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "holder");
        thread.start();
        Await.until("the thread is " + state, LIMIT, () -> thread.getState() == state);
        return thread;
    }

    @Test
    void poolThatUsesHalfOfItsSlotsIsNoLint() {
        pool.usage = new Usage(LintFixture.seconds(2, 3_600, 0), LintFixture.seconds(2, 3_600, 0), LintFixture.SLOTS);
        pool.pass(Duration.ofSeconds(11));
        assertClear(Lint.POOL_NEVER_HALF_USED);
        pool.usage = new Usage(LintFixture.seconds(1, 3_600, 0), LintFixture.seconds(1, 3_600, 9), LintFixture.SLOTS);
        pool.pass(Duration.ofSeconds(11));
        assertClear(Lint.POOL_NEVER_HALF_USED);
    }

    @Test
    void poolThatUsesOneOfFourSlotsIsALint() {
        pool.pass(Duration.ofSeconds(11));
        assertThat(pool.state(Lint.POOL_NEVER_HALF_USED).phase()).isEqualTo(Phase.UNKNOWN);
        pool.usage = new Usage(LintFixture.seconds(1, 3_600, 0), LintFixture.seconds(1, 3_600, 0), LintFixture.SLOTS);
        pool.pass(Duration.ofSeconds(11));
        assertRaised(Lint.POOL_NEVER_HALF_USED, "at most 1 of 4 slots");
    }

    @Test
    void fullPoolOfIdleHoldersIsALint() {
        for (int slot = 0; slot < LintFixture.SLOTS; slot++) {
            pool.claim(slot);
        }
        pool.waits(new Thread("waiter"));
        pool.pass(Duration.ofSeconds(21));
        assertRaised(Lint.SATURATED_WHILE_DATABASE_IDLE, "1 claims waited, and 4 of 4 held connections had no call");
    }

    @Test
    void fullPoolOfCallsIsNoLint() {
        for (int slot = 0; slot < LintFixture.SLOTS; slot++) {
            Held held = pool.claim(slot);
            if (slot < 2) {
                held.beginCall();
            }
        }
        pool.waits(new Thread("waiter"));
        pool.pass(Duration.ofSeconds(21));
        assertClear(Lint.SATURATED_WHILE_DATABASE_IDLE);
    }

    private void workAtFirstBackend(int claims) {
        for (int i = 0; i < claims; i++) {
            try (Held held = pool.claim(0)) {
                held.call(MILLI);
            }
        }
    }

    @Test
    void backendWithoutClaimsBesideABusyOneIsALint() {
        pool.each(WINDOW.plusMinutes(2), () -> workAtFirstBackend(1));
        assertRaised(Lint.BACKEND_NEVER_CHOSEN, "no claim used " + LintFixture.label(1));
    }

    @Test
    void backendWithOneClaimIsNoLint() {
        pool.each(WINDOW, () -> workAtFirstBackend(1));
        pool.work(2, MILLI, MILLI);
        pool.each(Duration.ofMinutes(2), () -> workAtFirstBackend(1));
        assertClear(Lint.BACKEND_NEVER_CHOSEN);
    }

    @Test
    void distantBackendIsLeftOutOnPurpose() {
        pool.balance = Balance.LATENCY;
        pool.each(WINDOW.plusMinutes(2), () -> workAtFirstBackend(1));
        assertClear(Lint.BACKEND_NEVER_CHOSEN);
    }

    @Test
    void answerOfDiscoveryThatIsAMinuteOldIsALint() {
        pool.staleFor = Optional.of(Duration.ofSeconds(60));
        pool.pass(Duration.ofSeconds(11));
        assertClear(Lint.DNS_STALE);
        pool.staleFor = Optional.of(Duration.ofSeconds(61));
        pool.pass(Duration.ofSeconds(11));
        assertRaised(Lint.DNS_STALE, "last resolution failed");
    }

    @Test
    void validationsThatTakeAQuarterOfTheTimeAreALint() {
        pool.each(Duration.ofMinutes(2), () -> {
            pool.work(3, MILLI, Duration.ZERO);
            pool.accounts.meters().meter(WaitEvent.CLAIM_VALIDATE).record(MILLI.toNanos());
        });
        assertRaised(Lint.VALIDATION_DOMINATES, "tested their connection");
    }

    @Test
    void validationsThatTakeATenthOfTheTimeAreNoLint() {
        pool.each(Duration.ofMinutes(2), () -> {
            pool.work(9, MILLI, Duration.ZERO);
            pool.accounts.meters().meter(WaitEvent.CLAIM_VALIDATE).record(MILLI.toNanos());
        });
        assertClear(Lint.VALIDATION_DOMINATES);
    }

    @Test
    void sessionsOfTwoMinutesAreALint() {
        pool.each(WINDOW, () -> {
            if (pool.clock.get() / 1_000_000_000 % 30 == 0) {
                pool.closed.merge(CloseReason.LIFETIME, 1L, Long::sum);
            }
        });
        assertRaised(Lint.SESSIONS_REPLACED_OFTEN, "sessions were replaced, and 4 are open");
    }

    @Test
    void oneLossOfAllSessionsIsNoLint() {
        pool.pass(Duration.ofSeconds(90));
        pool.closed.put(CloseReason.CONNECTION_LOST, 4L);
        pool.closed.put(CloseReason.BACKEND_FAILED, 400L);
        pool.closed.put(CloseReason.IDLE, 400L);
        pool.pass(Duration.ofSeconds(11));
        assertClear(Lint.SESSIONS_REPLACED_OFTEN);
    }

    @Test
    void connectionsOfAServerAreALintAboveNinetyPercent() {
        pool.pass(Duration.ofSeconds(11));
        assertThat(pool.state(Lint.MAX_CONNECTIONS_NEAR))
                .matches(state -> state.phase() == Phase.UNKNOWN)
                .matches(state -> state.seen().startsWith("no server refused a connection"));
        pool.loads.put(LintFixture.label(0), new ServerLoad(0, 90, 100));
        pool.loads.put(LintFixture.label(1), new ServerLoad(0, 10, 100));
        pool.pass(Duration.ofSeconds(11));
        assertClear(Lint.MAX_CONNECTIONS_NEAR);
        pool.loads.put(LintFixture.label(1), new ServerLoad(0, 91, 100));
        pool.pass(Duration.ofSeconds(11));
        assertRaised(Lint.MAX_CONNECTIONS_NEAR, LintFixture.label(1) + " has 91 of 100 connections in use");
    }

    @Test
    void refusalOfAFullServerIsALint() {
        pool.views.set(1, LintFixture.view(1, Optional.of("sorry, too many clients already (SQLState 53300)")));
        pool.pass(Duration.ofSeconds(11));
        assertRaised(Lint.MAX_CONNECTIONS_NEAR, LintFixture.label(1) + " refuses further connections");
    }

    @Test
    void otherRefusalsAreNoFullServer() {
        pool.views.set(1, LintFixture.view(1, Optional.of("no password (SQLState 28P01)")));
        pool.pass(Duration.ofSeconds(11));
        assertThat(pool.raised(Lint.MAX_CONNECTIONS_NEAR)).isFalse();
    }

    @Test
    void operationLeftOpenIsALint() {
        Operation.begin("left");
        try (Operation next = Operation.beginRoot("next", Map.of())) {
            assertThat(next.name()).isEqualTo("next");
        }
        pool.pass(Duration.ofSeconds(11));
        assertRaised(Lint.OPERATION_LEFT_OPEN, "left operation 'left' open", "LintsTest");
        assertClear(Lint.OPERATION_OUT_OF_ORDER);
    }

    @Test
    void operationClosedBeforeItsInnerOneIsALint() {
        try (Operation outer = Operation.begin("outer")) {
            Operation.begin("inner");
            assertThat(outer.name()).isEqualTo("outer");
        }
        pool.pass(Duration.ofSeconds(11));
        assertRaised(Lint.OPERATION_OUT_OF_ORDER, "was closed before one inside of it");
        assertClear(Lint.OPERATION_LEFT_OPEN);
    }
}
