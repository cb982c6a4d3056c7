package dev.penstock.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.console.PoolFixture;
import dev.penstock.console.http.Console;
import dev.penstock.lab.Await;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.operations.ClaimView;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

/** The commands of the terminal, over JMX. */
class CommandsTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private final TerminalFixture terminal = new TerminalFixture();
    private PenstockDataSource pool;
    private JMXConnectorServer server;
    private String url;

    @BeforeEach
    void open() throws Exception {
        pool = fixture.pool("shop", 2);
        ObjectName bean = new ObjectName("dev.penstock:type=Instrument,name=shop");
        Await.until("the pool is registered", PoolFixture.LIMIT, () -> SERVER.isRegistered(bean));
        server = JMXConnectorServerFactory.newJMXConnectorServer(new JMXServiceURL("service:jmx:rmi://"), null, SERVER);
        server.start();
        url = server.getAddress().toString();
    }

    @AfterEach
    void close() throws IOException {
        server.stop();
    }

    @Test
    void resultHasTheFormThatIsAskedFor() {
        String query = "SELECT pool, maximum_size FROM pools WHERE pool = 'shop'";

        assertThat(terminal.run("sql", url, query)).isZero();
        assertThat(terminal.out()).isEqualTo("pool  maximum_size\n────  ────────────\nshop             2\n1 row\n");
        assertThat(terminal.run("sql", url, query, "--ascii")).isZero();
        assertThat(terminal.out()).contains("\n----  ------------\n");
        assertThat(terminal.run("--csv", "sql", url, query)).isZero();
        assertThat(terminal.out()).isEqualTo("pool,maximum_size\r\nshop,2\r\n");
        assertThat(terminal.run("sql", "--json", url, query)).isZero();
        assertThat(JsonMapper.builder().build().readTree(terminal.out()).toString())
                .isEqualTo("[{\"pool\":\"shop\",\"maximum_size\":2}]");
        assertThat(terminal.withoutUnicode().run("sql", url, query)).isZero();
        assertThat(terminal.out()).contains("\n----  ------------\n");
    }

    @Test
    void colourNeedsTerminalAndPermission() {
        String[] query = {"sql", url, "SELECT state FROM backends WHERE pool = 'shop'"};
        String[] never = {"sql", url, query[2], "--color=never"};
        String[] always = {"sql", url, query[2], "--color=always"};
        String coloured = "\u001b[32mONLINE\u001b[0m";

        terminal.run(query);
        assertThat(terminal.out()).contains("ONLINE").doesNotContain("\u001b");
        terminal.run(always);
        assertThat(terminal.out()).contains(coloured);
        terminal.terminal(Map.of()).run(query);
        assertThat(terminal.out()).contains(coloured);
        terminal.run(never);
        assertThat(terminal.out()).contains("ONLINE").doesNotContain("\u001b");
        terminal.terminal(Map.of("NO_COLOR", "")).run(query);
        assertThat(terminal.out()).contains("ONLINE").doesNotContain("\u001b");
    }

    @Test
    void tableWiderThanTerminalIsWrittenByValue() {
        terminal.terminal(Map.of()).run("sql", url, "SELECT * FROM pools WHERE pool = 'shop'");

        assertThat(terminal.out()).startsWith("── row 1\npool                 shop\n");
    }

    @Test
    void wrongQueryIsNamedWithoutItsText() {
        assertThat(terminal.run("sql", url, "SELECT nonsense FROM pools")).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).isEqualTo("error: Column \"nonsense\" not found\n");
        assertThat(terminal.run("sql", url, "DROP TABLE pools")).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err())
                .isEqualTo("error: this connection runs queries only: begin with SELECT, WITH or VALUES\n");
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThat(terminal.run("sql", "--json", "--csv", url, "SELECT 1")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).startsWith("error: --json and --csv exclude each other\nHelp: ");
        assertThat(terminal.run("watch", url, "--seconds", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.run("sql", url, "SELECT", "1")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).startsWith("error: a query is one argument: put it in quotes\n");
        assertThat(terminal.run("nonsense")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.run("sql", "--color=blue", url, "SELECT 1")).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("--color is auto, always or never, not 'blue'");
    }

    @Test
    void helpOfEachCommandHasAnExample() {
        for (String command : new String[] {"sql", "explain", "watch", "pools"}) {
            assertThat(terminal.run(command, "--help")).isZero();
            assertThat(terminal.out()).contains("Usage: penstock " + command, "Example", command + " ", "--json");
        }
    }

    @Test
    void queriesOfPipeEndWithSemicolons() {
        terminal.in("SELECT 'a;b' AS text\nFROM pools WHERE pool = 'shop';\n\nSELECT 2 AS two");

        assertThat(terminal.run("sql", url, "--csv")).isZero();
        assertThat(terminal.out()).isEqualTo("text\r\na;b\r\ntwo\r\n2\r\n");
        assertThat(terminal.run("sql", url, "--csv", "--once")).isZero();
        assertThat(terminal.out()).isEqualTo("text\r\na;b\r\n");
        assertThat(terminal.in("SELECT nonsense;\nSELECT 2;\n").run("sql", url)).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void claimIsExplainedByItsId() throws Exception {
        try (Connection held = pool.claim(ClaimOptions.none().withOperation("checkout"))) {
            String claim = held.unwrap(ClaimView.class).claim();

            assertThat(terminal.run("explain", claim, url)).isZero();
            assertThat(terminal.out())
                    .startsWith("claim " + claim + " for 'checkout'")
                    .contains("claim_hold");
            assertThat(terminal.run("explain", "claim", claim, url, "--ascii")).isZero();
            assertThat(terminal.out()).matches("[\\x20-\\x7e\\n]+");
            assertThat(terminal.run("explain", claim, url, "--json")).isZero();
            assertThat(JsonMapper.builder()
                            .build()
                            .readTree(terminal.out())
                            .get(0)
                            .get("claim_id")
                            .asString())
                    .isEqualTo(claim);
            assertThat(terminal.run("explain", url)).isZero();
            assertThat(terminal.out()).startsWith("claim " + claim);
            assertThat(terminal.err())
                    .isEqualTo("No claim waits for a slot. This is the oldest claim that holds one.\n");
        }
        assertThat(terminal.run("explain", "ffffffffff-1-1", url)).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).startsWith("error: Claim 'ffffffffff-1-1' is not of this pool");
        assertThat(terminal.run("explain", url)).isZero();
        assertThat(terminal.out()).startsWith("No claim is in flight: ").contains("shop");
    }

    @Test
    void consoleOverHttpIsAskedTheSame() throws Exception {
        String http;
        try (Console console = Console.open(pool, "127.0.0.1:0");
                Connection held = pool.getConnection()) {
            http = console.uri().toString();
            String claim = held.unwrap(ClaimView.class).claim();

            assertThat(terminal.run("sql", http, "--csv", "SELECT pool, in_use FROM pools"))
                    .isZero();
            assertThat(terminal.out()).isEqualTo("pool,in_use\r\nshop,1\r\n");
            assertThat(terminal.run("explain", claim, http)).isZero();
            assertThat(terminal.out()).startsWith("claim " + claim);
            assertThat(terminal.run("explain", "ffffffffff-1-1", http)).isEqualTo(ExitCode.FAILED);
            assertThat(terminal.err()).startsWith("error: Claim 'ffffffffff-1-1' is not of this pool");
        }
        assertThat(terminal.run("watch", http, "--once")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(terminal.err()).startsWith("error: nothing listens at " + http);
    }

    @Test
    void watchEndsQuietlyIfItsPipeIsClosed() {
        StringWriter text = new StringWriter();
        PrintWriter head = new PrintWriter(new FilterWriter(text) {
            @Override
            public void write(char[] characters, int offset, int length) throws IOException {
                if (text.toString().contains("claims")) {
                    throw new IOException("Broken pipe");
                }
                super.write(characters, offset, length);
            }

            @Override
            public void write(String string, int offset, int length) throws IOException {
                write(string.toCharArray(), offset, length);
            }
        });

        assertThat(terminal.run(head, "watch", url, "--seconds", "1")).isZero();
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void watchEndsWithSentenceIfItsPoolIsClosed() {
        StringWriter text = new StringWriter();
        PrintWriter closing = new PrintWriter(text) {
            private int flushed;

            @Override
            public void flush() {
                if (++flushed == 2) {
                    pool.close();
                }
            }
        };

        assertThat(terminal.run(
                        closing,
                        "watch",
                        url,
                        "--csv",
                        "--seconds",
                        "1",
                        "SELECT maximum_size FROM pools WHERE pool = 'shop'"))
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(terminal.err()).isEqualTo("error: pool shop has been closed\n");
        assertThat(text.toString()).matches("maximum_size\r\n(2\r\n)+");
    }
}
