package dev.penstock.lab.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The database behind the connections of {@code jdbc:lab:NAME}. It counts, records the calls, and follows a test's
 * scripts.
 *
 * <p>Without a script every query returns one row in which every column is 1, and every update counts 1. A connection
 * keeps its {@link StubSession}; a closed connection refuses work with SQLState 08003.
 *
 * <p>A method is named by the interface and its own name: {@code Driver.connect}, {@code Connection.isValid},
 * {@code Statement.execute}, {@code PreparedStatement.executeQuery}, {@code ResultSet.next}. The interface is the type
 * that the creating method declares, so {@code close} of a prepared statement is {@code PreparedStatement.close}.
 *
 * <p>Databases live as long as the JVM. Thread-safe.
 */
public final class StubDatabase {

    private static final Map<String, StubDatabase> DATABASES = new ConcurrentHashMap<>();

    private final String name;
    private final CallLog calls = new CallLog();
    private final Map<String, StubScript> scripts = new ConcurrentHashMap<>();
    private final List<StubConnection> open = new CopyOnWriteArrayList<>();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();

    private StubDatabase(String name) {
        this.name = name;
    }

    /** The database of this name, created if absent. */
    public static StubDatabase named(String name) {
        return DATABASES.computeIfAbsent(name, StubDatabase::new);
    }

    /** The URL of the database. */
    public String jdbcUrl() {
        return "jdbc:lab:" + name;
    }

    /** The script of the method. */
    public StubScript on(String method) {
        if (!method.matches("[A-Z]\\w+\\.[a-z]\\w+")) {
            throw new IllegalArgumentException("a method name must be like Connection.isValid, not '" + method + "'");
        }
        return scripts.computeIfAbsent(method, StubScript::new);
    }

    /** The number of open connections. */
    public int connectionsOpen() {
        return open.size();
    }

    /** The number of connections opened so far. */
    public long connectionsOpened() {
        return opened.get();
    }

    /** The number of connections closed or aborted so far. */
    public long connectionsClosed() {
        return closed.get();
    }

    /** The number of open statements of open connections. */
    public int statementsOpen() {
        return open.stream().mapToInt(StubConnection::openStatements).sum();
    }

    /** The number of open connections whose work is neither committed nor rolled back. */
    public long transactionsOpen() {
        return open.stream().filter(StubConnection::inTransaction).count();
    }

    /** The session of each open connection, oldest first. */
    public List<StubSession> sessions() {
        return open.stream().map(StubConnection::session).toList();
    }

    /** The last 10,000 calls, oldest first, such as {@code Connection.setReadOnly(true)}. */
    public List<String> calls() {
        return calls.last();
    }

    /** The number of calls of the method among the last 10,000. */
    public long callCount(String method) {
        return calls().stream().filter(call -> call.startsWith(method + "(")).count();
    }

    /** Switches the recording of calls; it is on initially. A benchmark switches it off. */
    public void rememberCalls(boolean remember) {
        calls.remember(remember);
    }

    /** Ends all scripts, releases all hanging calls, closes all connections, and clears counts and calls. */
    public void reset() {
        scripts.values().forEach(StubScript::end);
        scripts.clear();
        open.forEach(StubConnection::closeSilently);
        opened.set(0);
        closed.set(0);
        calls.remember(true);
        calls.clear();
    }

    @Nullable
    Connection connect(String url, Properties info) throws SQLException {
        StubCall call = new StubCall("Driver.connect", List.of(url, info.getProperty("user", "")), () -> {});
        try {
            @Nullable Object scripted = perform(call, () -> StubConnection.open(this, name));
            return (Connection) scripted;
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new SQLException("scripted: " + e, e);
        }
    }

    /** Records the call, then follows the script or the default behaviour. */
    @Nullable
    Object perform(StubCall call, StubCall.Work usual) throws Throwable {
        calls.add(call);
        @Nullable StubScript script = scripts.get(call.method());
        return script == null ? usual.run() : script.perform(call, usual);
    }

    void opened(StubConnection connection) {
        open.add(connection);
        opened.incrementAndGet();
    }

    void closed(StubConnection connection) {
        if (open.remove(connection)) {
            closed.incrementAndGet();
        }
    }
}
