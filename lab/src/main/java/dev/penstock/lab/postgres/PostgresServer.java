package dev.penstock.lab.postgres;

import dev.penstock.lab.LabException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL server of a {@link PostgresCluster}, with faults.
 *
 * <p>Safe for any thread; what changes the state of the server is done one at a time. All methods that do throw
 * {@link LabException} when the operating system does not do what was asked.
 */
public final class PostgresServer {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final ReentrantLock change = new ReentrantLock();
    private final String name;
    private final InetAddress address;
    private final int port;
    private final NodeDirectory directory;
    private final Duration startLimit;
    private volatile @Nullable PostgresProcess process;

    PostgresServer(String name, InetAddress address, int port, NodeDirectory directory, Duration startLimit) {
        this.name = name;
        this.address = address;
        this.port = port;
        this.directory = directory;
        this.startLimit = startLimit;
    }

    /** The loopback address it listens on. */
    public InetAddress address() {
        return address;
    }

    /** The TCP port it listens on, the same for all servers of the cluster. */
    public int port() {
        return port;
    }

    /** The server's {@code cluster_name}, by which a session can find out where it is. */
    public String name() {
        return name;
    }

    /** The JDBC URL of the cluster's database on this server, without user and password. */
    public String jdbcUrl() {
        return jdbcUrl(directory.database());
    }

    /** The JDBC URL of a database on this server, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + address.getHostAddress() + ":" + port + "/" + database;
    }

    /**
     * A new connection of the superuser to the cluster's database, for observing. It connects within 10 s, and each of
     * its reads ends within 10 s. The caller closes it. A superuser connects even when all ordinary connections are
     * taken.
     */
    public Connection connect() throws SQLException {
        return connect(directory.database());
    }

    /** Like {@link #connect()}, to another database; there are the cluster's and {@code template1} to begin with. */
    public Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        String seconds = Long.toString(CONNECT_LIMIT.toSeconds());
        properties.setProperty("user", ClusterSettings.SUPERUSER);
        properties.setProperty("password", ClusterSettings.SUPERUSER);
        properties.setProperty("sslmode", "disable");
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        properties.setProperty("ApplicationName", "lab observer");
        return DriverManager.getConnection(jdbcUrl(database), properties);
    }

    /** Whether its postmaster exists, frozen or not. */
    public boolean isRunning() {
        PostgresProcess current = process;
        return current != null && current.isAlive();
    }

    /**
     * The process ID of its postmaster.
     *
     * @throws IllegalStateException when it is not running
     */
    public long postmasterPid() {
        return running().pid();
    }

    /** The file it logs to; it is deleted when the cluster is closed. */
    public Path logFile() {
        return directory.logFile();
    }

    /**
     * Stops the postmaster and all its processes in their tracks (SIGSTOP), and returns when all have stopped. The
     * operating system still accepts TCP connections for it.
     *
     * @throws IllegalStateException when it is not running
     */
    public void freeze() {
        changing(() -> running().processes().freezeAll());
    }

    /**
     * Lets all its processes go on (SIGCONT), and returns when all do.
     *
     * @throws IllegalStateException when it is not running
     */
    public void thaw() {
        changing(() -> {
            ServerProcesses processes = running().processes();
            processes.thaw(processes.alive());
        });
    }

    /**
     * Freezes one of its processes, such as the one that serves a session ({@code pg_backend_pid()}).
     *
     * @throws IllegalArgumentException when the process does not belong to this server
     * @throws IllegalStateException when the server is not running
     */
    public void freezeProcess(int serverPid) {
        changing(() -> owning(serverPid).freeze(List.of((long) serverPid)));
    }

    /**
     * Lets one of its processes go on.
     *
     * @throws IllegalArgumentException when the process does not belong to this server
     * @throws IllegalStateException when the server is not running
     */
    public void thawProcess(int serverPid) {
        changing(() -> owning(serverPid).thaw(List.of((long) serverPid)));
    }

    /** Kills the postmaster and all its processes (SIGKILL), frozen or not; does nothing when it is not running. */
    public void kill() {
        changing(() -> {
            if (isRunning()) {
                running().kill();
            }
        });
    }

    /** Shuts it down, disconnecting its clients; thaws it before. Does nothing when it is not running. */
    public void stop() {
        changing(() -> {
            if (isRunning()) {
                running().stop();
            }
        });
    }

    /** Starts it on its old data, after shutting it down if it is running, and returns when it is ready. */
    public void restart() {
        changing(() -> {
            PostgresProcess previous = process;
            if (previous != null && previous.isAlive()) {
                previous.stop();
            } else if (previous != null) {
                previous.awaitEnd();
            }
            launch();
            awaitReady();
        });
    }

    /**
     * Makes it a standby of {@code primary}, by streaming replication from a base backup that is taken now; its own
     * data is lost. Returns when it is ready for queries. With full_page_writes off, nothing may be written to the
     * primary meanwhile.
     */
    public void follow(PostgresServer primary) {
        changing(() -> {
            if (isRunning()) {
                running().stop();
            }
            try (Connection connection = primary.connect()) {
                ask(connection, "SELECT pg_backup_start('lab', true)");
                directory.copyDataOf(primary.directory);
                directory.makeStandby(
                        ask(connection, "SELECT labelfile FROM pg_backup_stop(false)"), primary.conninfo());
            } catch (SQLException e) {
                throw new LabException("cannot take a base backup of " + primary.title(), e);
            }
            launch();
            awaitReady();
        });
    }

    /** Makes a standby a primary, on a timeline of its own; returns when it takes writes. */
    public void promote() {
        changing(() -> {
            try (Connection connection = connect()) {
                if (!ask(connection, "SELECT pg_promote()").equals("t")) {
                    throw new LabException(title() + " was not promoted in time");
                }
            } catch (SQLException e) {
                throw new LabException("cannot promote " + title(), e);
            }
        });
    }

    private static String ask(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private String conninfo() {
        return "host=" + address.getHostAddress() + " port=" + port + " user=" + ClusterSettings.SUPERUSER
                + " password=" + ClusterSettings.SUPERUSER + " sslmode=prefer";
    }

    void launch() {
        process = directory.launch();
    }

    void awaitReady() {
        PostgresProcess launched = Objects.requireNonNull(process, "launched before");
        launched.awaitReady(title(), startLimit);
        try (Connection connection = connect()) {
            String answering = ask(connection, "SHOW cluster_name");
            if (!answering.equals(name)) {
                throw new LabException(title() + " is not who answers there, but " + answering);
            }
        } catch (SQLException e) {
            throw new LabException(
                    title() + " is ready, yet cannot be connected to; the end of its log:\n" + launched.logTail(), e);
        }
    }

    void beginClose() {
        changing(() -> {
            if (isRunning()) {
                running().beginImmediateShutdown();
            }
        });
    }

    void awaitClosed() {
        PostgresProcess current = process;
        if (current != null) {
            current.awaitEnd();
        }
        directory.release();
    }

    private ServerProcesses owning(long pid) {
        ServerProcesses processes = running().processes();
        if (!processes.contains(pid)) {
            throw new IllegalArgumentException("process " + pid + " does not belong to " + title());
        }
        return processes;
    }

    private PostgresProcess running() {
        PostgresProcess current = process;
        if (current == null || !current.isAlive()) {
            throw new IllegalStateException(title() + " is not running");
        }
        return current;
    }

    private void changing(Runnable action) {
        change.lock();
        try {
            action.run();
        } finally {
            change.unlock();
        }
    }

    private String title() {
        return "PostgreSQL on " + address.getHostAddress() + ":" + port;
    }

    @Override
    public String toString() {
        return title();
    }
}
