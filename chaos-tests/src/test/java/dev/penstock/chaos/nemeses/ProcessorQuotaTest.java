package dev.penstock.chaos.nemeses;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The processor to which a quota limits the process. */
class ProcessorQuotaTest {
    @ParameterizedTest
    @CsvSource({"3, 1", "c, 4", "f0, 10", "8, 8", "'ffffffff,00000000', 100000000"})
    void processorIsTheLowestThatTheProcessMayUse(String mask, String processor) {
        assertThat(ProcessorQuota.lowest(mask)).isEqualTo(processor);
    }
}
