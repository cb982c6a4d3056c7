package dev.penstock.chaos.environments;

import dev.penstock.lab.LabException;
import dev.penstock.lab.Loopback;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A pgbouncer in transaction mode before the first server of a cluster. Used by one thread. */
final class Pgbouncer implements AutoCloseable {
    /** The most sessions that it has to the server. */
    static final int SERVER_SESSIONS = 3;

    private static final InetAddress ADDRESS = Loopback.address(1);

    private final String executable;
    private final PostgresCluster cluster;
    private final int port = Loopback.freePort(List.of(ADDRESS));
    private final Path directory = Program.directory("pgbouncer");
    private Program program;

    private Pgbouncer(String executable, PostgresCluster cluster) {
        this.executable = executable;
        this.cluster = cluster;
        this.program = launch();
    }

    /** The path of the program; skips the test if it is not installed. */
    static String require() {
        return Program.require("pgbouncer", "pgbouncer");
    }

    /** Starts it, and waits until it listens. */
    static Pgbouncer start(String executable, PostgresCluster cluster) {
        return new Pgbouncer(executable, cluster);
    }

    private Program launch() {
        try {
            Path users = Files.writeString(
                    directory.resolve("users.txt"), "\"" + cluster.user() + "\" \"" + cluster.password() + "\"\n");
            Path settings = Files.writeString(directory.resolve("pgbouncer.ini"), settings(users));
            Program started = Program.start("pgbouncer", directory, List.of(executable, settings.toString()));
            started.awaitReady(() -> listens(started));
            return started;
        } catch (IOException e) {
            throw new LabException("cannot write the settings of pgbouncer", e);
        }
    }

    private String settings(Path users) {
        PostgresServer server = cluster.server(0);
        return String.join(
                "\n",
                "[databases]",
                cluster.database() + " = host=" + server.address().getHostAddress() + " port=" + server.port(),
                "[pgbouncer]",
                "listen_addr = " + ADDRESS.getHostAddress(),
                "listen_port = " + port,
                "unix_socket_dir =",
                "auth_type = scram-sha-256",
                "auth_file = " + users,
                "pool_mode = transaction",
                "default_pool_size = " + SERVER_SESSIONS,
                "ignore_startup_parameters = extra_float_digits",
                "server_login_retry = 1",
                "");
    }

    private boolean listens(Program started) {
        if (!started.isRunning()) {
            throw new LabException("pgbouncer has ended");
        }
        try (Socket socket = new Socket(ADDRESS, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** The URL of the database, with what pgjdbc needs in transaction mode. */
    String jdbcUrl() {
        return "jdbc:postgresql://" + ADDRESS.getHostAddress() + ":" + port + "/" + cluster.database()
                + "?prepareThreshold=0";
    }

    /** Lets all queries end, and holds up those that come: the signal for {@code PAUSE}. */
    void pause() {
        program.signal("USR1");
    }

    /** Ends a pause. */
    void resume() {
        program.signal("USR2");
    }

    /** Stops the process. */
    void freeze() {
        program.signal("STOP");
    }

    /** Lets a stopped process go on. */
    void thaw() {
        program.signal("CONT");
    }

    /** Kills the process. */
    void kill() {
        program.kill();
    }

    /** Starts it again after {@link #kill}. */
    void restart() {
        program = launch();
    }

    @Override
    public void close() {
        program.close();
    }
}
