package dev.penstock.chaos.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.chaos.report.model.SuiteRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final List<String> POOLS = List.of("penstock", "hikaricp", "agroal");

    @Test
    void pageOfWholeSuiteKeepsItsLimit() {
        String page = HtmlReport.page(SuiteFixture.suite(24, POOLS));

        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(HtmlReport.MOST_BYTES);
    }

    @Test
    void hostileTextStaysText() {
        String page = HtmlReport.page(SuiteFixture.suite(1, POOLS));

        assertThat(page).doesNotContain("<img").contains("<title>Chaos &lt;/script&gt;");
        // One element of data and one of script, each closed once.
        assertThat(page.split("</script", -1)).hasSize(3);
    }

    @Test
    void pageNamesNoAddress() {
        assertThat(HtmlReport.page(SuiteFixture.suite(1, POOLS)).replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http:", "https:", "src=\"", "@import", "url(http", "eval(", "innerHTML");
    }

    @Test
    void statemapHasHeaderAndTimesInOrder() {
        SuiteRecord suite = SuiteFixture.suite(1, List.of("penstock"));

        List<String> lines = StatemapText.of(suite, suite.runs().get(0)).lines().toList();

        assertThat(lines.get(0))
                .startsWith("{\"start\":[1796040000,123000000],\"title\":\"freeze")
                .contains("\"entityKind\":\"Part\"", "\"STALLED\":{");
        assertThat(lines.get(1)).matches("\\{\"time\":\"0\",\"entity\":\"db-1\\S+ health\",\"state\":\\d+}");
        assertThat(lines.stream().skip(1).map(HtmlReportTest::time).toList()).isSorted();
    }

    private static long time(String line) {
        return Long.parseLong(line.replaceFirst("^\\{\"time\":\"(\\d+)\".*", "$1"));
    }

    @Test
    void runWithoutTracksHasNoStatemap() {
        SuiteRecord suite = SuiteFixture.suite(1, POOLS);

        assertThat(StatemapText.of(suite, suite.runs().get(1))).isEmpty();
    }
}
