package dev.penstock.console.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.console.PoolFixture;
import dev.penstock.console.engine.StatsFunction;
import dev.penstock.console.engine.View;
import dev.penstock.console.sql.StatsDataSource;
import dev.penstock.lab.Await;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.instrument.StatsColumn;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The views as records, by Jdbi over a live pool. */
class StatsTest {
    /** The types of a component whose column has this type. */
    private static final Map<StatsColumn.Type, Set<String>> TYPES = Map.of(
            StatsColumn.Type.TEXT, Set.of("java.lang.String", "java.util.Optional<java.lang.String>"),
            StatsColumn.Type.LONG, Set.of("long", OptionalLong.class.getName()),
            StatsColumn.Type.DOUBLE, Set.of("double", OptionalDouble.class.getName()),
            StatsColumn.Type.BOOLEAN, Set.of("boolean"),
            StatsColumn.Type.TIME, Set.of("java.time.Instant", "java.util.Optional<java.time.Instant>"));

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private Jdbi jdbi(PenstockDataSource pool) throws SQLException {
        return Jdbi.create(fixture.sql(pool)).installPlugin(new SqlObjectPlugin());
    }

    private static List<StatsColumn> columns(String table) {
        return View.views().stream()
                .filter(view -> view.name().equals(table))
                .map(View::columns)
                .findFirst()
                .or(() -> StatsFunction.all().stream()
                        .filter(function -> function.name().equals(table))
                        .map(StatsFunction::columns)
                        .findFirst())
                .orElseThrow();
    }

