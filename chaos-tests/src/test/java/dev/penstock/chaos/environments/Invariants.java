package dev.penstock.chaos.environments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.chaos.scenarios.Ending;
import dev.penstock.lab.Await;
import dev.penstock.pool.PenstockDataSource;
import java.time.Duration;

/** What holds at the end of each test. */
final class Invariants {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Invariants() {}

    /** Nothing is held, nothing waits, each nanosecond is accounted for, and the pool has kept its promises. */
    static void check(PenstockDataSource pool) {
        Await.until("no claim is left", LIMIT, () -> pool.holders().isEmpty());
        Ending.accounts(pool);
        assertThat(pool.records().promises().last()).isEmpty();
    }
}
