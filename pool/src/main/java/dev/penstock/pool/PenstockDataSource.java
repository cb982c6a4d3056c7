package dev.penstock.pool;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.TargetServerType;
import dev.penstock.pool.alerts.Alerts;
import dev.penstock.pool.chains.Chains;
import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyTable;
import dev.penstock.pool.health.PoolHealth;
import dev.penstock.pool.instrument.Instrument;
import dev.penstock.pool.instrument.InstrumentSource;
import dev.penstock.pool.lints.Lints;
import dev.penstock.pool.reports.Reports;
import dev.penstock.pool.traces.Trace;
import dev.penstock.pool.traces.TracedWork;
import dev.penstock.pool.traces.Traces;
import dev.penstock.waits.RecordedClaim;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.Records;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections to the backends of a service, as a {@link DataSource}.
 *
 * <p>Set its properties, then use it: the pool starts with the first {@link #getConnection()}, or with
 * {@link #start()}. After the start, all methods are thread-safe, including the setters of live properties.
 */
public final class PenstockDataSource extends PenstockConfig implements DataSource, InstrumentSource, AutoCloseable {
    private final Optional<PoolParts> givenParts;
    private final ReentrantLock lock = new ReentrantLock();
    private final PoolStarter starter = new PoolStarter(lock, this::present, this::create);
    /** Null until the start. This field and {@link #closed} are written under {@link #lock}. */
    private volatile @Nullable RunningPool pool;

    private volatile boolean closed;

    /** Creates a data source with all defaults; set at least {@link #setJdbcUrl jdbcUrl}. */
    public PenstockDataSource() {
        this.givenParts = Optional.empty();
    }

    /**
     * Creates a data source, starts it, and waits for a first connection. Without one, it waits for {@link
     * #getInitializationFailTimeout initializationFailTimeout}, and until an attempt has failed at every backend: at
     * most 30 seconds more, or {@link #getConnectionTimeout connectionTimeout} if that is longer.
     *
     * @throws IllegalArgumentException if the configuration is wrong; the message names every error
     * @throws PoolStartException if there is no first connection; no thread is left then
     */
    public PenstockDataSource(PenstockConfig config) {
        super(config);
        this.givenParts = Optional.empty();
        started().awaitFirstConnection(getInitializationFailTimeout(), this::close);
    }

    /** Creates a data source from a file of properties, see {@link PenstockConfig#PenstockConfig(String)}. */
    public PenstockDataSource(String file) {
        super(file);
        this.givenParts = Optional.empty();
    }

    /** Creates a data source from properties, see {@link PenstockConfig#PenstockConfig(Properties)}. */
    public PenstockDataSource(Properties properties) {
        super(properties);
        this.givenParts = Optional.empty();
    }

    /** Creates a data source whose pool uses {@code parts} instead of those that {@code config} describes. */
    public PenstockDataSource(PenstockConfig config, PoolParts parts) {
        super(config);
        this.givenParts = Optional.of(parts);
    }

    /**
     * Starts discovery and connects to the backends. Returns at once; does nothing if the pool has started.
     *
     * @throws IllegalArgumentException if the configuration is wrong; the message names every error
     * @throws IllegalStateException if the data source is closed
     */
    public void start() {
        started();
    }

    private RunningPool started() {
        RunningPool running = pool;
        return running == null ? starter.start() : running;
    }

    private @Nullable RunningPool present() {
        if (pool == null) {
            refuseIfClosed();
        }
        return pool;
    }

    /** Creates and starts the pool, without the lock. Setters wait meanwhile. */
    private RunningPool create() {
        RunningPool fresh = PoolFactory.create(properties(), givenParts);
        fresh.start(this::publish, getMetricRegistry());
        return fresh;
    }

    private void publish(RunningPool fresh) {
        refuseIfClosed();
        MBeanRegistration beans = MBeanRegistration.register(fresh, this, givenParts.isPresent());
        fresh.removals().add(beans::end);
        lock.lock();
        try {
            refuseIfClosed();
            properties().set(PropertyTable.POOL_NAME, fresh.settings().poolName());
            pool = fresh;
        } finally {
            lock.unlock();
        }
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException("the data source is closed");
        }
    }

    /** After the start, only live properties change. The wait for the backends is outside the lock. */
    @Override
    void change(List<PropertyMap.Change> changes) {
        apply(changes).run();
    }

    /** Returns the part of the change that waits for the backends. */
    private Runnable apply(List<PropertyMap.Change> changes) {
        lock.lock();
        try {
            starter.awaitEnd();
            RunningPool running = pool;
            if (running == null) {
                super.change(changes);
                return () -> {};
            }
            RunningPool.requireLive(changes);
            List<PropertyMap.Change> before = properties().restoring(changes);
            super.change(changes);
            try {
                return running.apply(properties(), changes);
            } catch (IllegalArgumentException e) {
                super.change(before);
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The figures and operations of the pool; null before the start, because reading a bean must not start a pool. */
    public @Nullable PenstockPoolMXBean getPoolMXBean() {
        RunningPool running = pool;
        return running == null ? null : new PoolControl(running);
    }

    /** The live properties of the pool, as their MXBean shows them. This data source itself is no MXBean. */
    public PenstockConfigMXBean getConfigMXBean() {
        return new ConfigControl(this);
    }

    /** Whether the pool has started and is not closed. */
    public boolean isRunning() {
        return pool != null && !closed;
    }

    /** Whether the data source is closed. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Claims a connection; closing it ends the claim.
     *
     * @throws SQLException if there is no connection by the deadline, {@link #getConnectionTimeout connectionTimeout}
     *     after this call, or if the configuration is wrong; a {@link ClaimFailure} gives the reason
     */
    @Override
    public Connection getConnection() throws SQLException {
        RunningPool running = pool;
        return running == null
                ? starter.claim(this, givenParts, ClaimOptions.none())
                : running.claims().claim();
    }

    /**
     * Claims a connection with a deadline, a name or a target of its own; closing it ends the claim.
     *
     * @throws SQLException as {@link #getConnection()}; at once for a target other than {@code any} if servers cannot
     *     be asked for their role, as with drivers other than pgjdbc
     */
    public Connection claim(ClaimOptions options) throws SQLException {
        RunningPool running = pool;
        return running == null ? starter.claim(this, givenParts, options) : running.claim(options);
    }

    /**
     * A view of this pool whose claims have a target. From the first such claim on, each backend is asked for its role
     * at every {@link #getStatusInterval statusInterval}.
     */
    public RoutedDataSource route(TargetServerType target) {
        return new RoutedDataSource(this, target);
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("one pool has one user: set username and password instead");
    }

    /** A snapshot of the waits of this pool since its start. Starts the pool if it has not started. */
    public WaitSnapshot waits() {
        return started().accounts().snapshot();
    }

    /** The health of the pool from its own state: this takes no slot, starts no pool, and throws nothing. */
    public PoolHealth health() {
        RunningPool running = pool;
        return closed ? PoolHealth.closed() : running == null ? PoolHealth.notStarted() : running.health();
    }

    /** What this pool knows of its claims now and in the last hour. Starts the pool if it has not started. */
    public Records records() {
        return started().recorder();
    }

    @Override
    public Instrument instrument() {
        return started().instrument();
    }

    /** The reports of claims that were slow, failed or leaked. Starts the pool if it has not started. */
    public Reports reports() {
        return started().reports();
    }

    /** The rules that the pool tests each second, and its alerts. Starts the pool if it has not started. */
    public Alerts alerts() {
        return started().observers().alerts();
    }

    /** The habits that cost this pool connections or time. Starts the pool if it has not started. */
    public Lints lints() {
        return started().observers().lints();
    }

    /** What claims wait for, from each claim to the root. Starts the pool if it has not started. */
    public Chains chains() {
        return started().observers().chains();
    }

    /** Explains the claim with this ID, in flight or kept, on a page of text. Starts the pool if it has not started. */
    public String explain(String claim) {
        return started().reports().explain(claim);
    }

    /** Does {@code work}, and returns all events of the claims made in it, see {@link Traces#trace}. */
    public <E extends Exception> Trace trace(TracedWork<E> work) throws E {
        return started().traces().trace(work);
    }

    /** The traces that are kept, and traces on request of other threads' claims. Starts the pool. */
    public Traces traces() {
        return started().traces();
    }

    /** The last claims of each slot that ended, the latest first. Starts the pool if it has not started. */
    public List<RecordedClaim> recordedClaims() {
        return started().accounts().recordedClaims();
    }

    /** The claims that exceeded leakDetectionThreshold at the last check. Starts the pool if it has not started. */
    public List<LeakReport> leaks() {
        return started().leaks().reports();
    }

    /** The backends at this moment. Starts the pool if it has not started. */
    public List<BackendView> backends() {
        return started().claims().backends().views();
    }

    /** The state of discovery at this moment. Starts the pool if it has not started. */
    public DiscoveryView discovery() {
        return started().claims().backends().discovery();
    }

    /** The claims that hold a slot, the longest first. Starts the pool if it has not started. */
    public List<ClaimReport.Holder> holders() {
        return started().diagnosis().holders();
    }

    /** The operations suspend, resume, evict, drain and restore. Starts the pool if it has not started. */
    public PoolOperations operations() {
        return new PoolOperations(started());
    }

    /**
     * Ends a claim and closes its connection. Later calls of it throw, and its {@code close()} does nothing.
     *
     * @throws IllegalArgumentException if {@code connection} is not the connection of a claim of this pool
     */
    public void evictConnection(Connection connection) {
        operations().end(connection);
    }

    /**
     * Closes the pool. New and waiting claims are refused, and unclaimed connections are closed. This method waits
     * {@link #getCloseTimeout closeTimeout} for held connections; then it names them in the log and aborts them: they
     * no longer work. It waits two seconds more at most for the threads of the pool, and logs those that hang in a
     * driver, or in a listener of MBeans or meters. An interrupt ends the wait for held connections. Further calls do
     * nothing.
     */
    @Override
    public void close() {
        RunningPool running;
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
        try {
            if (running != null) {
                running.close();
            }
        } finally {
            starter.cancel(Duration.ofMillis(getCloseTimeout()));
        }
    }

    /** The login timeout is {@link #getConnectionTimeout connectionTimeout}, in seconds, rounded up. */
    @Override
    public int getLoginTimeout() {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(getConnectionTimeout() / 1_000.0));
    }

    /** Sets {@link #setConnectionTimeout connectionTimeout}, in seconds; 0 for its default. */
    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        applyLoginTimeout(seconds);
    }

    private WrappedSource wrapped() {
        return new WrappedSource(
                pool == null ? Optional.ofNullable(getDataSource()) : started().source());
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return wrapped().logWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        wrapped().setLogWriter(out);
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Penstock logs through SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return wrapped().unwrap(type, this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return wrapped().isWrapperFor(type, this);
    }

    @Override
    public String toString() {
        return "PenstockDataSource(" + (getPoolName() == null ? "unnamed" : getPoolName()) + ")";
    }
}
