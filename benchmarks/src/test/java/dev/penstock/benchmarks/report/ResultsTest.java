package dev.penstock.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ResultsTest {
    private final Results results = new Results();

    @Test
    void medianCoversOddAndEvenRounds() {
        add("a", 3);
        add("a", 1);
        assertThat(results.median("s", "a", "m")).hasValue(2);

        add("a", 10);
        assertThat(results.median("s", "a", "m")).hasValue(3);
        assertThat(results.median("s", "b", "m")).isEmpty();
    }

    @Test
    void writtenResultsAreReadBack(@TempDir Path folder) throws IOException {
        add("a", 1.5);
        add("b", 1e9);
        results.write(folder.resolve("results.csv"));

        assertThat(Results.read(folder.resolve("results.csv")).samples()).isEqualTo(results.samples());
    }

    @Test
    void plotHasOneLineForEachPool() throws Exception {
        for (String pool : new String[] {"penstock", "hikari"}) {
            results.add(new Sample(Scenarios.CONTENTION, pool, Scenarios.percentile(99), 1, 900));
            results.add(new Sample(Scenarios.CONTENTION, pool, Scenarios.MAX, 1, 2_000_000));
        }
        String svg = LatencyPlot.of(results);

        var document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(svg).contains("penstock 2 s", "hikari 2 s");
    }

    private void add(String pool, double value) {
        results.add(new Sample("s", pool, "m", 1, value));
    }
}
