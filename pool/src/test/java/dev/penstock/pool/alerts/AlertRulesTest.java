package dev.penstock.pool.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertRulesTest {
    @Test
    void ruleHasAllParts() {
        AlertRule rule = AlertRule.parse("slow", "claim_acquire p99.9 > 1.5s over 1m for 30s until 500ms for 1m");

        assertThat(rule.subject().measure()).isEqualTo(Measure.PERCENTILE);
        assertThat(rule.subject().event()).contains(WaitEvent.CLAIM_ACQUIRE);
        assertThat(rule.subject().percentile()).isEqualTo(99.9);
        assertThat(rule.above()).isEqualTo(1.5e9);
        assertThat(rule.window()).isEqualTo(Duration.ofMinutes(1));
        assertThat(rule.lasting()).isEqualTo(Duration.ofSeconds(30));
        assertThat(rule.recovery()).isEqualTo(new AlertRule.Recovery(500e6, Duration.ofMinutes(1)));
    }

    @Test
    void ruleWithoutRecoveryRecoversBelowItsThreshold() {
        AlertRule rule = AlertRule.parse("old", "oldest_wait > 5s for 2s");

        assertThat(rule.recovery()).isEqualTo(new AlertRule.Recovery(4e9, Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claim_acquire p99 > 1s over 1m for 30s",
                "claim_execute p50 at \"orders db/10.0.0.5:5432\" > 0.5ms over 10s",
                "claim_wait_slot load of checkout > 2.5 over 5m until 0 for 0s",
                "dns_query rate > 0.1 over 1h",
                "load > 100 over 1m",
                "oldest_hold at db-1 of \"nightly import\" > 1h",
                "timeouts > 0 over 1m",
                "promise_violations > 0 over 5m"
            })
    void textOfRuleIsReadBack(String text) {
        AlertRule rule = AlertRule.parse("any", text);

        assertThat(AlertRule.parse("any", rule.toString())).isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    ~~ | must have a figure: an event such as claim_acquire, or one of
                    claim_aquire p99 > 1s over 1m | begins with 'claim_aquire', which must be a wait event
                    claim_acquire mean > 1s over 1m | has 'mean' after claim_acquire, which must be p99
                    claim_acquire p0 > 1s over 1m | has 'p0', which must be above p0 and below p100
                    claim_acquire p99 1s | must have '>' and a value after claim_acquire p99
                    claim_acquire p99 > 1 over 1m | has '1', which must be a time such as 500ms, 5s or 1m
                    claim_acquire p99 > 1s | must have 'over' and a time, such as over 1m
                    claim_acquire p99 > 1s over 1s | has 'over 1s', which must be from 10s to 1h
                    claim_acquire p99 of checkout > 1s over 1m | percentiles are not kept by operation
                    oldest_wait > 5s over 1m | has 'over', but oldest_wait is about one moment
                    oldest_wait at db-1 > 5s | a claim that waits has no backend yet
                    timeouts at db-1 > 0 over 1m | timeouts is known for the whole pool only
                    timeouts > many over 1m | has 'many', which must be a number such as 0 or 2.5
                    load at a of b > 1 over 1m | has 'at' and 'of', which are not counted together
                    oldest_wait > 5s until 6s | must not be above the one after '>'
                    oldest_wait > 5s for 2h | has 'for 2h', which must be from 0s to 1h
                    oldest_wait > 5s for | must have a time such as 30s after for
                    oldest_wait > 5s please | has 'please' at a place where only over, for or until
                    oldest_hold at "db > 5s | has a quotation mark without its counterpart
                    """)
    void wrongRuleIsRefusedWithWhatWouldBeRight(String text, String message) {
        List<String> errors = new ArrayList<>();
        AlertRules.of(Map.of("mine", text), errors);

        assertThat(errors)
                .singleElement()
                .asString()
                .startsWith("alerts.mine '" + text + "' ")
                .contains(message);
    }

    @Test
    void defaultCanBeReplacedOrOff() {
        List<String> errors = new ArrayList<>();
        AlertRule mine = AlertRule.parse("mine", "failures > 3 over 1m");
        List<AlertRule> rules =
                AlertRules.of(Map.of("timeouts", "off", "oldest_waiter", "oldest_wait > 1s", "mine", mine), errors);

        assertThat(errors).isEmpty();
        assertThat(rules)
                .extracting(AlertRule::name)
                .hasSize(AlertRules.defaultTexts().size())
                .doesNotContain("timeouts")
                .endsWith("mine");
        assertThat(rules).contains(mine, AlertRule.parse("oldest_waiter", "oldest_wait > 1s"));
    }

    @Test
    void unknownRuleCannotBeOff() {
        List<String> errors = new ArrayList<>();
        AlertRules.of(Map.of("timeout", "off"), errors);

        assertThat(errors)
                .singleElement()
                .asString()
                .startsWith(
                        "alerts.timeout 'off' must be a rule: only the defaults can be off, which are slow_claims,");
    }

    @Test
    void nameOfOtherCharactersIsRefused() {
        assertThatThrownBy(() -> AlertRule.parse("Slow claims", "timeouts > 0 over 1m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lower-case letters, digits and underscores");
    }
}
