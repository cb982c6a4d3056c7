package dev.penstock.pool;

import static dev.penstock.pool.PrimaryAndSecondaryFixture.EACH;
import static dev.penstock.pool.PrimaryAndSecondaryFixture.awaitUnclaimed;
import static dev.penstock.pool.PrimaryAndSecondaryFixture.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.threads.NoThreadException;
import dev.penstock.backends.threads.PoolThreads;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims whose move to another server fails before they have the other slot. */
@Timeout(120)
class ReadOnlyRoutingFailuresTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private final RefusingScheduler scheduler = new RefusingScheduler();

    /** A pool that validates each connection before its use. */
    private Pools.Bare open() {
        return PrimaryAndSecondaryFixture.open(
                pools,
                config -> config.setAliveBypassWindow(0),
                new PoolThreads(null, new ThreadSource(null, scheduler)));
    }

    @Test
    void claimKeepsItsSlotIfNoThreadCanValidate() throws SQLException {
        Pools.Bare pool = open();
        try (Connection connection = pool.claims().claim()) {
            long opened = pools.database().connectionsOpened();
            scheduler.refuse(true);
            connection.setReadOnly(true);
            scheduler.refuse(false);
            assertThat(server(connection)).isEqualTo("db-1");
            assertThat(connection.isReadOnly()).isTrue();
            awaitUnclaimed(pool, EACH - 1, EACH);
            assertThat(pools.database().connectionsOpened())
                    .as("each session is kept")
                    .isEqualTo(opened);
        }
    }

    @Test
    void claimThatIsToWriteFailsIfNoThreadCanValidate() throws SQLException {
        Pools.Bare pool = open();
        try (Connection connection = pool.claims().claim()) {
            connection.setReadOnly(true);
            assertThat(server(connection)).isEqualTo("db-2");
            long opened = pools.database().connectionsOpened();
            scheduler.refuse(true);
            assertThatThrownBy(() -> connection.setReadOnly(false))
                    .isInstanceOf(SQLTransientConnectionException.class)
                    .hasMessageContaining("no thread can validate a connection")
                    .hasCauseInstanceOf(NoThreadException.class);
            scheduler.refuse(false);
            assertThat(server(connection)).isEqualTo("db-2");
            awaitUnclaimed(pool, EACH, EACH - 1);
            assertThat(pools.database().connectionsOpened())
                    .as("each session is kept")
                    .isEqualTo(opened);
            connection.setReadOnly(false);
            assertThat(server(connection)).isEqualTo("db-1");
        }
    }

    @Test
    void interruptOfTheValidationKeepsTheClaimOnItsSlot() throws SQLException {
        Pools.Bare pool = open();
        try (Connection connection = pool.claims().claim()) {
            StubScript check = pools.on("Connection.isValid").hang().once();
            Claimant<Boolean> caller = Claimant.start(() -> {
                connection.setReadOnly(true);
                return Thread.interrupted();
            });
            Await.until("the validation hangs", Invariants.LIMIT, () -> check.hanging() == 1);
            caller.thread().interrupt();
            assertThat(caller.result()).as("the interrupt stays").isTrue();
            assertThat(server(connection)).isEqualTo("db-1");
        }
        awaitUnclaimed(pool, EACH, EACH);
    }
}
