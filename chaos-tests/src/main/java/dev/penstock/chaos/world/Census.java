package dev.penstock.chaos.world;

import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.lab.tcp.FaultProxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the pool's sessions as the servers see them, every 20 ms. A server that does not answer counts with its last
 * number, unless it is down.
 *
 * <p>All servers are asked about the same instant. A session counts if it began before that instant and still exists
 * when its server answers. Therefore all sessions of one count existed together.
 *
 * <p>Behind proxies, a session whose connection has ended does not count for 2 s: on a busy machine the server needs
 * some time to see the end, and no pool can wait for it.
 *
 * <p>Penstock's diagnostic sessions are counted apart: the pool may have one on each server beside its limit.
 */
public final class Census implements AutoCloseable {
    private static final long INTERVAL_NANOS = 20_000_000;

    private static final long PATIENCE_NANOS = 500_000_000;

    /** A server may need so long to end a session whose connection has ended. */
    private static final long EXIT_NANOS = 2_000_000_000;

    private static final String SESSIONS =
            "select client_port, coalesce(application_name, '') like 'penstock/%/diagnostic' from pg_stat_activity"
                    + " where usename = ? and backend_type = 'client backend' and backend_start <= ?";

    private final List<Thread> threads = new ArrayList<>();
    private final List<FaultProxy> proxies;
    private final AtomicIntegerArray present;
    private final AtomicIntegerArray diagnostic;
    private final AtomicIntegerArray mostOfEach;
    private final AtomicInteger most = new AtomicInteger();
    private final LongAdder counts = new LongAdder();
    private final Lasting lasting = new Lasting();
    private final List<Lasting> lastingDiagnostic = new ArrayList<>();
    /** The instant of each server's last answer. */
    private final AtomicReferenceArray<Instant> answered;

    private volatile Instant asked = Instant.EPOCH;
    private volatile boolean closed;

    /** Starts the threads that count; each session counts until it ends. */
    public Census(PostgresCluster cluster) {
        this(cluster, List.of());
    }

    /** Starts the threads that count, for servers each of which is behind a proxy. */
    public Census(PostgresCluster cluster, List<FaultProxy> proxies) {
        this.proxies = List.copyOf(proxies);
        List<PostgresServer> servers = cluster.servers();
        present = new AtomicIntegerArray(servers.size());
        diagnostic = new AtomicIntegerArray(servers.size());
        answered = new AtomicReferenceArray<>(servers.size());
        mostOfEach = new AtomicIntegerArray(servers.size());
        for (int i = 0; i < servers.size(); i++) {
            int index = i;
            lastingDiagnostic.add(new Lasting());
            threads.add(new Thread(() -> watch(servers.get(index), cluster.user(), index), "census-" + index));
        }
        threads.add(new Thread(this::ask, "census"));
        threads.forEach(thread -> thread.setDaemon(true));
        threads.forEach(Thread::start);
    }

    /** Asks all servers about an instant, and adds up their answers after all have answered or 500 ms have passed. */
    private void ask() {
        while (!closed) {
            Instant at = Instant.now();
            asked = at;
            threads.forEach(LockSupport::unpark);
            long began = System.nanoTime();
            while (!closed && !haveAnswered(at) && System.nanoTime() - began < PATIENCE_NANOS) {
                LockSupport.parkNanos(INTERVAL_NANOS);
            }
            int sessions = now();
            most.accumulateAndGet(sessions, Math::max);
            noteLasting(sessions);
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
    }

    /** Called by one thread. */
    private void noteLasting(int sessions) {
        long now = System.nanoTime();
        lasting.note(now, sessions);
        for (int i = 0; i < lastingDiagnostic.size(); i++) {
            lastingDiagnostic.get(i).note(now, diagnostic.get(i));
        }
    }

    private boolean haveAnswered(Instant at) {
        for (int i = 0; i < present.length(); i++) {
            if (!at.equals(answered.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void watch(PostgresServer server, String user, int index) {
        while (!closed) {
            try (Connection connection = server.connect();
                    PreparedStatement count = connection.prepareStatement(SESSIONS)) {
                count.setString(1, user);
                count(count, index, new HashMap<>());
            } catch (SQLException gone) {
                if (endedAllSessions(server, gone)) {
                    present.set(index, 0);
                    diagnostic.set(index, 0);
                }
                LockSupport.parkNanos(INTERVAL_NANOS);
            }
        }
    }

    /** A server that is down, shuts down or recovers from a crash has no sessions. */
    private static boolean endedAllSessions(PostgresServer server, SQLException gone) {
        String state = gone.getSQLState();
        return !server.isRunning() || (state != null && state.startsWith("57P"));
    }

    private void count(PreparedStatement count, int index, Map<Integer, Long> ended) throws SQLException {
        while (!closed) {
            Instant at = asked;
            if (at.equals(answered.get(index))) {
                LockSupport.parkNanos(INTERVAL_NANOS);
            } else {
                take(count, index, at, ended);
                answered.set(index, at);
            }
        }
    }

    /** Counts the sessions of one server. The map has the ports whose connections have ended, and since when. */
    private void take(PreparedStatement count, int index, Instant at, Map<Integer, Long> ended) throws SQLException {
        count.setTimestamp(2, Timestamp.from(at));
        int sessions = 0;
        int beside = 0;
        Set<Integer> ports = new HashSet<>();
        try (ResultSet result = count.executeQuery()) {
            while (result.next()) {
                int port = result.getInt(1);
                ports.add(port);
                if (counts(index, port, ended)) {
                    beside += result.getBoolean(2) ? 1 : 0;
                    sessions += result.getBoolean(2) ? 0 : 1;
                }
            }
        }
        ended.keySet().retainAll(ports);
        diagnostic.set(index, beside);
        present.set(index, sessions);
        mostOfEach.accumulateAndGet(index, sessions, Math::max);
        counts.increment();
    }

    private boolean counts(int index, int port, Map<Integer, Long> ended) {
        if (proxies.isEmpty() || proxies.get(index).targetPorts().contains(port)) {
            return true;
        }
        long now = System.nanoTime();
        return now - ended.computeIfAbsent(port, any -> now) > EXIT_NANOS;
    }

    /** The sessions on all servers, by the last count of each. */
    public int now() {
        int sum = 0;
        for (int i = 0; i < present.length(); i++) {
            sum += present.get(i);
        }
        return sum;
    }

    /** The sessions on one server, by its last count. */
    public int nowOn(int server) {
        return present.get(server);
    }

    /** The most sessions that all servers had at one instant. */
    public int most() {
        return most.get();
    }

    /**
     * The most sessions that all servers had for 300 ms. A server and a proxy need a moment to see that a connection
     * was closed; a pool that opens another meanwhile keeps its limit.
     */
    public int mostLasting() {
        return lasting.most();
    }

    /** The most diagnostic sessions that one server had for 300 ms. */
    public int mostDiagnosticLasting() {
        return lastingDiagnostic.stream().mapToInt(Lasting::most).max().orElse(0);
    }

    /** The most sessions that one server had. */
    public int mostOn(int server) {
        return mostOfEach.get(server);
    }

    /** The number of answers of servers so far. */
    public long counts() {
        return counts.sum();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(LockSupport::unpark);
    }
}
