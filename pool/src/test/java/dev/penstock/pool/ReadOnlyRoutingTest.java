package dev.penstock.pool;

import static dev.penstock.pool.PrimaryAndSecondaryFixture.EACH;
import static dev.penstock.pool.PrimaryAndSecondaryFixture.awaitUnclaimed;
import static dev.penstock.pool.PrimaryAndSecondaryFixture.claimAll;
import static dev.penstock.pool.PrimaryAndSecondaryFixture.closeAll;
import static dev.penstock.pool.PrimaryAndSecondaryFixture.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.TargetServerType;
import dev.penstock.lab.jdbc.StubScript;
import dev.penstock.waits.WaitEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Claims set to read-only before their first use, over a primary, db-1, and a secondary, db-2. */
@Timeout(120)
class ReadOnlyRoutingTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private Pools.Bare open(Consumer<PenstockConfig> settings) {
        return PrimaryAndSecondaryFixture.open(pools, settings);
    }

    private Pools.Bare open() {
        return open(config -> {});
    }

    @Test
    void readOnlyClaimMovesToASecondary() throws SQLException {
        Pools.Bare pool = open(config -> config.setLeakDetectionThreshold(60_000));
        try (Connection connection = pool.claims().claim()) {
            ClaimReport.Holder before = pool.diagnosis().holders().get(0);
            assertThat(server(connection)).isEqualTo("db-1");

            assertThat(connection.getAutoCommit()).isTrue();
            connection.setReadOnly(true);

            assertThat(server(connection)).isEqualTo("db-2");
            assertThat(connection.isReadOnly()).isTrue();
            awaitUnclaimed(pool, EACH, EACH - 1);
            assertThat(pool.diagnosis().holders()).singleElement().satisfies(holder -> {
                assertThat(holder.claim()).isEqualTo(before.claim());
                assertThat(holder.backend()).contains("db-2");
                assertThat(holder.held()).isGreaterThan(before.held());
            });
            connection.createStatement().execute("select");
        }
        awaitUnclaimed(pool, EACH, EACH);
        assertThat(pool.accounts().snapshot().claims().ended()).isEqualTo(1);
        assertThat(pool.accounts().snapshot().event(WaitEvent.CLAIM_HOLD).total())
                .isEqualTo(1);
        assertThat(pools.database().sessions()).noneMatch(session -> session.readOnly());
    }

    private interface Use {
        void on(Connection connection) throws SQLException;
    }

    static List<Use> uses() {
        return List.of(
                connection -> connection.createStatement().close(),
                connection -> connection.prepareStatement("select").close(),
                Connection::getMetaData,
                connection -> connection.setAutoCommit(false),
                connection -> connection.setSchema("other"),
                connection -> connection.isValid(1),
                connection -> connection.setClientInfo("ApplicationName", "test"),
                connection -> connection.unwrap(java.lang.reflect.Proxy.class));
    }

    @ParameterizedTest
    @MethodSource("uses")
    void usedClaimKeepsItsSlot(Use use) throws SQLException {
        Pools.Bare pool = open();
        try (Connection connection = pool.claims().claim()) {
            use.on(connection);
            connection.setReadOnly(true);
            assertThat(server(connection)).isEqualTo("db-1");
            assertThat(connection.isReadOnly()).isTrue();
        }
    }

    static List<Use> looks() {
        return List.of(
                Connection::getAutoCommit,
                Connection::isReadOnly,
                Connection::getTransactionIsolation,
                Connection::getWarnings,
                Connection::clearWarnings,
                Connection::isClosed,
                connection -> connection.isWrapperFor(Connection.class),
                connection -> connection.unwrap(Connection.class));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void claimMovesAfterGetters(Use look) throws SQLException {
        Pools.Bare pool = open();
        try (Connection connection = pool.claims().claim()) {
            look.on(connection);
            connection.setReadOnly(true);
            assertThat(server(connection)).isEqualTo("db-2");
        }
    }

    @Test
    void claimKeepsItsSlotIfNoSecondaryIsFree() throws SQLException {
        Pools.Bare pool = open();
        List<Connection> readers = claimAll(pool, ClaimOptions.none().withTarget(TargetServerType.SECONDARY), EACH);
        try (Connection connection = pool.claims().claim()) {
            connection.setReadOnly(true);
            assertThat(server(connection)).isEqualTo("db-1");
            assertThat(connection.isReadOnly()).isTrue();
        }
        closeAll(readers);
    }

    @Test
    void claimKeepsItsSlotIfRoutingDoesNotApply() throws SQLException {
        Pools.Bare pool = open();
        try (Connection connection = pool.claims().claim(ClaimOptions.none().withTarget(TargetServerType.PRIMARY))) {
            connection.setReadOnly(true);
            assertThat(server(connection)).isEqualTo("db-1");
        }
        try (Connection connection = pool.claims().claim()) {
            pool.claims().suspend();
            connection.setReadOnly(true);
            assertThat(server(connection)).isEqualTo("db-1");
            pool.claims().resume();
        }
        Pools.Bare other = open(config -> config.setReadOnlyRouting("off"));
        try (Connection connection = other.claims().claim()) {
            connection.setReadOnly(true);
            assertThat(server(connection)).isEqualTo("db-1");
        }
    }

    @Test
    void connectionUnusedForLongIsValidatedBeforeTheMove() throws SQLException {
        Pools.Bare pool = open(config -> config.setAliveBypassWindow(0));
        try (Connection connection = pool.claims().claim()) {
            connection.setReadOnly(true);
            assertThat(server(connection)).isEqualTo("db-2");
        }
        try (Connection connection = pool.claims().claim()) {
            StubScript check = pools.on("Connection.isValid").returning(false);
            connection.setReadOnly(true);
            check.usual();
            assertThat(server(connection)).isEqualTo("db-1");
        }
        awaitUnclaimed(pool, EACH, EACH);
    }

    @Test
    void validationTimeoutBoundsTheMove() throws SQLException {
        Pools.Bare pool = open(config -> {
            config.setAliveBypassWindow(0);
            config.setValidationTimeout(250);
        });
        try (Connection connection = pool.claims().claim()) {
            StubScript check = pools.on("Connection.isValid").hang();
            connection.setReadOnly(true);
            check.usual();
            check.release();
            assertThat(server(connection)).isEqualTo("db-1");
        }
        awaitUnclaimed(pool, EACH, EACH);
    }

    @Test
    void moveRollsBackTheFormerSession() throws SQLException {
        Pools.Bare pool = open(config -> config.setAutoCommit(false));
        try (Connection connection = pool.claims().claim()) {
            connection.setReadOnly(true);
            assertThat(server(connection)).isEqualTo("db-2");
            assertThat(pools.database().calls()).contains("Connection.rollback()");
        }
        StubScript rollback = pools.on("Connection.rollback").throwing(new SQLException("no", "08006"));
        try (Connection connection = pool.claims().claim()) {
            connection.setReadOnly(true);
            assertThat(server(connection)).isEqualTo("db-2");
            rollback.usual();
        }
        awaitUnclaimed(pool, EACH, EACH);
    }

    @Test
    void claimSetBackToWritingMovesBack() throws SQLException {
        Pools.Bare pool = open();
        try (Connection connection = pool.claims().claim()) {
            connection.setReadOnly(true);
            connection.setReadOnly(false);
            assertThat(server(connection)).isEqualTo("db-1");
            assertThat(connection.isReadOnly()).isFalse();
            awaitUnclaimed(pool, EACH - 1, EACH);
            connection.setReadOnly(true);
            assertThat(server(connection)).as("the claim moves once").isEqualTo("db-1");
        }
        assertThat(pools.database().sessions()).noneMatch(session -> session.readOnly());
        assertThat(pool.accounts().snapshot().claims().ended()).isEqualTo(1);
    }

    @Test
    void writeAfterReadOnlyFailsIfNoPrimaryIsFree() throws SQLException {
        Pools.Bare pool = open();
        Connection connection = pool.claims().claim();
        connection.setReadOnly(true);
        List<Connection> writers = claimAll(pool, ClaimOptions.none(), EACH);
        assertThatThrownBy(() -> connection.setReadOnly(false))
                .isInstanceOf(SQLTransientConnectionException.class)
                .hasMessageContaining("To write it needs a connection to 'primary', and none is free")
                .hasMessageContaining("claim another");
        assertThat(server(connection)).isEqualTo("db-2");
        assertThat(connection.isReadOnly()).isTrue();
        closeAll(writers);
        connection.setReadOnly(false);
        assertThat(server(connection)).isEqualTo("db-1");
        connection.close();
    }

    /** Spring sets a connection back at the end of each read-only transaction. */
    @Test
    void refusalToWriteAfterAReadIsExplained() throws SQLException {
        Pools.Bare pool = open();
        try (Connection connection = pool.claims().claim()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            connection.createStatement().execute("select");
            connection.commit();
            connection.setAutoCommit(true);
            connection.setReadOnly(false);
            assertThat(server(connection)).isEqualTo("db-2");
            SQLException refusal = new SQLException("cannot execute UPDATE in a read-only transaction", "25006");
            pools.on("Connection.nativeSQL").throwing(refusal).once();
            assertThatThrownBy(() -> connection.nativeSQL("")).isSameAs(refusal);
            assertThat(refusal.getSuppressed()).hasSize(1);
            assertThat(refusal.getSuppressed()[0].getMessage()).contains("readOnlyRouting");
        }
        awaitUnclaimed(pool, EACH, EACH);
    }

    @Test
    void contradictoryRoutingIsRefused() {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl("jdbc:postgresql://db.test/orders");
        config.setReadOnlyRouting("secondary");
        assertThatThrownBy(config::validate)
                .hasMessageContaining("readOnlyRouting 'secondary' must be one of off, preferSecondary");
        config.setReadOnlyRouting("preferSecondary");
        assertThatThrownBy(config::validate)
                .hasMessageContaining("readOnlyRouting 'preferSecondary' contradicts targetServerType 'any'")
                .hasMessageContaining("set primary or preferPrimary");
        config.setTargetServerType("preferPrimary");
        config.validate();
    }
}
