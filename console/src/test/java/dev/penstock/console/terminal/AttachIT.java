package dev.penstock.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.console.source.ChildProcesses;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands that attach to real processes, which have penstock-pool alone and no option. */
class AttachIT {
    private static final String MODULES = "java.base,java.logging,java.management,java.naming,java.sql";
    private static final long LIMIT_SECONDS = 20;

    @TempDir
    static Path folder;

    private static ChildProcesses children;
    private static Process plain;
    private static Process hidden;
    private static Process empty;
    private static Process newer;
    private static Process older;
    private static Process disabled;
    private static Process linking;
    private static @Nullable Process contained;

    private final TerminalFixture terminal = new TerminalFixture();

    /** All of them start at once. */
    @BeforeAll
    static void start() throws IOException {
        children = new ChildProcesses(folder);
        plain = children.start(List.of(), List.of(), "orders", "orders");
        hidden = children.start(List.of(), List.of(), "hidden:orders");
        empty = children.start(List.of(), List.of());
        newer = children.start(List.of(), List.of(), "version:2");
        older = children.start(List.of(), List.of(), "version:0");
        disabled = children.start(List.of(), List.of("-XX:+DisableAttachMechanism"));
        linking = children.link(MODULES);
        if (isRoot()) {
            contained = children.start(
                    List.of("unshare", "--net", "--pid", "--fork", "--mount-proc", "--kill-child"),
                    List.of(),
                    "orders");
        }
    }

    @AfterAll
    static void end() {
        children.close();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name")) && Files.isReadable(Path.of("/proc/self/ns/net"));
    }

    /** The sentence on the standard error, without the word error. */
    private String refused(Process process) throws IOException {
        String pid = Long.toString(ChildProcesses.awaitReady(process));
        assertThat(terminal.run("sql", pid, "SELECT pool FROM pools")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(terminal.out()).isEmpty();
        return terminal.err().strip().replace(pid, "PID");
    }

    @Test
    void processWithoutOptionIsQueriedUntilItEnds() throws Exception {
        String pid = Long.toString(ChildProcesses.awaitReady(plain));

        assertThat(terminal.run("pools")).isZero();
        assertThat(terminal.out())
                .contains("dev.penstock.console.source.ChildPool", "orders, orders-2", "watch ", "--help");
        assertThat(terminal.err())
                .contains("process " + pid + ": several pools of the process have the name 'orders': this one is shown"
                        + " as 'orders-2'. Give each a poolName of its own");

        assertThat(terminal.run("sql", pid, "--json", "SELECT pool, operation, wait_event FROM activity ORDER BY 1, 2"))
                .isZero();
        JsonNode rows = JsonMapper.builder().build().readTree(terminal.out());
        assertThat(rows.toString())
                .isEqualTo("[{\"pool\":\"orders\",\"operation\":\"checkout\",\"wait_event\":\"claim_wait_slot\"},"
                        + "{\"pool\":\"orders\",\"operation\":\"import\",\"wait_event\":\"claim_idle\"},"
                        + "{\"pool\":\"orders-2\",\"operation\":\"checkout\",\"wait_event\":\"claim_wait_slot\"},"
                        + "{\"pool\":\"orders-2\",\"operation\":\"import\",\"wait_event\":\"claim_idle\"}]");

        assertThat(terminal.run("watch", pid, "--once")).isZero();
        assertThat(terminal.out())
                .contains("orders: 1 of 1 slots in use, 1 waiting, 0 failed", "claim_wait_slot", "ONLINE");

        assertThat(terminal.run("explain", pid)).isZero();
        assertThat(terminal.out())
                .contains("for 'checkout' of thread 'checkout-1'", "claim_wait_slot", "The longest holders now:");
        watchUntilTheEnd(pid);
    }

    private static void watchUntilTheEnd(String pid) throws Exception {
        TerminalFixture watching = new TerminalFixture();
        StringWriter out = new StringWriter();
        PrintWriter first = new PrintWriter(out) {
            @Override
            public void flush() {
                plain.destroyForcibly(); // as soon as the first result is there
            }
        };
        int code = CompletableFuture.supplyAsync(() -> watching.run(first, "watch", pid, "--seconds", "1"))
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);

        assertThat(watching.err()).isEqualTo("error: process " + pid + " has ended\n");
        assertThat(code).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(out.toString()).contains("claim_wait_slot");
    }

