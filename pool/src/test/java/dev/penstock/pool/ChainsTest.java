package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.chains.Ending;
import dev.penstock.pool.chains.Link;
import dev.penstock.pool.instrument.StatsColumn;
import dev.penstock.pool.instrument.StatsRows;
import dev.penstock.pool.instrument.TimeRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The part of blocking chains that a pool knows without its servers. */
@Timeout(60)
class ChainsTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private final CountDownLatch computed = new CountDownLatch(1);

    private Void compute(PenstockDataSource pool) throws Exception {
        try (Connection connection = pool.getConnection()) {
            connection.createStatement().execute("select 1");
            computed.await();
            return null;
        }
    }

    private static Void claim(PenstockDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(1) ? null : null;
        }
    }

    private static List<Object> column(PenstockDataSource pool, String table, String name) {
        StatsRows rows =
                pool.instrument().read(List.of(table), TimeRange.ALL).tables().get(table);
        int column = rows.columns().stream().map(StatsColumn::name).toList().indexOf(name);
        return IntStream.range(0, rows.size())
                .mapToObj(row -> rows.value(row, column))
                .toList();
    }

    @Test
    void holderThatComputesIsRootOfClaimThatTimesOut() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        Claimant<Void> holder = Claimant.start("import-1", () -> compute(pool));
        Await.until("the slot is held", Invariants.LIMIT, () -> pool.holders().size() == 1);
        Claimant<Void> waiter = Claimant.start("http-1", () -> claim(pool));
        Await.until(
                "the chain is there",
                Invariants.LIMIT,
                () -> !pool.chains().now().isEmpty());
        Chain chain = pool.chains().now().get(0);
        String text = pool.explain(chain.links().get(0).claim().orElseThrow());
        List<Object> threads = column(pool, "blocking", "thread");
        Throwable failure = catchThrowable(() -> pool.claim(ClaimOptions.none().withTimeout(Duration.ofMillis(300))));
        computed.countDown();
        holder.result();
        waiter.result();

        assertThat(chain.ending()).isEqualTo(Ending.APPLICATION);
        assertThat(chain.waiters()).isOne();
        assertThat(chain.links()).extracting(Link::kind).containsExactly(Link.Kind.WAITING_CLAIM, Link.Kind.HOLDER);
        assertThat(chain.root().thread()).contains("import-1");
        assertThat(chain.root().frames()).isNotEmpty();
        assertThat(chain.remedies()).containsExactly("look at the stack of thread 'import-1'");
        assertThat(text).contains("Its blocking chain:", "blocked by claim", "no call under way, WAITING at");
        assertThat(threads).containsExactly("http-1", "import-1");
        assertThat(failure)
                .hasMessageContaining("blocked by claim " + chain.rootClaim().orElseThrow())
                .hasMessageContaining("of thread 'import-1'")
                .hasMessageContaining("no call under way, WAITING at")
                .hasMessageContaining("Remedy: look at the stack of thread 'import-1'");
        assertThat(pool.chains().kept()).extracting(Chain::id).contains(chain.id());
        assertThat(column(pool, "chains", "root_claim_id"))
                .contains(chain.rootClaim().orElseThrow());
        assertThat(pool.chains().now()).isEmpty();
    }

    @Test
    void chainOfHungCallEndsAtCallAndSaysSo() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        StubScript hang = pools.on("Statement.execute").hang();
        Claimant<Void> holder = Claimant.start("import-1", () -> compute(pool));
        Await.until(
                "the call is at the driver",
                Invariants.LIMIT,
                () -> pool.holders().stream().anyMatch(held -> held.executing().isPresent()));
        Claimant<Void> waiter = Claimant.start("http-1", () -> claim(pool));
        Await.until(
                "the chain is kept",
                Invariants.LIMIT,
                () -> !pool.chains().kept().isEmpty());
        Chain chain = pool.chains().kept().get(0);
        computed.countDown();
        hang.usual();
        hang.release();
        holder.result();
        waiter.result();

        assertThat(chain.ending()).isEqualTo(Ending.CALL);
        assertThat(chain.ending().isRoot()).isFalse();
        assertThat(chain.root().sql()).contains("select ?");
        assertThat(chain.brief())
                .contains(
                        "at the driver for",
                        "The chain ends here: the pool asks only servers of a jdbc:postgresql URL");
    }

    @Test
    void claimWithoutBackendHasItsOwnEnd() throws Exception {
        pools.on("Driver.connect").throwing(new SQLException("refused", "08001"));
        PenstockDataSource pool = pools.open(1, config -> config.setConnectionTimeout(2_000));
        Claimant<Void> waiter = Claimant.start("http-1", () -> claim(pool));
        Await.until(
                "the chain names the backend",
                Invariants.LIMIT,
                () -> pool.chains().now().stream()
                        .anyMatch(chain -> chain.ending() == Ending.BACKEND || waiter.isDone()));
        waiter.failure();

        assertThat(pool.chains().kept())
                .anySatisfy(
                        chain -> assertThat(chain.reason()).contains("no backend that the claim may have is online"));
    }
}
