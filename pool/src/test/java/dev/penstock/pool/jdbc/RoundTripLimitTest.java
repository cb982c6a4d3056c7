package dev.penstock.pool.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.lab.jdbc.StubDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The network timeout of a reset never exceeds the time that is left. */
class RoundTripLimitTest {
    private static final Duration LIMIT = Duration.ofMillis(250);

    private final StubDatabase database = StubDatabase.named("RoundTripLimitTest");
    private final AtomicLong now = new AtomicLong();

    @AfterEach
    void reset() {
        database.reset();
    }

    private Connection session(int networkTimeout) throws SQLException {
        Connection session = Objects.requireNonNull(new StubDriver().connect(database.jdbcUrl(), new Properties()));
        session.setNetworkTimeout(Runnable::run, networkTimeout);
        return session;
    }

    private RoundTripLimit limit(Connection session) throws SQLException {
        return new RoundTripLimit(session, now::get, LIMIT, false);
    }

    private void passMillis(long millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    @ParameterizedTest
    @CsvSource({"0, 250, 50", "100, 100, 50", "1000, 250, 50", "40, 40, 40"})
    void networkTimeoutIsAtMostTheTimeLeft(int own, int atFirst, int later) throws SQLException {
        Connection session = session(own);
        RoundTripLimit limit = limit(session);
        assertThat(session.getNetworkTimeout()).isEqualTo(atFirst);
        passMillis(200);
        limit.next();
        assertThat(session.getNetworkTimeout()).isEqualTo(later);
        limit.end(limit.before());
        assertThat(session.getNetworkTimeout()).isEqualTo(own);
        passMillis(50);
        assertThatThrownBy(limit::next).isInstanceOf(SQLTimeoutException.class);
    }

    @Test
    void lateRefusalOfNetworkTimeoutCostsNoSession() throws SQLException {
        Connection session = session(100);
        RoundTripLimit limit = limit(session);
        database.on("Connection.setNetworkTimeout").throwing(new SQLException("not supported"));
        passMillis(200);
        limit.next();
        limit.end(limit.before());
        assertThat(session.getNetworkTimeout()).isEqualTo(100);
    }
}
