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
 * A PostgreSQL server of a {@link PostgresCluster}, with faults.
 *
 * <p>Thread-safe; changes of the server's state exclude each other. A method that changes the state throws
 * {@link LabException} if the operating system does not carry the change out.
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

    /** The loopback address of the server. */
    public InetAddress address() {
        return address;
    }

    /** The TCP port, which is the same for all servers of the cluster. */
    public int port() {
        return port;
    }

    /** The server's {@code cluster_name}, by which a session can identify its server. */
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
     * A new connection of the superuser to the cluster's database, for observation. The connect and each read end
     * within 10 s. The caller closes the connection. A superuser can connect even if all ordinary connections are in
     * use.
     */
    public Connection connect() throws SQLException {
        return connect(directory.database());
    }

    /** Like {@link #connect()}, but to another database, such as {@code template1}. */
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

    /** Whether the postmaster exists, frozen or not. */
    public boolean isRunning() {
        PostgresProcess current = process;
        return current != null && current.isAlive();
    }

    /**
     * The process ID of the postmaster.
     *
     * @throws IllegalStateException when it is not running
     */
    public long postmasterPid() {
        return running().pid();
    }

    /** The server's log file; {@link PostgresCluster#close()} deletes it. */
    public Path logFile() {
        return directory.logFile();
    }

    /**
     * Stops all processes of the server (SIGSTOP) and waits until all have stopped. The operating system still accepts
     * TCP connections for the server.
     *
     * @throws IllegalStateException when it is not running
     */
    public void freeze() {
        changing(() -> running().processes().freezeAll());
    }

    /**
     * Resumes all processes of the server (SIGCONT) and waits until all run.
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
     * Stops one process of the server, for example the process of a session ({@code pg_backend_pid()}).
     *
     * @throws IllegalArgumentException if the process does not belong to this server
     * @throws IllegalStateException if the server is not running
     */
    public void freezeProcess(int serverPid) {
        changing(() -> owning(serverPid).freeze(List.of((long) serverPid)));
    }

    /**
     * Resumes one process of the server.
     *
     * @throws IllegalArgumentException if the process does not belong to this server
     * @throws IllegalStateException if the server is not running
     */
    public void thawProcess(int serverPid) {
        changing(() -> owning(serverPid).thaw(List.of((long) serverPid)));
    }

    /** Kills all processes of the server (SIGKILL), frozen or not. Does nothing if the server is not running. */
    public void kill() {
        changing(() -> {
            if (isRunning()) {
                running().kill();
            }
        });
    }

    /** Thaws the server, disconnects its clients and shuts it down. Does nothing if the server is not running. */
    public void stop() {
        changing(() -> {
            if (isRunning()) {
                running().stop();
            }
        });
    }

    /** Shuts the server down if it is running, starts it on its old data, and waits until it is ready. */
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
     * Makes this server a standby of {@code primary} by streaming replication from a new base backup. Its own data is
     * lost. Waits until it is ready for queries. The primary must get no writes meanwhile, because full_page_writes is
     * off.
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

    /** Promotes a standby to a primary on a new timeline; waits until it accepts writes. */
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
                throw new LabException("not " + title() + " answers at its address, but " + answering);
            }
        } catch (SQLException e) {
            throw new LabException(
                    title() + " is ready but refuses a connection; the end of its log:\n" + launched.logTail(), e);
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
