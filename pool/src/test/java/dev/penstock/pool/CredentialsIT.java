package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.Vault;
import dev.penstock.backends.BackendHealth;
import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The password of a PostgreSQL role is changed under a pool in use. */
class CredentialsIT {
    private static PostgresCluster cluster;

    @RegisterExtension
    final Pools pools = new Pools();

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.start(1);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    private static void administer(String sql) {
        try (Connection connection = cluster.server(0).connect(cluster.database());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void role(String name, String password) {
        administer("CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'");
    }

    private static void rotate(String name, String password) {
        administer("ALTER ROLE " + name + " PASSWORD '" + password + "'");
    }

    private PenstockDataSource pool(int slots) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl(cluster.server(0).jdbcUrl());
        pool.setMaximumPoolSize(slots);
        pool.setConnectionTimeout(20_000);
        return pool;
    }

    /** Claimants that go on until they are told to stop, and what failed them. */
    private static final class Load {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicLong done = new AtomicLong();
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final List<Thread> threads = new ArrayList<>();

        Load(PenstockDataSource pool, int claimants) {
            for (int i = 0; i < claimants; i++) {
                Thread thread = new Thread(() -> run(pool), "claimant-" + i);
                threads.add(thread);
                thread.start();
            }
        }

        private void run(PenstockDataSource pool) {
            while (!stopped.get()) {
                try (Connection connection = pool.getConnection();
                        Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT 1")) {
                    assertThat(rows.next()).isTrue();
                    done.incrementAndGet();
                } catch (SQLException | RuntimeException | Error e) {
                    failures.add(e);
                    return;
                }
            }
        }

        void goOn() {
            long until = done.get() + 200;
            Await.until("claims go on", Invariants.LIMIT, () -> done.get() >= until || !failures.isEmpty());
            assertThat(failures).isEmpty();
        }

        void stop() {
            stopped.set(true);
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            assertThat(failures).isEmpty();
        }
    }

    private static int backendsOf(String role) throws SQLException {
        try (Connection connection = cluster.server(0).connect(cluster.database());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + role + "'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void aProviderThatFollowsLetsNoClaimFail() throws SQLException {
        role("follower", "first");
        Vault vault = new Vault();
        vault.answers(() -> Credentials.of("follower", "first"));
        PenstockDataSource pool = pool(4);
        pool.setCredentialsProvider(vault);
        pools.open(pool);
        Pools.awaitUnclaimed(pool::backends, 4);
        Load load = new Load(pool, 6);
        for (String next : List.of("second", "third", "fourth")) {
            load.goOn();
            rotate("follower", next);
            load.goOn();
            vault.answers(() -> Credentials.of("follower", next));
            int asked = vault.asked();
            pool.getPoolMXBean().softEvictConnections();
            load.goOn();
            Await.until("connections are made anew", Invariants.LIMIT, () -> vault.asked() >= asked + 4);
        }
        load.stop();
        Pools.awaitUnclaimed(pool::backends, 4);
        assertThat(backendsOf("follower")).isEqualTo(4);
    }

    @Test
    void credentialsThatAreSetReachTheNextConnectionsAndExistingOnesLiveOn() throws SQLException {
        role("setter", "first");
        PenstockDataSource pool = pool(3);
        pool.setCredentials(Credentials.of("setter", "first"));
        pools.open(pool);
        Pools.awaitUnclaimed(pool::backends, 3);
        Load load = new Load(pool, 3);
        rotate("setter", "second");
        load.goOn();
        assertThat(backendsOf("setter")).as("they live on").isEqualTo(3);

        pool.setMaximumPoolSize(4);
        Await.until(
                "the old password is refused",
                Invariants.LIMIT,
                () -> pool.backends().get(0).health() == BackendHealth.REFUSED);
        load.goOn();
        pool.setCredentials(Credentials.of("setter", "second"));
        Await.until("the fourth has connected", Invariants.LIMIT, () -> total(pool) == 4);
        pool.getPoolMXBean().softEvictConnections();
        load.goOn();
        load.stop();
        Pools.awaitUnclaimed(pool::backends, 4);
    }

    private static int total(PenstockDataSource pool) {
        return pool.getPoolMXBean().getTotalConnections()
                - pool.backends().stream()
                        .mapToInt(view -> view.slots().connecting())
                        .sum();
    }
}
