package dev.penstock.lab.jdbc;

import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The behaviour of a connection, with its session, its statements and its transaction state. */
final class StubConnection extends StubObject {

    private final List<StubStatement> statements = new CopyOnWriteArrayList<>();
    private volatile StubSession session;
    private volatile boolean closed;
    private volatile boolean inTransaction;
    /** The caller gets this object itself and may change it, as with some drivers. */
    private final Properties clientInfo = new Properties();

    private StubConnection(StubDatabase database, String name) {
        super(database, Connection.class);
        session = new StubSession(true, false, Connection.TRANSACTION_READ_COMMITTED, name, "public", Duration.ZERO);
    }

    static Connection open(StubDatabase database, String name) {
        StubConnection connection = new StubConnection(database, name);
        database.opened(connection);
        return connection.as(Connection.class);
    }

    StubSession session() {
        return session;
    }

    int openStatements() {
        return statements.size();
    }

    boolean inTransaction() {
        return inTransaction;
    }

    void closeSilently() {
        closed = true;
        inTransaction = false;
        statements.forEach(StubStatement::close);
        database().closed(this);
    }

    @Override
    void closeConnection() {
        closeSilently();
    }

    void statementClosed(StubStatement statement) {
        statements.remove(statement);
    }

    void worked() throws SQLException {
        requireOpen();
        inTransaction = !session.autoCommit();
    }

    @Override
    @Nullable
    Object usual(Object proxy, Method method, @Nullable Object[] arguments) throws SQLException {
        String name = method.getName();
        switch (name) {
            case "close", "abort" -> {
                closeSilently();
                return null;
            }
            case "isClosed" -> {
                return closed;
            }
            case "isValid" -> {
                return !closed;
            }
            default -> requireOpen();
        }
        return switch (name) {
            case "createStatement" -> statement(Statement.class, proxy, "");
            case "prepareStatement" -> statement(PreparedStatement.class, proxy, (String) arguments[0]);
            case "prepareCall" -> statement(CallableStatement.class, proxy, (String) arguments[0]);
            case "nativeSQL" -> arguments[0];
            case "commit" -> endTransaction();
            case "rollback" -> arguments.length == 0 ? endTransaction() : backTo((Savepoint) arguments[0]);
            case "setSavepoint" -> savepoint(arguments);
            case "getMetaData" -> new StubMetaData(this, (Connection) proxy).metaData();
            case "getClientInfo" -> arguments.length == 0 ? clientInfo : clientInfo.getProperty((String) arguments[0]);
            case "setClientInfo" -> setClientInfo(arguments);
            case "setNetworkTimeout" -> setNetworkTimeout((Executor) arguments[0], number(arguments[1]));
            default -> name.startsWith("set") ? set(name, arguments) : get(method);
        };
    }

    private Object statement(Class<? extends Statement> type, Object proxy, @Nullable String sql) {
        StubStatement statement = new StubStatement(this, type, (Connection) proxy, sql == null ? "" : sql);
        statements.add(statement);
        return statement.as(type);
    }

    private @Nullable Object endTransaction() throws SQLException {
        if (session.autoCommit()) {
            throw new SQLException("there is no transaction to end: autoCommit is on", "25P01");
        }
        inTransaction = false;
        return null;
    }

    /** Rolls back to the savepoint; the transaction stays open. */
    private @Nullable Object backTo(@Nullable Savepoint savepoint) throws SQLException {
        if (session.autoCommit() || savepoint == null) {
            throw new SQLException("there is no such savepoint: " + savepoint, "3B001");
        }
        return null;
    }

    private Object savepoint(@Nullable Object[] arguments) throws SQLException {
        if (session.autoCommit()) {
            throw new SQLException("there is no transaction for a savepoint: autoCommit is on", "25P01");
        }
        return new StubSavepoint(arguments.length == 0 ? "" : String.valueOf(arguments[0]));
    }

    private @Nullable Object setClientInfo(@Nullable Object[] arguments) {
        if (arguments[0] instanceof Properties all) {
            clientInfo.clear();
            clientInfo.putAll(all);
        } else if (arguments.length > 1 && arguments[1] != null) {
            clientInfo.setProperty((String) arguments[0], (String) arguments[1]);
        } else if (arguments[0] != null) {
            clientInfo.remove(arguments[0]);
        }
        return null;
    }

    private @Nullable Object set(String name, @Nullable Object[] arguments) {
        @Nullable Object value = arguments.length == 0 ? null : arguments[arguments.length - 1];
        if (name.equals("setAutoCommit") && Boolean.TRUE.equals(value)) {
            inTransaction = false;
        }
        session = switch (name) {
            case "setAutoCommit" -> session.withAutoCommit(Boolean.TRUE.equals(value));
            case "setReadOnly" -> session.withReadOnly(Boolean.TRUE.equals(value));
            case "setTransactionIsolation" -> session.withIsolation(number(value));
            case "setCatalog" -> session.withCatalog(String.valueOf(value));
            case "setSchema" -> session.withSchema(String.valueOf(value));
            default -> session;
        };
        return null;
    }

    /** The executor sets the timeout, as in MySQL Connector/J: perhaps later. */
    private @Nullable Object setNetworkTimeout(@Nullable Executor executor, int millis) throws SQLException {
        if (executor == null) {
            throw new SQLException("setNetworkTimeout needs an executor", "S1009");
        }
        executor.execute(() -> session = session.withNetworkTimeout(Duration.ofMillis(millis)));
        return null;
    }

    private @Nullable Object get(Method method) {
        return switch (method.getName()) {
            case "getAutoCommit" -> session.autoCommit();
            case "isReadOnly" -> session.readOnly();
            case "getTransactionIsolation" -> session.isolation();
            case "getCatalog" -> session.catalog();
            case "getSchema" -> session.schema();
            case "getNetworkTimeout" -> (int) session.networkTimeout().toMillis();
            default -> nothing(method);
        };
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLException("the connection is closed", "08003");
        }
    }

    private static int number(@Nullable Object value) {
        return value instanceof Integer number ? number : 0;
    }
}
