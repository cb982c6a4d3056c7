package dev.penstock.pool.linting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.pool.linting.LintFixture.Held;
import dev.penstock.pool.lints.Lint;
import dev.penstock.pool.lints.LintState;
import dev.penstock.pool.lints.LintState.Phase;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine looks for the lints that are switched on, and forgets their causes. */
class LintEngineTest {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final LintFixture pool = new LintFixture();

    @AfterEach
    void end() {
        assertThat(pool.accounts.snapshot().unaccountedNanos()).isZero();
        pool.close();
    }

    @Test
    void lintEndsTenMinutesAfterItsLastCause() {
        try (Held outer = pool.claim(0).call(MILLI);
                Held inner = pool.claim(1).call(MILLI)) {
            assertThat(outer).isNotSameAs(inner);
            pool.pass(Duration.ofSeconds(11));
        }
        assertThat(pool.state(Lint.NESTED_CLAIM).phase()).isEqualTo(Phase.RAISED);
        pool.pass(WINDOW.plusMinutes(1));
        LintState state = pool.state(Lint.NESTED_CLAIM);
        assertThat(state.phase()).isEqualTo(Phase.CLEAR);
        assertThat(state.timesRaised()).isOne();
        assertThat(state.example().orElseThrow().text()).contains("holds it beside claim");
    }

    @Test
    void lintThatIsSwitchedOffIsNotLookedFor() {
        pool.on = EnumSet.complementOf(EnumSet.of(Lint.NESTED_CLAIM));
        try (Held outer = pool.claim(0);
                Held inner = pool.claim(1)) {
            assertThat(outer).isNotSameAs(inner);
            pool.pass(Duration.ofSeconds(11));
        }
        assertThat(pool.state(Lint.NESTED_CLAIM))
                .matches(state -> state.phase() == Phase.OFF)
                .matches(state -> state.value().isEmpty());
        assertThat(pool.engine.states()).hasSize(Lint.values().length);
    }

    @Test
    void pauseOfTheProcessIsNoHabit() {
        pool.pass(Duration.ofMinutes(2));
        try (Held held = pool.claim(0)) {
            assertThat(held).isNotNull();
            pool.clock.addAndGet(Duration.ofMinutes(30).toNanos());
            pool.engine.beat(pool.clock.get(), LintFixture.BEAT);
        }
        pool.pass(Duration.ofSeconds(30));
        assertThat(pool.state(Lint.HELD_BUT_IDLE).phase()).isEqualTo(Phase.UNKNOWN);
        assertThat(pool.raised(Lint.HELD_BUT_IDLE)).isFalse();
    }
}
