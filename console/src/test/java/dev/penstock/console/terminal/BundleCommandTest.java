package dev.penstock.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.console.PoolFixture;
import dev.penstock.console.http.Console;
import dev.penstock.lab.Await;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.operations.ClaimView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A bundle is written from a running pool, and asked after the pool has ended. */
class BundleCommandTest {
    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    @TempDir
    private Path folder;

    private final TerminalFixture terminal = new TerminalFixture();

    private String out(String... words) {
        assertThat(terminal.run(words)).as(terminal.err()).isZero();
        return terminal.out();
    }

    @Test
    void bundleAnswersAsThePoolDid() throws Exception {
        PenstockDataSource pool = fixture.pool("orders", 2);
        Console console = fixture.closing(Console.open(pool, ":0"));
        String url = console.uri().toString();
        String file = folder.resolve("incident.zip").toString();
        String claim;
        try (Connection held = pool.claim(ClaimOptions.none().withOperation("checkout"))) {
            claim = held.unwrap(ClaimView.class).claim();
            Await.until(
                    "a second is recorded",
                    PoolFixture.LIMIT,
                    () -> !out("sql", url, "--csv", "SELECT slot FROM samples LIMIT 1")
                            .equals("slot\r\n"));
            assertThat(terminal.run("bundle", url, "-o", file)).isZero();
            assertThat(terminal.err()).startsWith("pool orders: ").contains("bytes are written to " + file);
        }
        pool.close();

        try (ZipFile zip = new ZipFile(file)) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("about.txt", "records.bin");
            assertThat(new String(zip.getInputStream(zip.getEntry("about.txt")).readAllBytes(), StandardCharsets.UTF_8))
                    .contains("reason   the command bundle")
                    .contains("  threads.txt   a console over HTTP does not show it")
                    .contains("  flight.jsonl  a console over HTTP does not show it");
        }
        assertThat(out("sql", file, "--csv", "SELECT operation, claim_id, stack IS NOT NULL FROM holders"))
                .isEqualTo("operation,claim_id,stack IS NOT NULL\r\ncheckout," + claim + ",true\r\n");
        assertThat(out(
                        "sql",
                        file,
                        "--csv",
                        "SELECT count(*) > 0 AS seen FROM samples, pools WHERE"
                                + " samples.sample_time > pools.sample_time - INTERVAL '1' MINUTE"))
                .isEqualTo("seen\r\ntrue\r\n");
        assertThat(out("explain", claim, file)).startsWith("claim " + claim);
        assertThat(out("stacks", file)).startsWith("checkout;").matches("(?s).* [0-9]+\\n");
        assertStatemap(out("statemap", file));
        assertThat(terminal.run("explain", "unknown-1-1", file)).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains("is not of this bundle");
    }

    private static void assertStatemap(String text) {
        JsonMapper mapper = JsonMapper.builder().build();
        List<JsonNode> lines = text.lines().map(mapper::readTree).toList();
        JsonNode head = lines.get(0);
        assertThat(head.path("start").size()).isEqualTo(2);
        int idle = head.path("states").path("claim_idle").path("value").asInt(-1);
        assertThat(lines.subList(1, lines.size()))
                .isNotEmpty()
                .anyMatch(line -> line.path("state").asInt() == idle
                        && line.path("entity").asString("").contains(" slot ")
                        && line.path("time").asString("").matches("[0-9]+"))
                .anyMatch(line -> line.path("entity").asString("").endsWith("status task"));
    }

    @Test
    void slotWithoutSampleIsUnclaimed() {
        OffsetDateTime first = OffsetDateTime.parse("2026-01-01T00:00:00Z");
        assertThat(StatemapCommand.slots(List.of(
                        List.of(first, "p", "b", 1L, "claim_idle"),
                        List.of(first.plusSeconds(1), "p", "b", 1L, "claim_idle"),
                        List.of(first.plusSeconds(2), "p", "b", 2L, "claim_execute"))))
                .extracting(change -> change.at().getEpochSecond() % 60 + " " + change.entity() + " " + change.state())
                .containsExactly(
                        "0 p b slot 1 claim_idle",
                        "0 p b slot 2 unclaimed",
                        "2 p b slot 1 unclaimed",
                        "2 p b slot 2 claim_execute");
    }

    @Test
    void equalStacksAreFoldedIntoOne() {
        assertThat(StackCommand.folded(List.of(
                        List.of("pay now", "t", 2_000_000L, "inner\nouter"),
                        List.of("pay now", "t", 3_000_000L, "inner\nouter"))))
                .containsExactly(Map.entry("pay_now;t;outer;inner", 5L));
    }

    @Test
    void wrongFileIsNamed() throws Exception {
        Path text = Files.writeString(folder.resolve("text.zip"), "this is no zip");

        assertThat(terminal.run("sql", text.toString(), "SELECT 1")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(terminal.err()).contains("is no bundle of Penstock");
        assertThat(terminal.run("sql", folder + "/none.zip", "SELECT 1")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(terminal.err()).contains("there is no file");
        assertThat(terminal.run("bundle", "1", "-o", "x.tar")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("must end with .zip");
    }
}