    /** The record that a query returns rows of, by the view or function that it reads. */
    private static Map<String, Class<?>> records() {
        Map<String, Class<?>> records = new LinkedHashMap<>();
        for (Method method : Stats.class.getMethods()) {
            if (method.getGenericReturnType() instanceof ParameterizedType rows) {
                String sql = method.getAnnotation(SqlQuery.class).value();
                String table = sql.replaceFirst("^SELECT \\* FROM (\\w+).*$", "$1");
                records.put(table, (Class<?>) rows.getActualTypeArguments()[0]);
            }
        }
        return records;
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    @Test
    void componentsOfRecordsAreColumnsOfViews() {
        assertThat(records()).hasSizeGreaterThan(20);
        records().forEach((table, type) -> {
            Map<String, Type> components = Arrays.stream(type.getRecordComponents())
                    .collect(Collectors.toMap(
                            component -> snakeCase(component.getName()), RecordComponent::getGenericType));
            List<StatsColumn> columns = columns(table);
            assertThat(components.keySet())
                    .as(table)
                    .containsExactlyInAnyOrderElementsOf(
                            columns.stream().map(StatsColumn::name).toList());
            for (StatsColumn column : columns) {
                assertThat(TYPES.get(column.type()))
                        .as(table + "." + column.name())
                        .contains(components.get(column.name()).getTypeName());
            }
        });
    }

    @Test
    void everyRecordHasItsMapper() {
        assertThat(Arrays.stream(Stats.class.getAnnotationsByType(RegisterConstructorMapper.class))
                        .map(RegisterConstructorMapper::value))
                .containsExactlyInAnyOrderElementsOf(records().values());
    }

    @Test
    void everyQueryOfIdlePoolAnswers() throws Exception {
        Jdbi jdbi = jdbi(fixture.pool("orders", 2));
        Await.until(
                "a second is recorded",
                PoolFixture.LIMIT,
                () -> !jdbi.withExtension(Stats.class, stats -> stats.loadTimeline(Instant.EPOCH, Instant.now()))
                        .isEmpty());
        jdbi.useExtension(Stats.class, stats -> {
            Instant now = Instant.now();
            for (Method method : Stats.class.getMethods()) {
                Object[] arguments = Arrays.stream(method.getParameterTypes())
                        .map(type -> type == String.class ? "event" : now)
                        .toArray();
                if (arguments.length == 2) {
                    arguments[0] = Instant.EPOCH;
                } else if (arguments.length == 3) {
                    arguments[1] = Instant.EPOCH;
                }
                assertThat(method.invoke(stats, arguments)).as(method.getName()).isNotNull();
            }
        });
    }

    @Test
    void heldAndWaitingClaimsAreRecords() throws Exception {
        PenstockDataSource pool = fixture.pool("orders", 1);
        Jdbi jdbi = jdbi(pool);
        try (Connection held = pool.claim(ClaimOptions.none().withOperation("checkout"))) {
            assertThat(held).isNotNull();
            jdbi.useExtension(Stats.class, stats -> {
                ActiveClaim claim = stats.activity().get(0);
                assertThat(claim.operation()).contains("checkout");
                assertThat(claim.waitEvent()).isEqualTo("claim_idle");
                assertThat(claim.since()).isBefore(Instant.now().plusSeconds(1));
                assertThat(claim.pid()).isEmpty();
                Holder holder = stats.holders().get(0);
                assertThat(holder.claimId()).isEqualTo(claim.claimId());
                assertThat(holder.executing()).isFalse();
                assertThat(holder.executingNanos()).isEmpty();
                assertThat(holder.heldNanos()).isPositive();
                assertThat(holder.stack().orElseThrow()).contains("dev.penstock.");
                assertThat(stats.slots()).extracting(SlotRow::claimId).containsExactly(Optional.of(claim.claimId()));
                assertThat(stats.explain(claim.claimId())).startsWith("claim " + claim.claimId());
                assertThat(stats.waitEvents())
                        .filteredOn(row -> row.waitEvent().equals("claim_idle"))
                        .extracting(WaitEventTotals::active)
                        .containsExactly(1L);
            });
        }
    }

    private static void printHolders(StatsDataSource stats) {
        Jdbi jdbi = Jdbi.create(stats).installPlugin(new SqlObjectPlugin());
        List<Holder> holders = jdbi.withExtension(Stats.class, Stats::holders);
        for (Holder holder : holders) {
            System.out.println(holder.thread() + " has held a slot for " + holder.heldSeconds() + " s");
        }
    }

    @Test
    void snippetOfThePageIsCompiledHere() throws Exception {
        String source = Files.readString(
                Path.of("src", "test", "java", "dev", "penstock", "console", "stats", "StatsTest.java"));
        Matcher snippet = Pattern.compile("```java\n(Jdbi .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "sql.md")));

        assertThat(snippet.find()).isTrue();
        assertThat(source.replaceAll("\\s+", "")).contains(snippet.group(1).replaceAll("\\s+", ""));
        printHolders(fixture.sql(fixture.pool("orders", 1)));
    }

    /** An application adds queries of its own. */
    interface OwnStats extends Stats {
        @SqlQuery("SELECT count(*) FROM holders WHERE held_seconds > 3600")
        long heldForAnHour();

        @SqlQuery("DROP TABLE pools")
        String drop();
    }

    @Test
    void extendedInterfaceReadsOnly() throws SQLException {
        Jdbi jdbi = jdbi(fixture.pool("orders", 1));

        assertThat(jdbi.withExtension(OwnStats.class, OwnStats::heldForAnHour)).isZero();
        assertThat(jdbi.withExtension(OwnStats.class, OwnStats::pools))
                .extracting(PoolTotals::pool)
                .containsExactly("orders");
        assertThatThrownBy(() -> jdbi.withExtension(OwnStats.class, OwnStats::drop))
                .isInstanceOf(JdbiException.class)
                .hasMessageContaining("queries only");
    }

    @Test
    void closedDataSourceFailsWithItsReason() throws SQLException {
        StatsDataSource stats = fixture.sql(fixture.pool("orders", 1));
        Jdbi jdbi = Jdbi.create(stats).installPlugin(new SqlObjectPlugin());
        stats.close();

        assertThatThrownBy(() -> jdbi.withExtension(Stats.class, Stats::pools)).isInstanceOf(JdbiException.class);
    }
}
