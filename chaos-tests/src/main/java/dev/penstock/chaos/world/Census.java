package dev.penstock.chaos.world;

import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the sessions of the pool's user as the servers see them, every 20 ms on each server, whatever happens to the
 * others. A server that does not answer has as many as it had.
 */
public final class Census implements AutoCloseable {
    private static final long INTERVAL_NANOS = 20_000_000;

    private final List<Thread> counters = new ArrayList<>();
    private final AtomicIntegerArray present;
    private final AtomicIntegerArray most;
    private final LongAdder counts = new LongAdder();
    private volatile boolean closed;

    /** Begins to count. */
    public Census(PostgresCluster cluster) {
        List<PostgresServer> servers = cluster.servers();
        present = new AtomicIntegerArray(servers.size());
        most = new AtomicIntegerArray(servers.size() + 1);
        for (int i = 0; i < servers.size(); i++) {
            int index = i;
            Thread counter = new Thread(() -> watch(servers.get(index), cluster.user(), index), "census-" + index);
            counter.setDaemon(true);
            counters.add(counter);
        }
        counters.forEach(Thread::start);
    }

    private void watch(PostgresServer server, String user, int index) {
        while (!closed) {
            try (Connection connection = server.connect();
                    PreparedStatement count = connection.prepareStatement("select count(*) from pg_stat_activity"
                            + " where usename = ? and backend_type = 'client backend'")) {
                count.setString(1, user);
                while (!closed) {
                    take(count, index);
                    LockSupport.parkNanos(INTERVAL_NANOS);
                }
            } catch (SQLException gone) {
                LockSupport.parkNanos(INTERVAL_NANOS);
            }
        }
    }

    private void take(PreparedStatement count, int index) throws SQLException {
        try (ResultSet result = count.executeQuery()) {
            result.next();
            int sessions = result.getInt(1);
            present.set(index, sessions);
            most.accumulateAndGet(index, sessions, Math::max);
            most.accumulateAndGet(present.length(), now(), Math::max);
            counts.increment();
        }
    }

    /** How many there are on all servers, by the last count of each. */
    public int now() {
        int sum = 0;
        for (int i = 0; i < present.length(); i++) {
            sum += present.get(i);
        }
        return sum;
    }

    /** The most there have been on all servers together. */
    public int most() {
        return most.get(present.length());
    }

    /** The most there have been on one server. */
    public int mostOn(int server) {
        return most.get(server);
    }

    /** How often it has counted. */
    public long counts() {
        return counts.sum();
    }

    @Override
    public void close() {
        closed = true;
        counters.forEach(LockSupport::unpark);
    }
}
