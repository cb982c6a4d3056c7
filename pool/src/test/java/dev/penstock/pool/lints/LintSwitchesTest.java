package dev.penstock.pool.lints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class LintSwitchesTest {
    @Test
    void minusTakesALintAwayFromAll() {
        assertThat(LintSwitches.parse("all")).containsExactlyInAnyOrder(Lint.values());
        assertThat(LintSwitches.parse("all, -dns_stale")).isEqualTo(EnumSet.complementOf(EnumSet.of(Lint.DNS_STALE)));
        assertThat(LintSwitches.parse("-dns_stale,-nested_claim"))
                .isEqualTo(EnumSet.complementOf(EnumSet.of(Lint.DNS_STALE, Lint.NESTED_CLAIM)));
    }

    @Test
    void namesSwitchSingleLintsOn() {
        assertThat(LintSwitches.parse("none")).isEmpty();
        assertThat(LintSwitches.parse("dns_stale , nested_claim"))
                .containsExactlyInAnyOrder(Lint.DNS_STALE, Lint.NESTED_CLAIM);
    }

    @Test
    void unknownNameIsRefusedWithTheKnownOnes() {
        for (String wrong : new String[] {"dns-stale", "-nothing", "", "all,"}) {
            assertThatThrownBy(() -> LintSwitches.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the names are held_but_idle, one_claim_per_statement");
        }
    }

    @Test
    void everyLintHasAnAdviceAndAMeaning() {
        for (Lint lint : Lint.values()) {
            assertThat(lint.advice()).as(lint.id()).isNotBlank().doesNotEndWith(".");
            assertThat(lint.meaning()).as(lint.id()).isNotBlank().doesNotEndWith(".");
            assertThat(Lint.named(lint.id())).contains(lint);
        }
    }
}
