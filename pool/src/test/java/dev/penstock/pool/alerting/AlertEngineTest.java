package dev.penstock.pool.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.pool.alerts.Alert;
import dev.penstock.pool.alerts.AlertRule;
import dev.penstock.pool.alerts.AlertRules;
import dev.penstock.pool.alerts.AlertState;
import dev.penstock.pool.alerts.AlertState.Phase;
import dev.penstock.waits.ClaimTotals;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.history.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules fire and are resolved by an injected clock. */
class AlertEngineTest {
    private static final long MILLI = 1_000_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private AlertFixture pool = AlertFixture.defaults();

    @AfterEach
    void close() {
        pool.close();
    }

    private void rules(String... texts) {
        pool.close();
        pool = AlertFixture.of(texts);
    }

    /** Ten claims a second, each of which waits for a millisecond. */
    private void work(Duration time) {
        for (long i = 0; i < time.toSeconds(); i++) {
            for (int claim = 0; claim < 10; claim++) {
                pool.ended(MILLI);
            }
            pool.pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void totalHangFiresWithinFifteenSecondsAndIsResolved() {
        work(MINUTE.multipliedBy(2));
        pool.freeze();
        pool.pass(Duration.ofSeconds(15));

        assertThat(pool.news()).containsExactlyInAnyOrder("oldest_waiter FIRES", "unanswered_call FIRES");
        Alert alert = pool.engine.kept().stream()
                .filter(fired -> fired.rule().name().equals("oldest_waiter"))
                .findFirst()
                .orElseThrow();
        String oldest = pool.accounts.ids().format(2_005);
        assertThat(alert.claim()).contains(oldest);
        assertThat(alert.root())
                .contains("the oldest claim is " + oldest + " for 'checkout'")
                .contains("the server has not answered for");
        assertThat(alert.report()).contains("page about " + oldest);
        assertThat(alert.lasted()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));

        pool.thaw();
        work(Duration.ofSeconds(20));
        assertThat(pool.news()).contains("oldest_waiter RESOLVED", "unanswered_call RESOLVED");
        Alert resolved = pool.engine.kept().stream()
                .filter(fired -> fired.rule().name().equals("oldest_waiter"))
                .findFirst()
                .orElseThrow();
        assertThat(resolved.kind()).isEqualTo(Alert.Kind.RESOLVED);
        assertThat(resolved.values().before()).isGreaterThan(14e9);
        assertThat(resolved.values().now()).isZero();
        assertThat(resolved.values().baseline()).hasValue(0);
        assertThat(resolved.toString()).contains("is resolved after", "before 15 s, now 0 ns, usually 0 ns", oldest);
    }

    @Test
    void cleanHourFiresNothing() {
        for (int minute = 0; minute < 60; minute++) {
            work(MINUTE);
            pool.ended(4_000 * MILLI);
        }

        assertThat(pool.news()).isEmpty();
        assertThat(pool.engine.states())
                .hasSize(AlertRules.defaultTexts().size())
                .allSatisfy(state -> assertThat(state.phase()).isEqualTo(Phase.KEPT));
    }

    @Test
    void percentileCountsWaitsUnderWay() {
        rules("claim_acquire p99 > 1s over 1m for 5s");
        pool.freeze();
        pool.pass(Duration.ofSeconds(20));

        assertThat(pool.news()).containsExactly("rule_0 FIRES");
        pool.thaw();
        pool.pass(Duration.ofSeconds(50));
        assertThat(pool.news()).hasSize(1);
        work(Duration.ofSeconds(60));
        assertThat(pool.news()).containsExactly("rule_0 FIRES", "rule_0 RESOLVED");
    }

    @Test
    void oneSlowWaitInQuietMinuteFiresNoPercentile() {
        rules("claim_acquire p99 > 1s over 1m");
        pool.ended(MILLI);
        pool.pass(MINUTE);
        pool.ended(5_000 * MILLI);
        pool.ended(5_000 * MILLI);
        pool.pass(MINUTE);

        assertThat(pool.news()).isEmpty();
    }

    @Test
    void swingingValueRaisesOneAlert() {
        rules("oldest_wait > 5s");
        for (int i = 0; i < 20; i++) {
            pool.waits();
            pool.pass(Duration.ofSeconds(7));
            pool.thaw();
            pool.pass(Duration.ofSeconds(2));
        }

        assertThat(pool.news()).containsExactly("rule_0 FIRES");
        pool.pass(Duration.ofSeconds(11));
        assertThat(pool.news()).containsExactly("rule_0 FIRES", "rule_0 RESOLVED");
        assertThat(pool.engine.states().get(0).fired()).isEqualTo(1);
    }

    @Test
    void shortBreachRaisesNoAlert() {
        rules("oldest_wait > 5s for 10s");
        pool.waits();
        pool.pass(Duration.ofSeconds(8));
        assertThat(pool.engine.states().get(0).phase()).isEqualTo(Phase.PENDING);
        pool.thaw();
        pool.pass(MINUTE);

        assertThat(pool.news()).isEmpty();
    }

    /** Claims under way seem to have waited for an hour, and end within seconds after the pause. */
    @Test
    void pauseOfTheProcessRaisesNoAlert() {
        work(MINUTE);
        pool.freeze();
        pool.step(Duration.ofHours(1));
        pool.pass(Duration.ofSeconds(3));
        pool.thaw();
        work(MINUTE.multipliedBy(3));

        assertThat(pool.news()).isEmpty();
    }

    @Test
    void hangAfterPauseFires() {
        pool.step(Duration.ofSeconds(1));
        pool.step(Duration.ofMinutes(1));
        pool.freeze();
        pool.pass(Duration.ofSeconds(15));

        assertThat(pool.news()).contains("oldest_waiter FIRES");
    }

    @Test
    void clockThatStepsBackRaisesNoAlert() {
        work(MINUTE);
        pool.freeze();
        pool.pass(Duration.ofSeconds(2));
        pool.step(Duration.ofSeconds(-30));
        pool.thaw();
        work(MINUTE);

        assertThat(pool.news()).isEmpty();
    }

    @Test
    void timeoutFiresAtOnceAndIsResolvedAfterItsWindow() {
        work(MINUTE);
        pool.accounts.beginAcquire(pool.clock.get()).recordFailure(ClaimTotals.Outcome.TIMEOUT, pool.clock.get());
        work(Duration.ofSeconds(2));
        assertThat(pool.news()).containsExactly("timeouts FIRES");

        work(MINUTE.multipliedBy(2));
        assertThat(pool.news()).containsExactly("timeouts FIRES", "timeouts RESOLVED");
    }

    @Test
    void violatedPromiseFires() {
        work(MINUTE);
        pool.recorder.recordViolation(Promise.COUNTS_SUM, "db-1 has 4 slots, and 3 by state");
        work(Duration.ofSeconds(2));

        assertThat(pool.news()).containsExactly("promise_violated FIRES");
        assertThat(pool.engine.kept().get(0).root()).contains("db-1 has 4 slots");
    }

    @Test
    void loadAndRateAreThoseOfTheWindow() {
        rules("dns_query rate > 0.9 over 10s", "dns_query load > 0.4 over 10s", "dns_query load > 0.6 over 10s");
        for (int i = 0; i < 20; i++) {
            pool.accounts.meters().meter(WaitEvent.DNS_QUERY).record(500 * MILLI);
            pool.pass(Duration.ofSeconds(1));
        }

        assertThat(pool.news()).containsExactlyInAnyOrder("rule_0 FIRES", "rule_1 FIRES");
    }

    @Test
    void ruleThatCannotBeTestedLeavesTheOthers() {
        rules("oldest_wait > 5s", "oldest_call > 5s");
        pool.freeze();
        pool.failing(true);
        pool.pass(Duration.ofSeconds(10));

        assertThat(pool.news()).isEqualTo(List.of("rule_1 FIRES"));
    }

    @Test
    void keptAlertsAreBounded() {
        rules("oldest_wait > 1s until 1s for 0s");
        for (int i = 0; i < AlertEngine.MOST_KEPT; i++) {
            pool.waits();
            pool.pass(Duration.ofSeconds(3));
            pool.thaw();
            pool.pass(Duration.ofSeconds(2));
        }

        assertThat(pool.engine.kept()).hasSize(AlertEngine.MOST_KEPT);
        assertThat(pool.engine.store().dropped()).isEqualTo(AlertEngine.MOST_KEPT);
        assertThat(pool.engine.store().bytes()).isLessThan(pool.engine.store().maximumBytes());
    }

    @Test
    void changedRulesAreTestedAtOnceAndOthersGoOn() {
        try (AlertFixture pool = AlertFixture.of("oldest_wait > 5s", "oldest_call > 5s")) {
            AlertRule same = pool.rules.get(1);
            pool.freeze();
            pool.pass(Duration.ofSeconds(8));
            assertThat(pool.news()).containsExactly("rule_0 FIRES", "rule_1 FIRES");

            pool.rules = List.of(AlertRule.parse("rule_0", "oldest_wait > 1h"), same);
            pool.pass(Duration.ofSeconds(2));
            assertThat(pool.news()).containsExactly("rule_0 FIRES", "rule_1 FIRES", "rule_0 RESOLVED");
            assertThat(pool.engine.kept().get(0).root()).isEqualTo("the configuration has this rule no more");
            assertThat(pool.engine.states()).extracting(AlertState::fired).containsExactly(0L, 1L);

            pool.rules = List.of(same);
            pool.pass(Duration.ofSeconds(2));
            assertThat(pool.news()).hasSize(3);
            assertThat(pool.engine.states()).extracting(AlertState::rule).containsExactly(same);
        }
    }
}
