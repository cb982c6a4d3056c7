package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import dev.penstock.chaos.arena.Lab;
import dev.penstock.lab.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Faults of the servers. */
public final class ServerFaults {
    private static final String SESSIONS =
            " from pg_stat_activity where usename = 'app' and backend_type = 'client backend'";
    private static final String TERMINATE = "select count(pg_terminate_backend(pid))" + SESSIONS;
    private static final String TERMINATE_ONE =
            "select count(pg_terminate_backend(pid)) from (select pid" + SESSIONS + " order by random() limit 1) one";

    private ServerFaults() {}

    private static PostgresServer server(Arena arena) {
        return arena.lab().server(arena.target());
    }

    /** The pool's sessions on the server that the fault meets. */
    static long sessions(Arena arena) {
        return arena.lab().census().nowOn(arena.target());
    }

    /** The server that has most sessions of the pool. */
    static int busiest(Arena arena) {
        int busiest = 0;
        for (int i = 1; i < arena.lab().size(); i++) {
            if (arena.lab().census().nowOn(i) > arena.lab().census().nowOn(busiest)) {
                busiest = i;
            }
        }
        return busiest;
    }

    /** All processes of one server stop, and go on at the end. */
    public static Nemesis freeze() {
        return Held.meeting(
                "freeze",
                ServerFaults::sessions,
                arena -> server(arena).freeze(),
                arena -> server(arena).thaw());
    }

    /** One server is killed, and started again at the end. */
    public static Nemesis kill() {
        return Held.meeting(
                "kill",
                ServerFaults::sessions,
                arena -> server(arena).kill(),
                arena -> server(arena).restart());
    }

    /** One server is shut down in order, and started again at the end. */
    public static Nemesis shutDown() {
        return Held.meeting(
                "shut down",
                ServerFaults::sessions,
                arena -> server(arena).stop(),
                arena -> server(arena).restart());
    }

    /** The primary is shut down in order, and its standby is promoted. The old primary stays down. */
    public static Nemesis promote() {
        return Held.meeting(
                "switchover",
                arena -> arena.lab().census().nowOn(0),
                arena -> {
                    arena.lab().server(0).stop();
                    arena.lab().server(1).promote();
                },
                arena -> {});
    }

    /** One session after another is terminated, on all servers. */
    public static Nemesis terminateSessions() {
        return new Repeating("terminate sessions", Duration.ofMillis(100), arena -> onAll(arena, TERMINATE_ONE));
    }

    /** All sessions on all servers are terminated at once, every second. */
    public static Nemesis connectStorm() {
        return new Repeating("connect storm", Duration.ofSeconds(1), arena -> onAll(arena, TERMINATE));
    }

    /** One process of a server is killed, upon which the server ends all sessions and recovers; every second. */
    public static Nemesis crashSessions() {
        return new Repeating("crash of a session's process", Duration.ofSeconds(1), ServerFaults::crashOne);
    }

    private static long crashOne(Arena arena) throws Exception {
        try (Connection connection = server(arena).connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pid" + SESSIONS + " limit 1")) {
            if (!row.next()) {
                return 0;
            }
            return ProcessHandle.of(row.getInt(1))
                            .map(ProcessHandle::destroyForcibly)
                            .orElse(false)
                    ? 1
                    : 0;
        } catch (SQLException recovering) {
            return 0;
        }
    }

    /** The servers accept one session each of the application, and the present ones are terminated. */
    public static Nemesis connectionLimit() {
        return Held.meeting(
                "connection limit",
                arena -> arena.lab().census().now(),
                arena -> {
                    alterAll(arena, "alter role app connection limit 1");
                    onAll(arena, TERMINATE);
                },
                arena -> alterAll(arena, "alter role app connection limit -1"));
    }

    /** The servers refuse the application's password, and the present sessions are terminated. */
    public static Nemesis wrongPassword() {
        return Held.meeting(
                "wrong password",
                arena -> arena.lab().census().now(),
                arena -> {
                    alterAll(arena, "alter role app password 'another'");
                    onAll(arena, TERMINATE);
                },
                arena -> alterAll(arena, "alter role app password 'app'"));
    }

    private static void alterAll(Arena arena, String sql) throws SQLException {
        for (PostgresServer server : arena.lab().running()) {
            Lab.execute(server, sql);
        }
    }

    static long terminateOn(Arena arena, int server) throws SQLException {
        return count(arena.lab().server(server), TERMINATE);
    }

    private static long onAll(Arena arena, String sql) throws SQLException {
        long hits = 0;
        for (PostgresServer server : arena.lab().running()) {
            hits += count(server, sql);
        }
        return hits;
    }

    private static long count(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
