package dev.penstock.backends.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.SlotSetTestData;
import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.lab.jdbc.StubDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Limits that are no whole seconds reach the driver rounded up. */
class TimeLimitsTest {
    private static final Duration LIMIT = Duration.ofMillis(1_900);

    private final StubDatabase database = StubDatabase.named("time-limits");

    private JdbcConnector connector(Optional<String> testQuery) {
        return new JdbcConnector(
                new StubDriver(),
                new GenericDialect(database.jdbcUrl()),
                new Properties(),
                SessionDefaults.standard(),
                testQuery);
    }

    @Test
    void secondsAreRoundedUp() {
        assertThat(TimeLimits.seconds(Duration.ofNanos(1))).isEqualTo(1);
        assertThat(TimeLimits.seconds(Duration.ofMillis(1_000))).isEqualTo(1);
        assertThat(TimeLimits.seconds(Duration.ofMillis(1_001))).isEqualTo(2);
        assertThat(TimeLimits.seconds(Duration.ofDays(99_999))).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void zeroIsNoUnlimitedCall() {
        assertThat(TimeLimits.seconds(Duration.ZERO)).isEqualTo(1);
        assertThat(TimeLimits.millis(Duration.ofMillis(-5))).isEqualTo(1);
    }

    @Test
    void millisecondsAreRoundedUp() {
        assertThat(TimeLimits.millis(Duration.ofNanos(1_000_001))).isEqualTo(2);
        assertThat(TimeLimits.millis(Duration.ofDays(365))).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void validationGetsAtLeastItsLimit() throws SQLException {
        JdbcConnector connector = connector(Optional.empty());
        Connection connection = connector.connect(SlotSetTestData.backend(1), LIMIT);
        assertThat(connector.isValid(connection, LIMIT)).isTrue();
        connector.close(connection);
        assertThat(database.calls()).contains("Connection.isValid(2)");
    }

    @Test
    void testQueryGetsAtLeastItsLimit() throws SQLException {
        JdbcConnector connector = connector(Optional.of("select 1"));
        Connection connection = connector.connect(SlotSetTestData.backend(1), LIMIT);
        assertThat(connector.isValid(connection, LIMIT)).isTrue();
        connector.close(connection);
        assertThat(database.calls()).contains("Statement.setQueryTimeout(2)");
    }

    @Test
    void loginGetsAtLeastItsLimit() {
        Properties properties = new Properties();
        new PostgresDialect("app").dial(SlotSetTestData.backend(1), LIMIT, properties);
        assertThat(properties)
                .containsEntry("loginTimeout", "2")
                .containsEntry("connectTimeout", "2")
                .containsEntry("socketTimeout", "2");
    }
}
