package dev.penstock.console.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.penstock.console.PoolFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The queries of the playbook run on a live pool. */
class PlaybookTest {
    private static final Pattern SQL = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);

    @RegisterExtension
    final PoolFixture pools = new PoolFixture();

    @Test
    void everyQueryRuns() throws IOException, SQLException {
        StatsDataSource stats = pools.sql(pools.pool("orders", 1));
        List<String> queries = SQL.matcher(Files.readString(Path.of("..", "docs", "monitoring", "playbook.md")))
                .results()
                .map(result -> result.group(1).strip())
                .toList();
        assertThat(queries)
                .hasSizeGreaterThan(30)
                .allSatisfy(query -> assertThatCode(() -> PoolFixture.rows(stats, query))
                        .as(query)
                        .doesNotThrowAnyException());
    }
}
