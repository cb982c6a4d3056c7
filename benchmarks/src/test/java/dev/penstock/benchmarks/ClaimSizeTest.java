package dev.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;

/** The connection of a claim is the claim's only allocation; see {@code docs/performance.md}. */
class ClaimSizeTest {
    @Test
    void claimedConnectionIsAtMost56BytesLong() throws ClassNotFoundException {
        ClassLayout layout = ClassLayout.parseClass(Class.forName("dev.penstock.pool.jdbc.ClaimedConnection"));
        assertThat(layout.instanceSize()).as(layout.toPrintable()).isLessThanOrEqualTo(56);
    }
}
