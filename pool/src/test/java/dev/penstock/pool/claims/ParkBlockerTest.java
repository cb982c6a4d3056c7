package dev.penstock.pool.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.pool.Claimant;
import dev.penstock.pool.Invariants;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.Pools;
import dev.penstock.waits.WaitEvent;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ParkBlockerTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void classIsNamedByTheReason() {
        for (WaitEvent reason : EnumSet.range(WaitEvent.CLAIM_WAIT_SLOT, WaitEvent.CLAIM_WAIT_ADMIN)) {
            assertThat(ParkBlocker.of(reason).getClass().getSimpleName())
                    .isEqualToIgnoringCase(reason.label().replace("_", ""));
        }
    }

    private static String lockOf(Thread thread) {
        LockInfo lock = ManagementFactory.getThreadMXBean()
                .getThreadInfo(thread.getId())
                .getLockInfo();
        return lock == null ? "" : lock.getClassName();
    }

    @Test
    void threadDumpNamesTheReasonOfAQueuedClaim() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setAllowPoolSuspension(true));
        Connection held = pool.getConnection();
        Claimant<Connection> waiter = Claimant.start(pool::getConnection);
        Await.until(
                "the thread dump names the reason",
                Invariants.LIMIT,
                () -> lockOf(waiter.thread()).endsWith("ParkBlocker$ClaimWaitSlot"));
        held.close();
        waiter.result().close();

        pool.getPoolMXBean().suspendPool();
        Claimant<Connection> suspended = Claimant.start(pool::getConnection);
        Await.until(
                "the claim parks because of the suspension",
                Invariants.LIMIT,
                () -> LockSupport.getBlocker(suspended.thread()) instanceof ParkBlocker.ClaimWaitAdmin);
        pool.getPoolMXBean().resumePool();
        suspended.result().close();
    }
}
