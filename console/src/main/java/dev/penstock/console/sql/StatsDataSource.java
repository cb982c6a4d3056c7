package dev.penstock.console.sql;

import dev.penstock.console.engine.ProcessorShare;
import dev.penstock.console.engine.Snapshots;
import dev.penstock.console.engine.StatsFunction;
import dev.penstock.console.engine.StatsTableEngine;
import dev.penstock.console.engine.View;
import dev.penstock.console.source.StatsSource;
import dev.penstock.pool.PenstockDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbc.JdbcConnection;
import org.jspecify.annotations.Nullable;

/**
 * SQL over the records of pools, in the schema {@code penstock}. Its connections run queries only: each is bounded in
 * time and rows, and sees the records of one moment. Thread-safe. Close it after use; the pools go on.
 *
 * <p>If a pool is of this process, all queries together may take a twentieth of its processors. They may save up to two
 * seconds of one processor. Beyond that a query pauses as it reads rows of views; one that computes without reading a
 * view does not pause. A query that cannot begin within its limit of time fails with SQL state 53000.
 */
public final class StatsDataSource implements DataSource, AutoCloseable {
    private static final String READER = "reader";

    /** Each execution is prepared anew: otherwise H2 would compute a function once and keep the result. */
    private static final String SETTINGS = ";DATABASE_TO_LOWER=TRUE;RECOMPILE_ALWAYS=TRUE";

    private final String url;
    private final String key = UUID.randomUUID().toString();
    private final String password = UUID.randomUUID().toString();
    private final Limits limits;
    private final List<StatsSource> sources;
    private final Snapshots snapshots;
    private final MemoryWatch memory;
    private final ProcessorShare share;

    /** The administrator of the database, which exists as long as this connection. */
    private final Connection owner;

    private StatsDataSource(List<StatsSource> sources, Limits limits, MemoryWatch memory) throws SQLException {
        this.memory = memory;
        this.limits = limits;
        this.sources = List.copyOf(sources);
        this.snapshots = new Snapshots(this.sources);
        this.share = share(this.sources);
        this.url = "jdbc:h2:mem:" + key + SETTINGS;
        this.owner = connect("owner");
        boolean created = false;
        try {
            create();
            created = true;
        } finally {
            if (!created) {
                close();
            }
        }
    }

    /** In the process of a pool, its claims need the processors. */
    private static ProcessorShare share(List<StatsSource> sources) {
        return sources.stream().anyMatch(StatsSource::isLocal) ? new ProcessorShare() : ProcessorShare.unlimited();
    }

    /**
     * The records of one pool of this process.
     *
     * @throws SQLException if H2 cannot be started
     */
    public static StatsDataSource of(PenstockDataSource pool) throws SQLException {
        return of(List.of(StatsSource.of(pool)), Limits.DEFAULT);
    }

    /**
     * The records of several pools; the column {@code pool} names the pool. Closing the result closes the sources.
     *
     * @throws IllegalArgumentException if two sources have one name
     * @throws SQLException if H2 cannot be started
     */
    public static StatsDataSource of(List<StatsSource> sources, Limits limits) throws SQLException {
        return of(sources, limits, new MemoryWatch());
    }

    static StatsDataSource of(List<StatsSource> sources, Limits limits, MemoryWatch memory) throws SQLException {
        Set<String> names = new HashSet<>();
        for (StatsSource source : sources) {
            if (!names.add(source.pool())) {
                throw new IllegalArgumentException("two pools have the name '" + source.pool() + "'");
            }
        }
        return new StatsDataSource(sources, limits, memory);
    }

    private JdbcConnection connect(String user) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return new JdbcConnection(url, properties, null, null, false);
    }

    private void create() throws SQLException {
        StatsTableEngine.open(key, snapshots);
        try (Statement statement = owner.createStatement()) {
            statement.execute("SET OPTIMIZE_REUSE_RESULTS 0");
            statement.execute("CREATE SCHEMA penstock");
            for (View view : View.views()) {
                statement.execute(view.createTable(key));
            }
            for (StatsFunction function : StatsFunction.all()) {
                statement.execute(function.createAlias());
            }
            statement.execute("CREATE USER " + READER + " PASSWORD '" + password + "'");
            statement.execute("GRANT SELECT ON SCHEMA penstock TO " + READER);
        }
    }

    /** A connection that runs queries only. Not thread-safe. */
    @Override
    public Connection getConnection() throws SQLException {
        ProcessorShare.Use use = share.begin(limits.time());
        try {
            return open();
        } finally {
            use.close();
        }
    }

    private Connection open() throws SQLException {
        JdbcConnection connection = connect(READER);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SCHEMA penstock");
            statement.execute("SET QUERY_TIMEOUT " + limits.time().toMillis());
        } catch (SQLException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
        return Guard.connection(connection, snapshots, limits, memory, share);
    }

    /** Not supported: the only user may only read. */
    @Override
    public Connection getConnection(@Nullable String user, @Nullable String secret) throws SQLException {
        throw new SQLFeatureNotSupportedException("there is one user: call getConnection()");
    }

    /** The limits of each statement. */
    public Limits limits() {
        return limits;
    }

    /** The names of the pools. */
    public List<String> pools() {
        return Stream.ofNullable(sources)
                .flatMap(List::stream)
                .map(StatsSource::pool)
                .toList();
    }

    /** Ends the database and all its connections, and closes the sources. */
    @Override
    public void close() {
        memory.close();
        StatsTableEngine.close(key);
        try (Connection last = owner;
                Statement statement = last.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException e) {
            // The database is gone already: nothing is left to close.
        } finally {
            sources.forEach(StatsSource::close);
        }
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    /** Has no effect: a connection is made within this process. */
    @Override
    public void setLoginTimeout(int seconds) {
        // A connection is made within this process.
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    /** Not supported: nothing is logged. */
    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        if (out != null) {
            throw new SQLFeatureNotSupportedException("nothing is logged");
        }
    }

    /** Not supported: nothing is logged. */
    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("nothing is logged");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("this is no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
