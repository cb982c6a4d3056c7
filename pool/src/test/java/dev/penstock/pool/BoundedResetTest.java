package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.penstock.BoundedConnections;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubDriver;
import dev.penstock.lab.jdbc.StubScript;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The reset by a driver that obeys its network timeout in each single wait. */
class BoundedResetTest {
    private static final int LIMIT_MILLIS = 400;

    @RegisterExtension
    final Pools pools = new Pools();

    private Connection connect() throws SQLException {
        return BoundedConnections.over(
                Objects.requireNonNull(new StubDriver().connect(pools.database().jdbcUrl(), new Properties())));
    }

    private PenstockDataSource pool() {
        DataSource source = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> method.getName().equals("getConnection") ? connect() : null);
        PenstockDataSource pool = new PenstockDataSource();
        pool.setDataSource(source);
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(20_000);
        pool.setValidationTimeout(LIMIT_MILLIS);
        pool.setConnectionResetQuery("discard");
        pool.setReadOnly(true);
        return pools.open(pool);
    }

    @Test
    void statementThatReadsItsRowsAtItsCloseDoesNotHoldTheCaller() throws SQLException {
        PenstockDataSource pool = pool();
        Connection connection = pool.getConnection();
        connection.createStatement().executeQuery("select 1");
        StubScript hang = pools.on("Statement.close").hangIgnoringInterrupt().once();
        Claimant<Boolean> closing = Claimant.start(() -> {
            connection.close();
            return true;
        });
        assertThat(closing.result()).isTrue();
        assertThat(hang.hanging()).isEqualTo(1);
        pool.getConnection().close();
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
        Await.until(
                "the session is aborted",
                Invariants.LIMIT,
                () -> pools.database().callCount("Connection.abort") == 1);
    }

    /** Each round trip after the slow reset query gets a shorter network timeout than the query. */
    @Test
    void roundTripAfterResetQueryGetsTheTimeLeft() throws SQLException {
        PenstockDataSource pool = pool();
        Connection connection = pool.getConnection();
        connection.createStatement().close();
        AtomicInteger timeout = new AtomicInteger();
        pools.on("Statement.execute").after(() -> pass(LIMIT_MILLIS / 2));
        pools.on("Connection.setReadOnly").after(() -> timeout.set(currentTimeout()));
        connection.close();
        assertThat(timeout).hasValueBetween(1, LIMIT_MILLIS / 2);
    }

    private static void pass(long millis) {
        long began = System.nanoTime();
        while (System.nanoTime() - began < millis * 1_000_000) {
            Thread.onSpinWait();
        }
    }

    private int currentTimeout() {
        List<String> calls = pools.database().calls();
        String last = calls.stream()
                .filter(call -> call.startsWith("Connection.setNetworkTimeout("))
                .reduce("", (before, call) -> call);
        return Integer.parseInt(last.replaceAll(".*\\D(\\d+)\\)", "$1"));
    }
}
