package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.zaxxer.hikari.HikariConfig;
import dev.penstock.pool.config.Property;
import dev.penstock.pool.config.PropertyTable;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documentation of properties agrees with the code. */
class DocumentedTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** The row of one property. */
    private record Row(String meaning, String minimum, String defaultValue, boolean live) {}

    private static List<String> lines(String page) {
        try {
            return Files.readAllLines(DOCS.resolve(page));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The rows of tables with five columns. */
    private static Map<String, Row> rows() {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (String line : lines("configuration.md")) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == 7 && cells[1].strip().startsWith("`")) {
                String name = cells[1].strip().replace("`", "");
                Row row = new Row(
                        cells[2].strip(),
                        cells[3].strip(),
                        cells[4].strip(),
                        cells[5].strip().equals("yes"));
                assertThat(rows.put(name, row)).as("%s has one row", name).isNull();
            }
        }
        return rows;
    }

    @Test
    void everyPropertyHasARowAndEveryRowAProperty() {
        assertThat(rows().keySet())
                .containsExactlyInAnyOrderElementsOf(PropertyTable.byName().keySet());
    }

    static Stream<Property<?>> properties() {
        return PropertyTable.all().stream();
    }

    @ParameterizedTest
    @MethodSource("properties")
    void rowHasDefaultMinimumAndLiveness(Property<?> property) {
        Row row = rows().get(property.name());
        assertThat(row.meaning()).isNotBlank();
        assertThat(row.live()).as("live").isEqualTo(property.live());
        assertThat(row.meaning().startsWith("refused"))
                .isEqualTo(property.replacement().isPresent());
        property.defaultValue()
                .ifPresentOrElse(
                        value -> assertThat(row.defaultValue()).as("default").isEqualTo(text(value)),
                        () -> assertThat(row.defaultValue()).as("default").doesNotMatch("[-\\d,.]+|true|false"));
        Property.Range range = property.range();
        if (range.minimum() != Long.MIN_VALUE) {
            assertThat(row.minimum()).isEqualTo(text(range.minimum()) + (range.zeroAllowed() ? ", or 0" : ""));
        }
    }

    private static String text(Object value) {
        return value instanceof Number number
                ? new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(number)
                : value.toString();
    }

    @Test
    void exampleOfProductionIsAccepted() throws IOException {
        List<String> page = lines("production.md");
        int begin = page.indexOf("```properties");
        List<String> example = page.subList(
                begin + 1, begin + 1 + page.subList(begin + 1, page.size()).indexOf("```"));
        Properties properties = new Properties();
        properties.load(new StringReader(String.join("\n", example)));
        assertThat(properties).hasSize(example.size());
        assertThatCode(() -> new PenstockConfig(properties).validate()).doesNotThrowAnyException();
    }

    @Test
    void everyHikariPropertyIsInComingFrom() {
        List<String> page = lines("coming-from.md");
        int begin = page.indexOf("## HikariCP");
        int end = page.indexOf("## Commons DBCP2");
        TreeSet<String> named = new TreeSet<>();
        page.subList(begin, end).stream()
                .filter(line -> line.startsWith("|"))
                .map(line -> line.split("\\|")[1])
                .flatMap(cell -> CODE.matcher(cell).results())
                .map(result -> result.group(1))
                .forEach(named::add);
        List<String> theirs = Arrays.stream(HikariConfig.class.getMethods())
                .map(method -> method.getName())
                .filter(name -> name.startsWith("set"))
                .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
                .toList();
        assertThat(named).containsAll(theirs);
    }

    @Test
    void propertiesNamedInComingFromExist() {
        for (String line : lines("coming-from.md")) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == 4 && cells[1].strip().startsWith("`")) {
                List<String> named = CODE.matcher(cells[2])
                        .results()
                        .map(MatchResult::group)
                        .map(code -> code.replace("`", ""))
                        .filter(code -> code.matches("[a-z]+([A-Z][A-Za-z]+)+"))
                        .filter(code -> !List.of(
                                        "isValid",
                                        "getPassword",
                                        "getCredentials",
                                        "changeCredentials",
                                        "setCredentials")
                                .contains(code))
                        .toList();
                assertThat(PropertyTable.byName().keySet()).as(line).containsAll(named);
            }
        }
    }
}
