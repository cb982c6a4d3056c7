package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.operations.Operation;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VirtualThreadsTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void fourSlotsServeAThousandVirtualThreads() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads came with Java 21");
        PenstockDataSource pool = pools.full(4, config -> config.setConnectionTimeout(60_000));
        ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        List<Future<Integer>> served = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            served.add(threads.submit(() -> {
                try (Operation route = Operation.begin("route");
                        Connection connection = pool.getConnection()) {
                    Thread.yield();
                    assertThat(Operation.current()).containsSame(route);
                    return connection.createStatement().executeUpdate("update");
                }
            }));
        }
        for (Future<Integer> one : served) {
            assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        }
        threads.shutdown();
        assertThat(pool.waits().claims().ended()).isEqualTo(1_000);
        assertThat(pool.waits().operation("route", WaitEvent.CLAIM_HOLD).total())
                .isEqualTo(1_000);
        assertThat(pools.database().connectionsOpened()).isEqualTo(4);
    }
}
