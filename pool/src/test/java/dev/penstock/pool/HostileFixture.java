package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.lab.Loopback;
import dev.penstock.lab.MachineLoad;
import dev.penstock.lab.postgres.HostileServer;
import dev.penstock.waits.WaitEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;

/**
 * A pool whose only server is hostile. When it ends, the pool is closed, and must have left no socket behind.
 */
final class HostileFixture implements AutoCloseable {
    static final String PASSWORD = "m4rked-s3cret";
    static final long CLAIM_MILLIS = 700;
    static final long VALIDATION_MILLIS = 250;
    static final long BEAT_MILLIS = 100;
    /** A claim may end so long after its deadline. */
    static final long TOLERANCE_MILLIS = 250;

    private static final int MOST_CHARACTERS = 2_048;
    private static final int LOOPBACK = 9;

    final HostileServer server = HostileServer.start(Loopback.address(LOOPBACK));
    final PenstockDataSource pool = new PenstockDataSource();
    private final MachineLoad load = MachineLoad.watch();

    HostileFixture(Consumer<PenstockConfig> settings) {
        pool.setJdbcUrl(
                "jdbc:postgresql://127.0.0." + LOOPBACK + ":" + server.address().getPort() + "/app");
        pool.setUsername("app");
        pool.setPassword(PASSWORD);
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(CLAIM_MILLIS);
        pool.setConnectTimeout(500);
        pool.setValidationTimeout(VALIDATION_MILLIS);
        pool.setStatusInterval(BEAT_MILLIS);
        pool.setCloseTimeout(300);
        pool.setInitializationFailTimeout(-1);
        settings.accept(pool);
    }

    /** What a claim threw; checks that it ended by its deadline, and shows no secret. */
    SQLException refusedClaim() {
        try (Connection connection = pool.getConnection()) {
            throw new AssertionError("the claim got " + connection);
        } catch (SQLException e) {
            assertInTime(WaitEvent.CLAIM_ACQUIRE, CLAIM_MILLIS + TOLERANCE_MILLIS);
            assertHarmless(e);
            return e;
        }
    }

    /** The longest wait of that kind was within the limit, by the pool's own account, unless the machine was busy. */
    void assertInTime(WaitEvent event, long limitMillis) {
        long most = pool.waits().event(event).maxNanos() / 1_000_000;
        load.judge(() -> assertThat(most).as("%s in ms", event).isLessThan(limitMillis), Assumptions::abort);
    }

    static void assertHarmless(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        assertHarmless(text.toString());
    }

    static void assertHarmless(String text) {
        assertThat(text).doesNotContain(PASSWORD);
        text.lines().forEach(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(MOST_CHARACTERS));
        assertThat(text.replace("\n", "").replace("\r", "").replace("\t", ""))
                .doesNotContainPattern("[\\p{Cntrl}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");
    }

    /** Waits until the server, which is peaceful from now on, has served a claim. */
    void awaitRecovery() {
        server.behave();
        Await.until("a claim is served", Invariants.LIMIT, () -> {
            try (Connection connection = pool.getConnection()) {
                return !connection.isClosed();
            } catch (SQLException e) {
                return false;
            }
        });
    }

    void awaitAttacks(int attacks) {
        Await.until(attacks + " attacks have begun", Invariants.LIMIT, () -> server.attacks() >= attacks);
    }

    @Override
    public void close() {
        try {
            Invariants.assertQuiet(pool.getMaximumPoolSize(), pool::backends, pool::waits);
        } finally {
            end();
        }
        assertThat(Invariants.total(pool.backends())).as("slots after close").isZero();
        Invariants.assertIdentity(pool.waits());
    }

    private void end() {
        pool.close();
        try {
            Await.until("no socket is open", Duration.ofSeconds(10), () -> server.clients() == 0);
        } finally {
            load.close();
            server.close();
        }
    }
}