    @Test
    void hiddenPoolIsNamed() throws IOException {
        assertThat(refused(hidden))
                .startsWith("error: process PID has a pool that hides itself by instrumentMBean=false: set it to true");
    }

    @Test
    void jvmWithoutPoolIsNamed() throws IOException {
        assertThat(refused(empty))
                .isEqualTo("error: process PID has no open pool of Penstock. A pool starts with its first claim, and is"
                        + " seen from outside a second later");
    }

    @Test
    void otherVersionsAreNamed() throws IOException {
        assertThat(refused(newer))
                .isEqualTo("error: the pool is of a newer release: it writes version 2 of its records, and this console"
                        + " reads version 1. Use the penstock-console of the pool's release");
        assertThat(refused(older)).startsWith("error: the pool is of an older release: it writes version 0");
    }

    @Test
    void jvmThatForbidsAttachIsNamed() throws IOException {
        assertThat(refused(disabled))
                .startsWith("error: process PID runs with -XX:+DisableAttachMechanism: nobody can attach. Start it"
                        + " without that option.");
    }

    @Test
    void jvmWithoutAgentIsNamed() throws Exception {
        assertThat(linking.waitFor()).as("jlink").isZero();
        Process withoutAgent = children.startLinked("orders");
        assertThat(refused(withoutAgent))
                .startsWith("error: process PID cannot start its management agent: its Java lacks the module"
                        + " jdk.management.agent");
    }

    @Test
    void containerIsNamed() throws IOException {
        Process container = contained;
        assumeTrue(container != null, "only root can make a container");
        assertThat(refused(Objects.requireNonNull(container)))
                .startsWith("error: process PID runs in a container: its network is not that of this console. Run the"
                        + " console inside of the container")
                .contains("nsenter --net --target PID java -jar");
    }

    @Test
    void otherUserIsNamed() throws IOException {
        assumeTrue(isRoot(), "only root can run a console as another user");
        long pid = ChildProcesses.awaitReady(children.start(List.of(), List.of()));
        assertThat(children.attachAsNobody(pid))
                .startsWith("process " + pid + " belongs to the user root, and this console runs as nobody: only the"
                        + " same user can attach. Run the same command as root");
    }

    @Test
    void processThatIsNoJvmIsLeftAlone() throws Exception {
        Process sleeper = new ProcessBuilder("sleep", "60").start();
        try {
            String pid = Long.toString(sleeper.pid());
            assertThat(terminal.run("sql", pid, "SELECT 1")).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(terminal.err()).startsWith("error: process " + pid + " is no JVM, or runs with -Xrs");
            assertThat(sleeper.isAlive())
                    .as("the signal of an attach would end it")
                    .isTrue();
            new ProcessBuilder("kill", "-STOP", pid).start().waitFor();
            assertThat(terminal.run("sql", pid, "SELECT 1")).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(terminal.err()).endsWith("Let it go on by: kill -CONT " + pid + "\n");
        } finally {
            sleeper.destroyForcibly();
        }
    }

    @Test
    void missingProcessIsNamed() {
        assertThat(terminal.run("explain", "2147483647")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(terminal.err()).startsWith("error: there is no process 2147483647 that this user can see");
        assertThat(terminal.terminal(Map.of()).run("sql", "service:jmx:nonsense", "SELECT 1"))
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(terminal.err()).startsWith("error: a URL of JMX has the form service:jmx:rmi:///jndi/rmi://");
    }
}
