package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.penstock.lab.Await;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.pool.traces.Trace;
import dev.penstock.pool.traces.TraceEvent;
import dev.penstock.pool.traces.TraceEvent.Kind;
import dev.penstock.pool.traces.TracedClaim;
import dev.penstock.waits.history.ClaimSample;
import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.OperationLints;
import dev.penstock.waits.operations.TraceContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A trace has every event of its claims. */
@Timeout(120)
class TracesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @RegisterExtension
    final Pools pools = new Pools();

    private static void use(PenstockDataSource pool) throws SQLException {
        try (Connection held = pool.getConnection();
                Statement statement = held.createStatement()) {
            statement.execute("select 'secret'");
        }
    }

    private static List<Kind> kinds(TracedClaim claim) {
        return claim.events().stream().map(TraceEvent::kind).toList();
    }

    @Test
    void traceHasEventsOfClaimAtOnce() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Trace trace = pool.trace(() -> use(pool));

        TracedClaim claim = trace.claims().get(0);
        assertThat(trace.claims()).hasSize(1);
        assertThat(claim.claim()).isEqualTo(pool.recordedClaims().get(0).claim());
        assertThat(claim.outcome()).contains("released");
        assertThat(kinds(claim)).contains(Kind.ACQUIRED, Kind.CALL, Kind.HOLD, Kind.RELEASE);
        assertThat(claim.events(Kind.CALL)).extracting(TraceEvent::text).containsExactly("Statement.execute");
        assertThat(claim.place().orElseThrow()).contains("slot");
        assertThat(trace.text()).contains("call Statement.execute").doesNotContain("secret");
        assertThat(trace.tree()).contains("operation 'trace'", claim.claim());
        assertThat(claim.wallNanos())
                .isEqualTo(claim.events(Kind.HOLD).get(0).nanos()
                        + claim.events(Kind.RELEASE).get(0).nanos());
        assertThat(pool.traces().kept()).containsExactly(trace);
    }

    @Test
    void traceHasWaitAndHandoverOfCarriedClaim() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection held = pool.getConnection();
        Trace trace = pool.trace(() -> {
            Operation.Handle handle = Operation.current().orElseThrow().handle();
            Claimant<Boolean> carried = Claimant.start(() -> useWithin(handle, pool));
            Pools.awaitWaiting(pool, 1);
            held.close();
            carried.result();
        });

        TracedClaim claim = trace.claims().get(0);
        assertThat(kinds(claim)).contains(Kind.WAIT, Kind.HANDOVER, Kind.ACQUIRED, Kind.HOLD, Kind.RELEASE);
        assertThat(claim.events(Kind.WAIT).get(0).text()).isEqualTo("claim_wait_slot");
        assertThat(sum(claim, Kind.WAIT) + sum(claim, Kind.HOLD) + sum(claim, Kind.RELEASE))
                .isEqualTo(claim.wallNanos());
        assertThat(claim.operations()).containsExactly("trace");
    }

    private static long sum(TracedClaim claim, Kind kind) {
        return claim.events(kind).stream().mapToLong(TraceEvent::nanos).sum();
    }

    private static boolean useWithin(Operation.Handle handle, PenstockDataSource pool) throws SQLException {
        try (Operation carried = handle.enter()) {
            use(pool);
            return carried.isCancelled();
        }
    }

    @Test
    void claimsInFlightAtTheEndAreShown() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection[] held = new Connection[1];
        Claimant<?>[] waiting = new Claimant<?>[1];
        Trace trace = pool.trace(() -> {
            held[0] = pool.getConnection();
            Operation.Handle handle = Operation.current().orElseThrow().handle();
            waiting[0] = Claimant.start(() -> useWithin(handle, pool));
            Pools.awaitWaiting(pool, 1);
        });

        assertThat(trace.claims()).extracting(TracedClaim::outcome).allMatch(outcome -> outcome.isEmpty());
        assertThat(trace.claims()).anySatisfy(claim -> assertThat(kinds(claim)).containsExactly(Kind.WAIT));
        assertThat(trace.tree()).contains("in flight");
        held[0].close();
        waiting[0].result();
        assertThat(trace.claims()).allMatch(claim -> claim.outcome().isEmpty());
    }

    @Test
    void failuresAreEventsWithoutTheirMessages() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(250));
        pools.on("Statement.execute")
                .throwing(new SQLException("secret", "42601"))
                .once();
        Trace trace = pool.trace(() -> {
            try (Connection held = pool.getConnection();
                    Statement statement = held.createStatement()) {
                assertThatThrownBy(() -> statement.execute("x")).isInstanceOf(SQLException.class);
                Operation.Handle handle = Operation.current().orElseThrow().handle();
                assertThat(Claimant.start(() -> failureWithin(handle, pool)).result())
                        .isInstanceOf(AllSlotsClaimedException.class);
            }
        });

        assertThat(trace.claims().get(0).events(Kind.EXCEPTION))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.text()).isEqualTo("java.sql.SQLException, SQL state 42601, code 0"));
        assertThat(trace.claims().get(1).outcome()).contains("timeout");
        assertThat(kinds(trace.claims().get(1))).contains(Kind.WAIT, Kind.FAILURE);
        assertThat(trace.text()).doesNotContain("secret");
    }

    private static Throwable failureWithin(Operation.Handle handle, PenstockDataSource pool) {
        return catchThrowable(() -> useWithin(handle, pool));
    }

    @Test
    void exceptionOfTheWorkIsThrownAndItsTraceKept() {
        PenstockDataSource pool = pools.full(1, config -> {});
        IllegalStateException failure = new IllegalStateException("secret");
        assertThatThrownBy(() -> pool.trace(() -> {
                    use(pool);
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(Operation.current()).isEmpty();

        Trace kept = pool.traces().kept().get(0);
        assertThat(kept.failure()).contains("java.lang.IllegalStateException");
        assertThat(kept.claims()).hasSize(1);
        assertThat(kept.tree())
                .contains("ended by java.lang.IllegalStateException")
                .doesNotContain("secret");
    }

    @Test
    void nestedTracesBothHaveTheClaim() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Trace[] inner = new Trace[1];
        Trace outer = pool.trace(() -> {
            use(pool);
            inner[0] = pool.trace(() -> use(pool));
        });
        assertThat(outer.claims()).hasSize(2);
        assertThat(inner[0].claims()).hasSize(1);
        assertThat(inner[0].claims().get(0).claim())
                .isEqualTo(outer.claims().get(1).claim());
    }

    @Test
    void rootOperationInTheWorkIsTraced() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        long leftOpen = OperationLints.leftOpen();
        Trace trace = pool.trace(() -> {
            try (Operation root = Operation.beginRoot("request", Map.of())) {
                use(pool);
                assertThat(root.isCancelled()).isFalse();
            }
        });
        assertThat(trace.claims().get(0).operations()).containsExactly("trace", "request");
        assertThat(trace.tree()).contains("\n    operation 'request'\n");
        assertThat(OperationLints.leftOpen()).isEqualTo(leftOpen);
    }

    @Test
    void otherPoolsClaimsAreNotTraced() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        PenstockDataSource other = pools.full(1, config -> {});
        Trace trace = pool.trace(() -> use(other));
        assertThat(trace.claims()).isEmpty();
        use(pool);
        assertThat(pool.traces().kept()).containsExactly(trace);
    }

    @Test
    void hundredThousandEventsAreBounded() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Trace trace = pool.trace(() -> {
            try (Connection held = pool.getConnection()) {
                for (int i = 0; i < 100_000; i++) {
                    held.isValid(1);
                }
            }
        });
        TracedClaim claim = trace.claims().get(0);
        assertThat(claim.events()).hasSizeLessThanOrEqualTo(10_010);
        assertThat(claim.events().size() + claim.eventsCut()).isEqualTo(100_003);
        assertThat(claim.outcome()).contains("released");
        assertThat(trace.tree()).contains("…[" + claim.eventsCut() + " more]");
        assertThat(trace.text()).endsWith("…[" + claim.eventsCut() + " more]\n");
        assertThat(pool.traces().store().truncated()).isOne();
        assertThat(pool.traces().store().bytes())
                .isLessThanOrEqualTo(pool.traces().store().maximumBytes());
    }

    @Test
    void armedOperationIsTracedSoManyTimes() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        pool.traces().arm("checkout", 2, MINUTE);
        use(pool);
        Claimant<Boolean> other = Claimant.start(() -> {
            for (int i = 0; i < 3; i++) {
                try (Operation request = Operation.begin("checkout");
                        Operation step = Operation.begin("step")) {
                    use(pool);
                    assertThat(step.isWithin(request)).isTrue();
                }
            }
            return true;
        });
        other.result();

        assertThat(pool.traces().kept()).hasSize(2).allSatisfy(trace -> {
            assertThat(trace.armed()).isTrue();
            assertThat(trace.operation()).isEqualTo("checkout");
            assertThat(trace.claims())
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.operations()).containsExactly("checkout", "step"));
        });
        assertThat(pool.traces().armed()).isEmpty();
    }

    @Test
    void armedClaimInFlightIsShown() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        pool.traces().arm("export", 1, MINUTE);
        try (Connection held = pool.claim(ClaimOptions.none().withOperation("export"))) {
            held.nativeSQL("x");
            assertThat(pool.traces().kept())
                    .singleElement()
                    .satisfies(
                            trace -> assertThat(trace.claims().get(0).outcome()).isEmpty());
        }
        assertThat(pool.traces().kept())
                .singleElement()
                .satisfies(trace -> assertThat(trace.claims().get(0).outcome()).contains("released"));
    }

    @Test
    void disarmedAndUnknownOperationsAreNotTraced() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        pool.traces().arm("export", 1, MINUTE);
        pool.traces().arm("never begun", 1, MINUTE);
        assertThat(pool.traces().armed()).hasSize(2);
        assertThat(pool.traces().disarm("export")).isTrue();
        assertThat(pool.traces().disarm("export")).isFalse();
        pool.claim(ClaimOptions.none().withOperation("export")).close();

        assertThat(pool.traces().kept()).isEmpty();
        assertThat(pool.traces().armed())
                .singleElement()
                .satisfies(armed -> assertThat(armed.operation()).isEqualTo("never begun"));
    }

    @Test
    void wrongArgumentsAreNamed() {
        PenstockDataSource pool = pools.full(1, config -> {});
        assertThatThrownBy(() -> pool.traces().arm(" ", 1, MINUTE))
                .hasMessageContaining("operation '' must have 1 to 128");
        assertThatThrownBy(() -> pool.traces().arm("a", 0, MINUTE)).hasMessage("claims 0 must be 1 to 1000");
        assertThatThrownBy(() -> pool.traces().arm("a", 1, Duration.ZERO)).hasMessageContaining("limit PT0S");
        assertThatThrownBy(() -> pool.getPoolMXBean().armTraces("a", 1, -1)).hasMessageContaining("limit PT-0.001S");
        for (int i = 0; i < 16; i++) {
            pool.getPoolMXBean().armTraces("a" + i, 1, 1_000_000);
        }
        assertThat(catchThrowable(() -> pool.traces().arm("b", 1, MINUTE)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("16 operations are armed");
        pool.traces().arm("a3", 7, MINUTE);
        assertThat(pool.getPoolMXBean().disarmTraces("a3")).isTrue();
    }

    @Test
    void spansAreNotedUntilTheirSourceThrows() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> config.setSlowHoldThreshold(10));
        pool.traces().useTracing(() -> TraceContext.of("4bf92f", "00f067", true));
        Connection held = pool.getConnection();
        Claimant<Boolean> waiting = Claimant.start(() -> {
            use(pool);
            return true;
        });
        Pools.awaitWaiting(pool, 1);
        Await.until("the wait is slow", Invariants.LIMIT, () -> oldest(pool).claimNanos() > 20_000_000);
        assertThat(pool.records().activity())
                .anySatisfy(claim -> assertThat(claim.trace()).contains(new TraceContext("4bf92f", "00f067", true)));
        held.close();
        waiting.result();
        KeptReport slow = pool.reports().kept(KeptReport.Kind.SLOW_HOLD).get(0);
        assertThat(slow.who().trace()).contains(new TraceContext("4bf92f", "00f067", true));
        assertThat(pool.explain(slow.claim())).contains("span     trace 4bf92f, span 00f067");

        pool.traces().useTracing(() -> {
            throw new StackOverflowError("tracer");
        });
        Trace trace = pool.trace(() -> use(pool));
        assertThat(trace.claims().get(0).context()).isEmpty();
        assertThat(trace.claims().get(0).outcome()).contains("released");
    }

    private static ClaimSample oldest(PenstockDataSource pool) {
        return pool.records().activity().get(0);
    }

    @Test
    void keptTracesAreBounded() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (int i = 0; i < 40; i++) {
            pool.trace(() -> use(pool));
        }
        assertThat(pool.traces().kept()).hasSize(32);
        assertThat(pool.traces().store().dropped()).isEqualTo(8);
        assertThat(pool.getPoolMXBean().getTraces()).hasSize(32);
    }
}
