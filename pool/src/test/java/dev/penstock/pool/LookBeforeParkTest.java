package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.TargetServerType;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.waits.NanoClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A claim that queues looks once more for a free slot before it parks. A slot that became free after the first look and
 * before the claim queued notified nobody. No status request can serve the claim by chance: there is one a minute.
 */
class LookBeforeParkTest {
    private static final ClaimOptions PRIMARY = ClaimOptions.none().withTarget(TargetServerType.PRIMARY);
    private static final ClaimOptions SECONDARY = ClaimOptions.none().withTarget(TargetServerType.SECONDARY);

    @RegisterExtension
    final Pools pools = new Pools();

    private final InterruptedClock clock = new InterruptedClock();

    /** A clock that does something once at the second reading of one thread: after its look, before it queues. */
    private static final class InterruptedClock implements NanoClock {
        private volatile @Nullable Thread thread;
        private volatile @Nullable Callable<Void> action;
        private int readings;

        /** Called by the thread whose readings count. */
        void arm(Callable<Void> something) {
            action = something;
            thread = Thread.currentThread();
        }

        @Override
        public long nanoTime() {
            Callable<Void> due = action;
            if (Thread.currentThread() == thread && due != null && ++readings == 2) {
                Claimant.start("releaser", due).result();
            }
            return System.nanoTime();
        }
    }

    private PenstockDataSource open() {
        RoledConnector connector = new RoledConnector(pools.database());
        connector.primary(1, 1);
        connector.secondary(2);
        PenstockDataSource config = pools.config(2, settings -> {
            settings.setJdbcUrl("jdbc:postgresql://lab.test/lab");
            settings.setStatusTimeout(60_000);
            settings.setStatusInterval(60_000);
            settings.setTargetServerType("primary");
        });
        FixedResolver resolver = new FixedResolver(
                new ServiceName("lab"), List.of(RoledConnector.backend(1), RoledConnector.backend(2)), clock);
        PenstockDataSource pool = pools.open(new PenstockDataSource(config, new PoolParts(resolver, connector, clock)));
        Pools.awaitUnclaimed(pool::backends, 2);
        return pool;
    }

    /** The queue is not empty, so that the claim does not look by itself very soon. */
    @Test
    void slotFreedBeforeTheClaimQueuedServesIt() throws SQLException {
        PenstockDataSource pool = open();
        Connection primary = pool.claim(PRIMARY);
        Connection secondary = pool.claim(SECONDARY);
        Claimant<Void> first = Claimant.start(() -> use(pool, PRIMARY));
        Pools.awaitWaiting(pool, 1);

        Claimant<Void> second = Claimant.start(() -> {
            clock.arm(() -> close(secondary));
            return use(pool, SECONDARY);
        });
        second.result();

        assertThat(first.isDone()).isFalse();
        primary.close();
        first.result();
    }

    private static Void use(PenstockDataSource pool, ClaimOptions options) throws SQLException {
        return close(pool.claim(options));
    }

    private static Void close(Connection connection) throws SQLException {
        connection.close();
        return null;
    }
}
