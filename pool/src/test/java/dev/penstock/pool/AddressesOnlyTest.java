package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.DiscoveryView;
import org.junit.jupiter.api.Test;

class AddressesOnlyTest {
    @Test
    void addressesNeedNoResolverThread() {
        try (PenstockDataSource pool = new PenstockDataSource()) {
            pool.setPoolName("addresses");
            pool.setJdbcUrl("jdbc:postgresql://127.0.0.1:1,127.0.0.2:1,[::1]:1,127.0.0.1:1/orders");
            pool.start();

            DiscoveryView discovery = pool.discovery();
            assertThat(discovery.backends())
                    .extracting(known -> known.backend().label())
                    .containsExactlyInAnyOrder(
                            "127.0.0.1/127.0.0.1:1", "127.0.0.2/127.0.0.2:1", "::1/[0:0:0:0:0:0:0:1]:1");
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("penstock-resolver-addresses"));
            Invariants.assertQuiet(10, pool::backends, pool::waits);
        }
    }
}
