package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import dev.penstock.pool.alerts.Alert;
import dev.penstock.pool.alerts.AlertRule;
import dev.penstock.pool.instrument.StatsRows;
import dev.penstock.pool.instrument.TimeRange;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Alerts of a whole pool: its configuration, its listeners and its tables. */
class AlertsTest {
    private static final int SLOTS = 4;
    private static final int CLAIMS = 10;

    @RegisterExtension
    final Pools pools = new Pools();

    private static Void query(PenstockDataSource pool) throws Exception {
        try (Connection connection = pool.getConnection()) {
            connection.createStatement().execute("select 1");
            return null;
        }
    }

    private static boolean has(PenstockDataSource pool, Alert.Kind kind) {
        return pool.alerts().kept().stream().anyMatch(alert -> alert.kind() == kind);
    }

    @Test
    void hangOfAllServersFiresAndIsResolved() throws Exception {
        Properties rules = new Properties();
        rules.setProperty("hang", "oldest_wait > 100ms until 50ms for 0s");
        PenstockDataSource pool = pools.full(SLOTS, config -> {
            config.setStatusInterval(50);
            config.setAlerts(rules);
        });
        List<Alert> heard = new CopyOnWriteArrayList<>();
        pool.alerts().listen(heard::add);
        StubScript hang = pools.on("Statement.execute").hang();
        List<Claimant<Void>> claimants = new ArrayList<>();
        for (int i = 0; i < CLAIMS; i++) {
            claimants.add(Claimant.start(() -> query(pool)));
        }
        Await.until("the alert fires", Invariants.LIMIT, () -> has(pool, Alert.Kind.FIRES));
        StatsRows rows = pool.instrument()
                .read(List.of("alerts", "alert_history"), TimeRange.ALL)
                .tables()
                .get("alert_history");
        assertThat(rows.size()).isEqualTo(1);
        hang.usual();
        hang.release();
        claimants.forEach(Claimant::result);
        Await.until("the alert is resolved", Invariants.LIMIT, () -> has(pool, Alert.Kind.RESOLVED));
        Await.until("the listener heard both", Invariants.LIMIT, () -> heard.size() == 2);

        Alert fired = heard.get(0);
        assertThat(fired.root())
                .contains("the oldest claim is", "claim_wait_slot")
                .contains("the longest holder of a slot is claim", "the server has not answered for");
        assertThat(fired.report()).contains("claim " + fired.claim().orElseThrow(), "Timeline:", "in flight");
        assertThat(pool.reports().events(Instant.MIN, Instant.MAX))
                .anyMatch(event -> event.text().contains("alert hang: oldest_wait > 100ms fires"));
    }

    @Test
    void wrongRulesAreRefusedTogether() {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl("jdbc:stub:x");
        Properties rules = new Properties();
        rules.setProperty("slow", "claim_acquire p99 > 1");
        rules.setProperty("nosuch", "off");
        config.setAlerts(rules);

        assertThatThrownBy(config::validate)
                .hasMessageContaining("alerts.slow 'claim_acquire p99 > 1' has '1', which must be a time")
                .hasMessageContaining("alerts.nosuch 'off' must be a rule");
    }

    @Test
    void rulesComeFromPropertiesAndFromCode() {
        Properties properties = new Properties();
        properties.setProperty("alerts.timeouts", "off");
        properties.setProperty("alerts.busy", "load > 100 over 1m");
        PenstockConfig config = new PenstockConfig(properties);
        config.addAlert(AlertRule.parse("idle", "oldest_hold > 5m"));
        PenstockDataSource pool = pools.config(1, settings -> config.copyStateTo(settings));
        pool.setJdbcUrl(pools.database().jdbcUrl());
        pool.setMaximumPoolSize(1);
        pools.open(pool);

        assertThat(pool.alerts().states())
                .extracting(state -> state.rule().name())
                .contains("busy", "idle", "slow_claims")
                .doesNotContain("timeouts");
    }

    @Test
    void rulesChangeWhileThePoolRuns() {
        PenstockDataSource pool = pools.full(1, config -> config.setStatusInterval(50));
        PenstockConfigMXBean bean = new ConfigControl(pool);
        bean.setAlert("timeouts", "off");
        bean.setAlert("busy", "load > 100 over 1m");
        Await.until("the rules are tested", Invariants.LIMIT, () -> names(pool).contains("busy"));
        assertThat(names(pool)).doesNotContain("timeouts");
        assertThat(bean.getAlertRules()).containsEntry("timeouts", "off").containsEntry("busy", "load > 100 over 1m");

        assertThatThrownBy(() -> bean.setAlert("busy", "load > much over 1m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("alerts.busy 'load > much over 1m' has 'much'");
        assertThat(bean.getAlertRules()).containsEntry("busy", "load > 100 over 1m");

        bean.setAlert("timeouts", null);
        bean.setAlert("busy", null);
        Await.until(
                "the rules are the defaults",
                Invariants.LIMIT,
                () -> names(pool).contains("timeouts"));
        assertThat(names(pool)).doesNotContain("busy");
    }

    private static List<String> names(PenstockDataSource pool) {
        return pool.alerts().states().stream().map(state -> state.rule().name()).toList();
    }
}
