package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.pool.instrument.StatsRows;
import dev.penstock.pool.instrument.TimeRange;
import dev.penstock.pool.lints.Lint;
import dev.penstock.pool.lints.LintState;
import dev.penstock.pool.lints.LintState.Phase;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lints of a whole pool: its configuration, its table, and its log. */
class LintsTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private static LintState state(PenstockDataSource pool, Lint lint) {
        return pool.lints().states().stream()
                .filter(state -> state.lint() == lint)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nestedClaimIsRaisedUntilItIsSwitchedOff() throws Exception {
        PenstockDataSource pool = pools.full(2, config -> config.setStatusInterval(50));
        try (Connection outer = pool.getConnection();
                Connection inner = pool.getConnection()) {
            assertThat(outer).isNotSameAs(inner);
            Await.until(
                    "the lint is raised",
                    Invariants.LIMIT,
                    () -> state(pool, Lint.NESTED_CLAIM).raised());
        }
        assertThat(pool.lints().raised()).extracting(LintState::lint).containsExactly(Lint.NESTED_CLAIM);
        StatsRows rows =
                pool.instrument().read(List.of("lints"), TimeRange.ALL).tables().get("lints");
        assertThat(rows.size()).isEqualTo(Lint.values().length);

        pool.setLints("-nested_claim");
        assertThat(new ConfigControl(pool).getLints()).isEqualTo("-nested_claim");
        Await.until(
                "the lint is off",
                Invariants.LIMIT,
                () -> state(pool, Lint.NESTED_CLAIM).phase() == Phase.OFF);
    }

    @Test
    void unknownLintIsRefused() {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl("jdbc:stub:x");
        config.setLints("-everything");

        assertThatThrownBy(config::validate)
                .hasMessageContaining("lints '-everything' has 'everything', and must be all, none, or names");
    }
}
