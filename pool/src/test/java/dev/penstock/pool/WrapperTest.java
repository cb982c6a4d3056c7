package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each method of the mechanical wrappers, over the stub driver. */
class WrapperTest {
    /** Methods that the wrapper answers itself, at least in part. */
    private static final Set<String> OWN = Set.of(
            "Connection.abort",
            "Connection.close",
            "Statement.getConnection",
            "PreparedStatement.getConnection",
            "CallableStatement.getConnection",
            "ResultSet.getStatement",
            "DatabaseMetaData.getConnection");

    /** Methods whose arguments the wrapper replaces. */
    private static final Set<String> OTHER_ARGUMENTS = Set.of("Connection.setNetworkTimeout");

    @RegisterExtension
    final Pools pools = new Pools();

    static List<Class<?>> interfaces() {
        return Jdbc.INTERFACES;
    }

    private static String name(Class<?> type, Method method) {
        return type.getSimpleName() + "." + method.getName();
    }

    private static List<Method> passedOn(Class<?> type) {
        return Jdbc.methods(type).stream()
                .filter(method -> !OWN.contains(name(type, method)))
                .filter(method -> !Set.of("unwrap", "isWrapperFor").contains(method.getName()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("interfaces")
    void wrapperOverridesEachMethod(Class<?> type) throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            Class<?> wrapper = Jdbc.object(type, connection).getClass();
            assertThat(wrapper.getName()).startsWith("dev.penstock.pool.jdbc.Claimed");
            for (Method method : Jdbc.methods(type)) {
                Class<?> declared = wrapper.getMethod(method.getName(), method.getParameterTypes())
                        .getDeclaringClass();
                assertThat(declared.isInterface()).as(method + " is overridden").isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("interfaces")
    void eachCallReachesTheDriverWithItsArguments(Class<?> type) throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (Method method : passedOn(type)) {
            if (OTHER_ARGUMENTS.contains(name(type, method))) {
                continue;
            }
            try (Connection connection = pool.getConnection()) {
                Object target = Jdbc.object(type, connection);
                Object[] arguments = Jdbc.arguments(method);
                int before = pools.database().calls().size();
                Jdbc.thrown(target, method, arguments);
                List<String> calls = pools.database().calls();
                String expected = Arrays.stream(arguments)
                        .map(String::valueOf)
                        .collect(Collectors.joining(", ", name(type, method) + "(", ")"));
                assertThat(calls.subList(Math.min(before, calls.size() - 1), calls.size()))
                        .as(method.toString())
                        .contains(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("interfaces")
    void disconnectInAnyMethodReplacesTheConnection(Class<?> type) throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (Method method : passedOn(type)) {
            if (!declaresSqlException(method)) {
                continue;
            }
            long closed = pools.database().connectionsClosed();
            SQLException fatal = method.getName().equals("setClientInfo")
                    ? new SQLClientInfoException("gone", "08006", Map.of())
                    : new SQLException("gone", "08006");
            try (Connection connection = pool.getConnection()) {
                Object target = Jdbc.object(type, connection);
                pools.on(name(type, method)).throwing(fatal).once();
                assertThat(Jdbc.thrown(target, method, Jdbc.arguments(method)))
                        .as(method.toString())
                        .isSameAs(fatal);
            }
            Pools.awaitUnclaimed(pool::backends, 1);
            Await.until(
                    method + " has cost it",
                    Invariants.LIMIT,
                    () -> pools.database().connectionsClosed() > closed);
        }
    }

    private static boolean declaresSqlException(Method method) {
        return Stream.of(method.getExceptionTypes()).anyMatch(SQLException.class::isAssignableFrom);
    }

    @ParameterizedTest
    @MethodSource("interfaces")
    void harmlessExceptionKeepsTheConnection(Class<?> type) throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (Method method : passedOn(type)) {
            RuntimeException harmless = new IllegalArgumentException("your mistake");
            try (Connection connection = pool.getConnection()) {
                Object target = Jdbc.object(type, connection);
                pools.on(name(type, method)).throwing(harmless).once();
                assertThat(Jdbc.thrown(target, method, Jdbc.arguments(method)))
                        .as(method.toString())
                        .isSameAs(harmless);
            }
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void unsupportedFeatureKeepsTheConnection() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (SQLException harmless : List.of(
                new SQLFeatureNotSupportedException("not implemented", "0A000"),
                new SQLException("syntax", "42601"),
                new SQLException("no state"))) {
            try (Connection connection = pool.getConnection()) {
                pools.on("Connection.createBlob").throwing(harmless).once();
                Jdbc.thrown(connection, method("createBlob"));
            }
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void eachSignOfADisconnectReplacesTheConnection() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        SQLException chained = new SQLException("batch");
        chained.setNextException(new SQLException("gone", "57P01"));
        for (Throwable fatal : List.of(
                new SQLException("shut down", "57P01"),
                new SQLException("stale plan", "0A000"),
                new java.sql.SQLRecoverableException("io"),
                new SQLException("vendor", null, 2399),
                chained,
                new StackOverflowError("scripted"))) {
            long closed = pools.database().connectionsClosed();
            try (Connection connection = pool.getConnection()) {
                pools.on("Connection.createBlob").throwing(fatal).once();
                assertThat(Jdbc.thrown(connection, method("createBlob"))).isSameAs(fatal);
            }
            Pools.awaitUnclaimed(pool::backends, 1);
            Await.until(
                    fatal + " has cost it",
                    Invariants.LIMIT,
                    () -> pools.database().connectionsClosed() > closed);
        }
    }

    private static Method method(String name) {
        return Jdbc.methods(Connection.class).stream()
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void resultSetsAreWrapped() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            DatabaseMetaData metaData = connection.getMetaData();
            assertThat(connection
                            .createStatement()
                            .executeQuery("select")
                            .getClass()
                            .getName())
                    .contains("Claimed");
            ResultSet rows = connection.prepareStatement("select").executeQuery();
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(1);
            assertThat(metaData.getTables(null, null, null, null))
                    .as("the stub knows no tables")
                    .isNull();
        }
    }
}
