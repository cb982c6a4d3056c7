package dev.penstock.chaos.nemeses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.chaos.nemeses.SoakSamples.Sample;
import dev.penstock.chaos.report.model.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoakSamplesTest {
    private final SoakSamples samples = new SoakSamples();

    private List<String> failed() {
        return samples.findings().stream()
                .filter(finding -> !finding.passed())
                .map(Finding::checker)
                .toList();
    }

    @Test
    void samplesThatVaryAreFlat() {
        for (int i = 0; i < 40; i++) {
            samples.add(new Sample(100 + i % 3, 60 + i % 5, 12 - i % 2, 12));
        }

        assertThat(failed()).isEmpty();
        assertThat(samples.findings()).hasSize(4);
    }

    @Test
    void figureThatGrowsIsNotFlat() {
        for (int i = 0; i < 40; i++) {
            samples.add(new Sample(100 + 2 * i, 60 + i / 4, 12 + i / 8, 12 + i / 8));
        }

        assertThat(failed()).containsExactly("flat heap", "flat threads", "flat sockets", "flat sessions");
    }

    @Test
    void onePeakDoesNotMatter() {
        for (int i = 0; i < 40; i++) {
            samples.add(i == 37 ? new Sample(900, 500, 40, 40) : new Sample(100, 60, 12, 12));
        }

        assertThat(failed()).isEmpty();
    }

    @Test
    void fewSamplesShowNothing() {
        samples.add(new Sample(100, 60, 12, 12));

        assertThat(failed()).containsExactly("flat");
    }
}
