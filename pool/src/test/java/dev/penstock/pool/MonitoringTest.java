package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.pool.meters.Metric;
import dev.penstock.waits.WaitEvent;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules, the dashboard and the playbook for Prometheus. What needs promtool is skipped without it. */
class MonitoringTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path FOLDER = DOCS.resolve("monitoring");
    private static final Pattern NAME = Pattern.compile("\\b(?:penstock|db_client)_[a-z0-9_]+");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `((?:penstock|db_client)_[a-z0-9_]+)` \\| (\\w+) \\|");
    private static final Pattern PROMQL = Pattern.compile("```promql\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private static String name(Metric metric) {
        return metric.prometheusName() + (metric.kind() == Metric.Kind.COUNTER ? "_total" : "");
    }

    private static Stream<Metric> metrics() {
        return Arrays.stream(Metric.values())
                .filter(metric -> !metric.dottedName().startsWith("hikaricp"));
    }

    private static Set<String> matches(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(FOLDER.resolve(file)))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void pageHasEveryMetricWithItsKind() throws IOException {
        assertThat(ROW.matcher(Files.readString(DOCS.resolve("metrics.md")))
                        .results()
                        .map(row -> row.group(1) + " " + row.group(2)))
                .containsExactlyElementsOf(metrics()
                        .map(metric -> name(metric) + " " + metric.kind().name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void rulesAndDashboardNameOnlyMetricsThatExist() throws IOException {
        Set<String> known = metrics().map(MonitoringTest::name).collect(Collectors.toCollection(TreeSet::new));
        metrics()
                .filter(metric -> metric.kind() == Metric.Kind.HISTOGRAM)
                .forEach(metric -> known.addAll(List.of(name(metric) + "_bucket", name(metric) + "_count")));
        Pattern used = Pattern.compile("(?<![:\\w])" + NAME.pattern());
        for (String file : List.of("rules.yml", "alerts.yml", "tests.yml", "tests-days.yml", "dashboard.json")) {
            assertThat(known).as(file).containsAll(matches(used, file));
        }
    }

    @Test
    void playbookHasEveryWaitEventAndAlert() throws IOException {
        String alerts = Files.readString(FOLDER.resolve("alerts.yml"));
        Set<String> sections =
                Arrays.stream(WaitEvent.values()).map(WaitEvent::label).collect(Collectors.toCollection(TreeSet::new));
        Pattern.compile("- alert: (\\w+)").matcher(alerts).results().forEach(alert -> sections.add(alert.group(1)));
        String playbook = Files.readString(FOLDER.resolve("playbook.md"));
        Set<String> found = new TreeSet<>();
        for (String section : playbook.split("(?m)^### ")) {
            if (!section.startsWith("#")) {
                found.add(section.lines().findFirst().orElseThrow());
                assertThat(section).contains("```sql", "```promql", "\nDo not ");
            }
        }
        assertThat(found).isEqualTo(sections);
        Pattern.compile("playbook.md#(\\w+)")
                .matcher(alerts)
                .results()
                .forEach(link ->
                        assertThat(playbook.toLowerCase(Locale.ROOT)).contains("\n### " + link.group(1) + "\n"));
    }

    private String promtool(Path where, String... arguments) throws IOException, InterruptedException {
        String tool = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(entry -> entry + "/promtool")
                .filter(path -> new File(path).canExecute())
                .findFirst()
                .orElse("");
        assumeTrue(!tool.isEmpty(), "promtool is not installed (Debian: apt-get install prometheus)");
        List<String> command =
                Stream.concat(Stream.of(tool), Stream.of(arguments)).toList();
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    @Test
    void rulesPassTheirTests() throws IOException, InterruptedException {
        assertThat(promtool(FOLDER, "check", "rules", "rules.yml", "alerts.yml"))
                .contains("SUCCESS");
        assertThat(promtool(FOLDER, "check", "config", "prometheus.yml")).contains("SUCCESS");
        assertThat(promtool(FOLDER, "test", "rules", "tests.yml", "tests-days.yml"))
                .contains("SUCCESS");
    }

    @Test
    void queriesOfPlaybookAndDashboardAreValid() throws IOException, InterruptedException {
        StringBuilder rules = new StringBuilder("groups:\n  - name: queries\n    rules:\n");
        List<String> queries = Stream.concat(
                        PROMQL.matcher(Files.readString(FOLDER.resolve("playbook.md")))
                                .results()
                                .map(result -> result.group(1).strip()),
                        Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"")
                                .matcher(Files.readString(FOLDER.resolve("dashboard.json")))
                                .results()
                                .map(result -> result.group(1)
                                        .replace("\\\"", "\"")
                                        .replaceAll("\\$__(rate_interval|range)", "5m")))
                .toList();
        assertThat(queries).hasSizeGreaterThan(40);
        for (int i = 0; i < queries.size(); i++) {
            rules.append("      - record: query:number:")
                    .append(i)
                    .append("\n        expr: |\n          ")
                    .append(queries.get(i).replace("\n", "\n          "))
                    .append('\n');
        }
        Files.writeString(folder.resolve("queries.yml"), rules);
        assertThat(promtool(folder, "check", "rules", "queries.yml")).contains(queries.size() + " rules found");
    }
}
