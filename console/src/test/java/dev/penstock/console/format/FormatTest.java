package dev.penstock.console.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Golden checks of the forms of a result. */
class FormatTest {
    /** Clears the screen, sets the title of the window, changes the direction of the text. */
    private static final String ATTACK = "a\u001b[2Jb\u009b1mc\u202ed\u0007";

    private static final Style ASCII = new Style(true, false, 0);

    private static String write(Format format, Style style, List<String> names, List<@Nullable Object> row) {
        return write(format, style, new Format.Rows(names, List.of(row)));
    }

    private static String write(Format format, Style style, Format.Rows rows) {
        StringWriter text = new StringWriter();
        try (PrintWriter out = new PrintWriter(text)) {
            format.write(rows, out, style);
        }
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    private static void assertNoControlCharacter(String text) {
        assertThat(text.codePoints()
                        .filter(point -> point != '\n' && point != '\r')
                        .filter(point -> Character.isISOControl(point) || Character.getType(point) == Character.FORMAT)
                        .count())
                .as(text)
                .isZero();
    }

    @Test
    void tableAlignsTextAndNumbers() {
        Format.Rows rows = new Format.Rows(
                List.of("state", "claims", "load"),
                List.of(
                        List.of("ONLINE", 12L, 0.25),
                        Arrays.asList("OFFLINE", null, 1.0 / 3),
                        List.of("x", 7L, new BigDecimal("2.50000000000001"))));

        assertThat(write(Format.TABLE, Style.PLAIN, rows)).isEqualTo("""
                        state    claims      load
                        ───────  ──────  ────────
                        ONLINE       12      0.25
                        OFFLINE          0.333333
                        x             7       2.5
                        3 rows
                        """);
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        Format.Rows rows = new Format.Rows(List.of("name", "n"), List.of(List.of("注文", 1L), List.of("é", 2L)));

        assertThat(write(Format.TABLE, Style.PLAIN, rows)).isEqualTo("""
                        name  n
                        ────  ─
                        注文  1
                        é     2
                        2 rows
                        """);
        assertThat(write(Format.TABLE, ASCII, rows)).isEqualTo("""
                        name          n
                        ------------  -
                        \\u6ce8\\u6587  1
                        \\u00e9        2
                        2 rows
                        """);
    }

    @Test
    void longTextIsCutWithItsRest() {
        String table = write(Format.TABLE, Style.PLAIN, List.of("frame"), List.of("x".repeat(150)));

        assertThat(table.lines().toList().get(2))
                .isEqualTo("x".repeat(89) + "…[61 more]")
                .hasSizeLessThanOrEqualTo(100);
        assertThat(write(Format.TABLE, Style.PLAIN, List.of("name"), List.of("注".repeat(80)))
                        .lines()
                        .toList()
                        .get(2))
                .isEqualTo("注".repeat(45) + "…[35 more]");
    }

    @Test
    void tableWiderThanTerminalIsWrittenByValue() {
        Style narrow = new Style(false, false, 20);

        assertThat(write(Format.TABLE, narrow, List.of("claim", "stack"), List.of("c-1", "a.B.c(B.java:1)\nd.E.f()")))
                .isEqualTo("""
                        ── row 1
                        claim  c-1
                        stack  a.B.c(B.java:1)
                               d.E.f()
                        1 row
                        """);
        assertThat(write(Format.TABLE, narrow, List.of("claim", "n"), List.of("c-1", 1L)))
                .isEqualTo("claim  n\n─────  ─\nc-1    1\n1 row\n");
    }

    @Test
    void statesAreColouredOnlyIfWanted() {
        List<String> names = List.of("state", "wait_event");
        List<@Nullable Object> row = List.of("OFFLINE", "claim_wait_slot");

        assertThat(write(Format.TABLE, new Style(false, true, 0), names, row))
                .contains("\u001b[31mOFFLINE\u001b[0m  \u001b[33mclaim_wait_slot\u001b[0m\n");
        assertNoControlCharacter(write(Format.TABLE, Style.PLAIN, names, row));
        assertNoControlCharacter(write(Format.CSV, new Style(false, true, 0), names, row));
    }

    @Test
    void controlCharactersAreEscapedInEachForm() {
        for (Format format : Format.values()) {
            for (Style style : List.of(Style.PLAIN, ASCII, new Style(false, false, 5))) {
                String written = write(format, style, List.of("thread", "n"), List.of(ATTACK, 1L));
                assertNoControlCharacter(written);
                assertThat(written.toLowerCase(Locale.ROOT)).contains("a\\u001b[2jb\\u009b1mc\\u202ed\\u0007");
            }
        }
    }

    @Test
    void asciiIsAsciiInEachForm() {
        for (Format format : Format.values()) {
            String written = write(format, ASCII, List.of("größe"), List.of("5 µs — 注文 …"));
            assertThat(written.chars().allMatch(each -> each < 0x7f))
                    .as(written)
                    .isTrue();
        }
        assertThat(write(Format.TABLE, ASCII, List.of("text"), List.of("5 µs …")))
                .contains("5 us ...");
    }

    @Test
    void csvQuotesAsInRfc4180() {
        assertThat(write(Format.CSV, Style.PLAIN, List.of("a", "b"), Arrays.asList("say \"hi\", twice\nplease", null)))
                .isEqualTo("a,b\r\n\"say \"\"hi\"\", twice\nplease\",\r\n");
        assertThat(write(
                        Format.CSV,
                        Style.PLAIN,
                        List.of("t"),
                        List.of(OffsetDateTime.parse("2026-01-15T03:13:43.5+01:00"))))
                .isEqualTo("t\r\n2026-01-15T02:13:43.500Z\r\n");
    }

    @Test
    void jsonParsesWithItsTypes() {
        List<@Nullable Object> row = Arrays.asList(
                "注 \"x\"\n" + ATTACK,
                7L,
                0.5,
                true,
                null,
                Double.NaN,
                OffsetDateTime.parse("2026-01-15T03:13:43+01:00"));
        List<String> names = List.of("text", "number", "real", "flag", "none", "nan", "time");
        for (Style style : List.of(Style.PLAIN, ASCII)) {
            JsonNode object = JsonMapper.builder()
                    .build()
                    .readTree(write(Format.JSON, style, names, row))
                    .get(0);
            assertThat(object.get("text").asString()).isEqualTo(row.get(0));
            assertThat(object.get("number").isIntegralNumber()).isTrue();
            assertThat(object.get("real").asDouble()).isEqualTo(0.5);
            assertThat(object.get("flag").asBoolean()).isTrue();
            assertThat(object.get("none").isNull()).isTrue();
            assertThat(object.get("nan").asString()).isEqualTo("NaN");
            assertThat(object.get("time").asString()).isEqualTo("2026-01-15T02:13:43Z");
        }
    }

    @Test
    void jsonKeepsColumnsOfOneName() {
        JsonNode object = JsonMapper.builder()
                .build()
                .readTree(write(Format.JSON, Style.PLAIN, List.of("pool", "pool", "pool"), List.of("a", "b", "c")))
                .get(0);

        assertThat(object.toString()).isEqualTo("{\"pool\":\"a\",\"pool_2\":\"b\",\"pool_3\":\"c\"}");
    }

    @Test
    void manyColumnsOfOneNameStayDistinct() {
        int columns = 16_000;
        JsonNode object = JsonMapper.builder()
                .build()
                .readTree(write(Format.JSON, Style.PLAIN, Collections.nCopies(columns, "a"), zeros(columns)))
                .get(0);

        assertThat(object.size()).isEqualTo(columns);
        assertThat(object.has("a_" + columns)).isTrue();
    }

    private static List<@Nullable Object> zeros(int number) {
        return new ArrayList<>(Collections.nCopies(number, 0L));
    }

    @Test
    void numberOfColumnAvoidsNameThatIsTaken() {
        assertThat(write(Format.JSON, Style.PLAIN, List.of("a", "a_2", "a", "a_2"), List.of(1L, 2L, 3L, 4L))
                        .replaceAll("\\s", ""))
                .isEqualTo("[{\"a\":1,\"a_2\":2,\"a_3\":3,\"a_2_2\":4}]");
    }

    @Test
    void emptyResultHasItsNames() {
        Format.Rows none = new Format.Rows(List.of("pool"), List.of());

        assertThat(write(Format.TABLE, new Style(false, false, 2), none)).isEqualTo("pool\n────\n0 rows\n");
        assertThat(write(Format.JSON, Style.PLAIN, none).strip()).isEqualTo("[ ]");
        assertThat(write(Format.CSV, Style.PLAIN, none)).isEqualTo("pool\r\n");
    }
}
