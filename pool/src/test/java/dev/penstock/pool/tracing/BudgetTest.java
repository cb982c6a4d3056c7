package dev.penstock.pool.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Claims that outlive their trace. */
class BudgetTest {
    @Test
    void chargeAfterReleaseLeavesTheSharedBudgetAsItWas() {
        Budget shared = new Budget(Long.MAX_VALUE, 100, null);
        Budget run = new Budget(10, 100, shared);
        run.charge(60);
        run.release();
        for (int i = 0; i < 10; i++) {
            run.charge(60);
            assertThat(run.take(60)).as("room after the release").isFalse();
        }
        run.release();

        assertThat(shared.take(99)).isTrue();
        assertThat(shared.hasRoom()).as("room for one more byte").isTrue();
        assertThat(shared.take(1)).isTrue();
        assertThat(shared.hasRoom()).as("nothing was returned twice").isFalse();
    }
}
