package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application that recurses without end, and claims in each step. */
class StackOverflowTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private static long claimDeeper(PenstockDataSource pool, long depth) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            if (connection.isClosed()) {
                return depth;
            }
        }
        return 1 + claimDeeper(pool, depth);
    }

    @Test
    @Disabled("costs a slot each time: close() runs out of stack half-way, and nobody looks for slots without a holder")
    void costsNoSlot() {
        PenstockDataSource pool = pools.full(4, config -> config.setConnectionTimeout(2_000));
        pools.database().rememberCalls(false);
        int overflows = 0;
        for (int i = 0; i < 30; i++) {
            overflows += Claimant.start("recursive", () -> {
                        try {
                            claimDeeper(pool, 0);
                            return 0;
                        } catch (StackOverflowError e) {
                            return 1;
                        }
                    })
                    .result();
        }
        assertThat(overflows).isEqualTo(30);
        Pools.awaitUnclaimed(pool::backends, 4);
    }
}
