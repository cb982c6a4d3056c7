package dev.penstock.pool.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.Pools;
import dev.penstock.pool.alerts.Alert;
import dev.penstock.pool.alerts.AlertRules;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code and the rules of docs/alerts.md. */
class AlertsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "alerts.md");
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "penstock", "pool", "users", "AlertsPageTest.java");

    @RegisterExtension
    final Pools pools = new Pools();

    /** The application's way to call somebody. */
    interface Pager {
        void open(String key, String text);

        void close(String key);
    }

    private static AutoCloseable page(PenstockDataSource pool, Pager pager) {
        return pool.alerts().listen(alert -> {
            if (alert.kind() == Alert.Kind.FIRES) {
                pager.open(alert.rule().name(), alert + "\n" + alert.report());
            } else {
                pager.close(alert.rule().name());
            }
        });
    }

    @Test
    void everySnippetOfThePageIsCompiledHere() throws IOException {
        PageSnippets.assertInSource(PAGE, SOURCE, 1);
    }

    @Test
    void listenerOfThePageIsRegistered() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        page(pool, new NoPager()).close();

        assertThat(pool.alerts().kept()).isEmpty();
    }

    /** Calls nobody. */
    private static final class NoPager implements Pager {
        @Override
        public void open(String key, String text) {}

        @Override
        public void close(String key) {}
    }

    @Test
    void pageHasEachDefaultRule() throws IOException {
        String page = Files.readString(PAGE);

        AlertRules.defaultTexts()
                .forEach((name, text) -> assertThat(page).contains("| `" + name + "` | `" + text + "` |"));
    }

    @Test
    void rulesOfThePageAreAccepted() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        int begin = page.indexOf("```properties");
        List<String> example = page.subList(
                begin + 1, begin + 1 + page.subList(begin + 1, page.size()).indexOf("```"));
        Properties properties = new Properties();
        properties.load(new StringReader(String.join("\n", example)));
        properties.setProperty("jdbcUrl", "jdbc:postgresql://10.0.0.1/orders");

        new PenstockConfig(properties).validate();
        assertThat(properties).hasSize(example.size() + 1);
    }
}
