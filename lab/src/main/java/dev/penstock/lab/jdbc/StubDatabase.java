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
 * What the connections of {@code jdbc:lab:NAME} lead to: it counts, remembers the calls, and does what a test has
 * scripted.
 *
 * <p>Without a script every query answers one row whose every column is 1, and every update counts 1. A connection
 * keeps its {@link StubSession}; a closed one refuses its work with SQLState 08003.
 *
 * <p>A method is named by the interface and its own name: {@code Driver.connect}, {@code Connection.isValid},
 * {@code Statement.execute}, {@code PreparedStatement.executeQuery}, {@code ResultSet.next}. The interface is that by
 * which the object was made, so {@code close} of a prepared statement is {@code PreparedStatement.close}.
 *
 * <p>Databases live as long as the JVM. Safe for any thread.
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

    /** The database of this name, made if absent. */
    public static StubDatabase named(String name) {
        return DATABASES.computeIfAbsent(name, StubDatabase::new);
    }

    /** The URL that leads to it. */
    public String jdbcUrl() {
        return "jdbc:lab:" + name;
    }

    /** What the method is to do, from now on. */
    public StubScript on(String method) {
        if (!method.matches("[A-Z]\\w+\\.[a-z]\\w+")) {
            throw new IllegalArgumentException("a method is named like Connection.isValid, not '" + method + "'");
        }
        return scripts.computeIfAbsent(method, StubScript::new);
    }

    /** How many connections are open. */
    public int connectionsOpen() {
        return open.size();
    }

    /** How many connections have been opened. */
    public long connectionsOpened() {
        return opened.get();
    }

    /** How many connections have been closed or aborted. */
    public long connectionsClosed() {
        return closed.get();
    }

    /** How many statements of open connections are open. */
    public int statementsOpen() {
        return open.stream().mapToInt(StubConnection::openStatements).sum();
    }

    /** How many open connections have done work that is neither committed nor rolled back. */
    public long transactionsOpen() {
        return open.stream().filter(StubConnection::inTransaction).count();
    }

    /** The state of each open connection, oldest first. */
    public List<StubSession> sessions() {
        return open.stream().map(StubConnection::session).toList();
    }

    /** The last 10,000 calls, oldest first, such as {@code Connection.setReadOnly(true)}. */
    public List<String> calls() {
        return calls.last();
    }

    /** How many of the last 10,000 calls were to the method. */
    public long callCount(String method) {
        return calls().stream().filter(call -> call.startsWith(method + "(")).count();
    }

    /** Whether calls are remembered; they are at first. A benchmark does without. */
    public void rememberCalls(boolean remember) {
        calls.remember(remember);
    }

    /** Ends all scripts, lets go of all that hang, closes all connections, and forgets counts and calls. */
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

    /** Remembers the call, and does what is scripted or else usual. */
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
