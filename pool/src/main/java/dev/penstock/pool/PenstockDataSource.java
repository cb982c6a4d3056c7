package dev.penstock.pool;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.Backends;
import dev.penstock.waits.RecordedClaim;
import dev.penstock.waits.WaitSnapshot;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A pool of connections to the backends of a service, as a {@link DataSource}.
 *
 * <p>Set its properties, then use it: the pool starts with the first {@link #getConnection()}, or with
 * {@link #start()}. All methods but the setters are thread-safe.
 */
public final class PenstockDataSource extends PenstockConfig implements DataSource, AutoCloseable {
    private static final org.slf4j.Logger LOGGER = LoggerFactory.getLogger(PenstockDataSource.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    /** Written under {@link #lock}. */
    private volatile Assembly.@Nullable Pool pool;
    /** Guarded by {@link #lock}. */
    private boolean closed;

    /** Creates a data source with every default; set at least {@link #setJdbcUrl jdbcUrl}. */
    public PenstockDataSource() {}

    /** Creates a data source from properties, see {@link PenstockConfig#PenstockConfig(Properties)}. */
    public PenstockDataSource(Properties properties) {
        super(properties);
    }

    /**
     * Starts finding backends and connecting to them. Returns at once; does nothing where the pool has started.
     *
     * @throws IllegalArgumentException if the configuration is wrong; the message names everything that is
     * @throws IllegalStateException if the data source is closed
     */
    public void start() {
        started();
    }

    private Assembly.Pool started() {
        Assembly.Pool running = pool;
        return running == null ? startOnce() : running;
    }

    private Assembly.Pool startOnce() {
        lock.lock();
        try {
            Assembly.Pool running = pool;
            if (running != null) {
                return running;
            }
            if (closed) {
                throw new IllegalStateException("the data source is closed");
            }
            Assembly.Pool fresh = Assembly.of(this);
            start(fresh.claims().backends());
            seal();
            pool = fresh;
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    /** A start that fails leaves no thread behind. */
    private static void start(Backends backends) {
        try {
            backends.start();
        } catch (Throwable e) {
            try {
                backends.close(Duration.ZERO);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            throw e;
        }
    }

    /**
     * Claims a connection; closing it ends the claim.
     *
     * @throws SQLException if there is none by the deadline, {@link #getConnectionTimeout connectionTimeout} after
     *     this call; it is a {@link ClaimFailure} that says why. Where the configuration is wrong, it says what is.
     */
    @Override
    public Connection getConnection() throws SQLException {
        Assembly.Pool running = pool;
        return (running == null ? startedForClaim() : running).claims().claim();
    }

    /**
     * Claims a connection with a deadline or a name of its own; closing it ends the claim.
     *
     * @throws SQLException as {@link #getConnection()}
     */
    public Connection claim(ClaimOptions options) throws SQLException {
        Assembly.Pool running = pool;
        return (running == null ? startedForClaim() : running).claims().claim(options);
    }

    private Assembly.Pool startedForClaim() throws SQLException {
        try {
            return startOnce();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new SQLNonTransientConnectionException(e.getMessage(), "08001", e);
        }
    }

    /** Not supported: set username and password instead. */
    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "one pool has one user: set username and password on the data source");
    }

    /** What this pool waited on until now. Starts the pool where it has not started. */
    public WaitSnapshot waits() {
        return started().accounts().snapshot();
    }

    /** The last claims of each slot that ended, the latest first. Starts the pool where it has not started. */
    public List<RecordedClaim> recordedClaims() {
        return started().accounts().recordedClaims();
    }

    /** The backends at this moment. Starts the pool where it has not started. */
    public List<BackendView> backends() {
        return started().claims().backends().views();
    }

    /** The claims that hold a slot, the longest first. Starts the pool where it has not started. */
    public List<ClaimReport.Holder> holders() {
        return started().claims().diagnosis().holders();
    }

    /**
     * Ends the pool: claims are refused, those that wait among them, unclaimed connections are closed, and held ones
     * as they are given back. Waits for that up to ten seconds; what is still held then is named in the log, and is
     * closed when it is given back all the same. Further calls do nothing.
     */
    @Override
    public void close() {
        Assembly.Pool running;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            running = pool;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            close(running);
        }
    }

    private static void close(Assembly.Pool running) {
        Claims claims = running.claims();
        claims.close();
        try {
            if (!claims.backends().close(CLOSE_LIMIT)) {
                LOGGER.warn(
                        "pool {} is closed; still held: {}",
                        running.settings().poolName(),
                        claims.diagnosis().holders());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOGGER.warn(
                    "pool {}: closing was interrupted; connections still close as they are given back",
                    running.settings().poolName(),
                    e);
        }
    }

    /** The login timeout is {@link #getConnectionTimeout connectionTimeout}, in seconds. */
    @Override
    public int getLoginTimeout() {
        return (int) Duration.ofMillis(getConnectionTimeout()).toSeconds();
    }

    /** Not supported: set connectionTimeout instead. */
    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("set connectionTimeout, in milliseconds, instead");
    }

    /** None: Penstock logs through SLF4J. */
    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    /** Not supported: Penstock logs through SLF4J. */
    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("Penstock logs through SLF4J");
    }

    /** Not supported: Penstock logs through SLF4J. */
    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Penstock logs through SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("this is no wrapper for " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public String toString() {
        return "PenstockDataSource(" + getPoolName().orElse("unnamed") + ")";
    }
}
