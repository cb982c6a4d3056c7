package dev.penstock.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.console.PoolFixture;
import dev.penstock.console.format.Format;
import dev.penstock.console.format.Style;
import dev.penstock.console.sql.StatsDataSource;
import dev.penstock.lab.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The prompt, on JLine's terminal whose keys come from the test. */
class ShellTest {
    private static final String RUNAWAY =
            "SELECT count(*) FROM SYSTEM_RANGE(1, 1000000) a, SYSTEM_RANGE(1, 1000000) b, pools;\r";
    private static final String INTERRUPT = "\u0003";
    private static final String END = "\u0004";

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    @TempDir
    Path folder;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private StatsDataSource stats;
    private final PipedOutputStream keys = new PipedOutputStream();
    private @Nullable Terminal terminal;
    private CompletableFuture<Void> running = new CompletableFuture<>();

    @BeforeEach
    void open() throws Exception {
        stats = fixture.sql(fixture.pool("shop", 2));
    }

    private void start(String type, boolean once) throws IOException {
        Terminal opened =
                new ExternalTerminal("test", type, new PipedInputStream(keys, 4_096), screen, StandardCharsets.UTF_8);
        terminal = opened;
        Shell shell =
                new Shell(stats, opened, result -> Format.TABLE.write(result.rows(), opened.writer(), Style.PLAIN));
        Optional<Path> history = Optional.of(folder.resolve("history"));
        running = CompletableFuture.runAsync(() -> shell.run(history, once)).whenComplete((done, e) -> shell.close());
    }

    @AfterEach
    void close() throws Exception {
        if (terminal != null) {
            terminal.close();
        }
    }

    private void type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private String shown() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    private void await(String text) {
        Await.until("'" + text + "' is shown in " + shown(), PoolFixture.LIMIT, () -> shown().contains(text));
    }

    private void awaitEnd() throws Exception {
        running.get(PoolFixture.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xterm", "dumb"})
    void statementOfSeveralLinesRunsAndIsKept(String type) throws Exception {
        start(type, false);
        await("penstock>");
        type("SELECT 'x' || maximum_size AS size\rFROM pools;\r");
        await("x2");
        await("1 row");
        type("\\d pools\r");
        await("The most slots that the pool may have");
        type("SELECT nonsense;\r");
        await("error: Column \"nonsense\" not found");
        type("\\q\r");
        awaitEnd();

        assertThat(Files.readString(folder.resolve("history")))
                .contains("maximum_size AS size")
                .contains("\\d pools");
    }

    @Test
    void interruptEndsTheQueryAndNotTheProgram() throws Exception {
        start("xterm", false);
        await("penstock>");
        type(RUNAWAY);
        Await.until("an interrupt has ended the query", PoolFixture.LIMIT, () -> {
            type(INTERRUPT);
            TimeUnit.MILLISECONDS.sleep(20);
            return shown().contains("error: the query was cancelled");
        });
        type("SELECT 'still ' || 'there' AS answer;\r");
        await("still there");
        type(END);
        awaitEnd();
    }

    @Test
    void tabCompletesViewsAndColumns() throws Exception {
        start("xterm", true);
        await("penstock>");
        type("SELECT maximum_s\t FROM poo\t;\r");
        await("1 row");
        awaitEnd();
    }

    @Test
    void candidatesFollowTheViewsOfTheStatement() {
        assertThat(SqlCompleter.candidates("select * from hol", "hol", "from"))
                .contains("holders", "activity")
                .doesNotContain("thread");
        assertThat(SqlCompleter.candidates("SELECT thr FROM holders h", "thr", "SELECT"))
                .contains("thread", "frame")
                .doesNotContain("maximum_size", "holders");
        assertThat(SqlCompleter.candidates("SELECT max(h.he FROM holders AS h", "max(h.he", "SELECT"))
                .contains("max(h.held_seconds")
                .doesNotContain("max(h.maximum_size");
        assertThat(SqlCompleter.candidates("\\d ", "", "\\d")).contains("pools").doesNotContain("pool");
        assertThat(SqlCompleter.candidates("SELECT x.a FROM holders h", "x.a", "SELECT"))
                .isEqualTo(List.of());
    }
}
