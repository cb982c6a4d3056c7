package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.history.ClaimSample;
import dev.penstock.waits.history.HistoryFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims in flight and samples show the SQL of a call under way, without literals. */
class CallTextsTest {
    private static final String MARK = "zq9secret";

    @RegisterExtension
    final Pools pools = new Pools();

    private interface Work {
        void run(Connection connection) throws SQLException;
    }

    /** The claim of {@code work} while its call {@code method} hangs at the driver. */
    private ClaimSample during(String method, Work work) {
        PenstockDataSource pool = pools.full(1, config -> {
            config.setStatusInterval(10);
            config.setAutoCommit(false);
        });
        pools.on(method).hang();
        Claimant<Boolean> claimant = Claimant.start(() -> {
            try (Connection connection = pool.getConnection()) {
                work.run(connection);
            }
            return true;
        });
        Await.until(
                "the call is at the driver",
                Invariants.LIMIT,
                () -> pool.records().activity().stream().anyMatch(claim -> claim.event() == WaitEvent.CLAIM_EXECUTE));
        ClaimSample seen = pool.records().activity().get(0);
        Await.until(
                "a second is recorded", Invariants.LIMIT, () -> !samples(pool).isEmpty());
        assertThat(samples(pool)).allSatisfy(sample -> assertThat(sample.sql()).isEqualTo(seen.sql()));
        assertThat(samples(pool).toString() + pool.holders() + pool.explain(seen.claim()))
                .doesNotContain(MARK);
        pools.on(method).release();
        claimant.result();
        Invariants.assertQuiet(1, pool::backends, pool::waits);
        return seen;
    }

    private static List<ClaimSample> samples(PenstockDataSource pool) {
        return pool.records().history().samples(HistoryFilter.all().withEvent(WaitEvent.CLAIM_EXECUTE));
    }

    @Test
    void statementShowsItsDigest() {
        ClaimSample seen = during("Statement.execute", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("update t set a = '" + MARK + "' where id = 17");
            }
        });
        assertThat(seen.sql()).contains("update t set a = ? where id = ?");
    }

    @Test
    void preparedStatementShowsItsOwnText() {
        ClaimSample seen = during("PreparedStatement.executeQuery", connection -> {
            try (PreparedStatement first = connection.prepareStatement("select * from a where b = ?");
                    PreparedStatement second = connection.prepareStatement("select 2")) {
                second.execute();
                first.executeQuery().close();
            }
        });
        assertThat(seen.sql()).contains("select * from a where b = ?");
    }

    @Test
    void fetchShowsTextOfItsStatement() {
        pools.on("ResultSet.getFetchSize").returning(10);
        ClaimSample seen = during("ResultSet.next", connection -> {
            try (Statement statement = connection.createStatement()) {
                try (ResultSet rows = statement.executeQuery("select '" + MARK + "' from t")) {
                    rows.next();
                }
            }
        });
        assertThat(seen.sql()).contains("select ? from t");
    }

    @Test
    void commitIsNotTakenForTheStatementBefore() {
        ClaimSample seen = during("Connection.commit", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("update t set a = 1");
            }
            connection.commit();
        });
        assertThat(seen.sql()).contains("COMMIT");
    }

    @Test
    void callWithoutSqlShowsNone() {
        ClaimSample seen = during("Connection.setSavepoint", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("update t set a = 1");
            }
            connection.setSavepoint();
        });
        assertThat(seen.sql()).isEmpty();
    }
}
