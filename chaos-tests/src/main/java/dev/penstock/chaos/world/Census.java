package dev.penstock.chaos.world;

import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the sessions of the user of the pool as the servers see them, every 20 ms, whatever happens to one. A server
 * that does not answer has as many as it had.
 *
 * <p>All servers are asked for the same instant: a session counts that began before it and was there when its server
 * was asked, which is after it. So those that are counted together were there together.
 */
public final class Census implements AutoCloseable {
    private static final long INTERVAL_NANOS = 20_000_000;

    private static final long PATIENCE_NANOS = 500_000_000;

    private static final String SESSIONS = "select count(*) from pg_stat_activity"
            + " where usename = ? and backend_type = 'client backend' and backend_start <= ?";

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicIntegerArray present;
    private final AtomicIntegerArray mostOfEach;
    private final AtomicInteger most = new AtomicInteger();
    private final LongAdder counts = new LongAdder();
    /** The instant that each server was asked about last. */
    private final AtomicReferenceArray<Instant> answered;

    private volatile Instant asked = Instant.EPOCH;
    private volatile boolean closed;

    /** Begins to count. */
    public Census(PostgresCluster cluster) {
        List<PostgresServer> servers = cluster.servers();
        present = new AtomicIntegerArray(servers.size());
        answered = new AtomicReferenceArray<>(servers.size());
        mostOfEach = new AtomicIntegerArray(servers.size());
        for (int i = 0; i < servers.size(); i++) {
            int index = i;
            threads.add(new Thread(() -> watch(servers.get(index), cluster.user(), index), "census-" + index));
        }
        threads.add(new Thread(this::ask, "census"));
        threads.forEach(thread -> thread.setDaemon(true));
        threads.forEach(Thread::start);
    }

    /** Has all servers asked, and adds up when all have answered, or those have had their time that do not. */
    private void ask() {
        while (!closed) {
            Instant at = Instant.now();
            asked = at;
            threads.forEach(LockSupport::unpark);
            long began = System.nanoTime();
            while (!closed && !haveAnswered(at) && System.nanoTime() - began < PATIENCE_NANOS) {
                LockSupport.parkNanos(INTERVAL_NANOS);
            }
            most.accumulateAndGet(now(), Math::max);
            LockSupport.parkNanos(INTERVAL_NANOS);
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
                count(count, index);
            } catch (SQLException gone) {
                LockSupport.parkNanos(INTERVAL_NANOS);
            }
        }
    }

    private void count(PreparedStatement count, int index) throws SQLException {
        while (!closed) {
            Instant at = asked;
            if (at.equals(answered.get(index))) {
                LockSupport.parkNanos(INTERVAL_NANOS);
            } else {
                take(count, index, at);
                answered.set(index, at);
            }
        }
    }

    private void take(PreparedStatement count, int index, Instant at) throws SQLException {
        count.setTimestamp(2, Timestamp.from(at));
        try (ResultSet result = count.executeQuery()) {
            result.next();
            int sessions = result.getInt(1);
            present.set(index, sessions);
            mostOfEach.accumulateAndGet(index, sessions, Math::max);
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
        return most.get();
    }

    /** The most there have been on one server. */
    public int mostOn(int server) {
        return mostOfEach.get(server);
    }

    /** How often a server has been counted. */
    public long counts() {
        return counts.sum();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(LockSupport::unpark);
    }
}
