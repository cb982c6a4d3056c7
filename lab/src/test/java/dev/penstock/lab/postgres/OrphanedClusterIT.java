package dev.penstock.lab.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OrphanedClusterIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private static Path directory;

    /** A JVM that starts three servers, freezes one, prints their directory, and waits to be killed. */
    static final class Victim {

        private Victim() {}

        public static void main(String[] arguments) throws IOException {
            PostgresCluster cluster =
                    PostgresCluster.builder().directory(Path.of(arguments[0])).start();
            cluster.server(1).freeze();
            for (PostgresServer server : cluster.servers()) {
                System.out.println(
                        server.postmasterPid() + " " + server.logFile().resolveSibling("data"));
            }
            System.exit(System.in.read());
        }
    }

    @Test
    void killedJvmLeavesNoServersAndNoFiles() throws IOException {
        Process victim = startVictim(directory);
        List<ServerProcesses> servers = serversOf(victim);
        assertThat(servers).hasSize(3).noneMatch(server -> server.alive().isEmpty());

        victim.destroyForcibly();

        Await.until(
                "no process of the servers is left",
                LIMIT,
                () -> servers.stream().allMatch(server -> server.alive().isEmpty()));
        assertThat(runs(directory)).hasSize(1);
        try (PostgresCluster next =
                PostgresCluster.builder().servers(1).directory(directory).start()) {
            assertThat(runs(directory))
                    .containsExactly(next.server(0).logFile().getParent().getParent());
        }
        assertThat(runs(directory)).isEmpty();
    }

    @Test
    void clusterOfLiveJvmIsKept() throws IOException {
        Process victim = startVictim(directory);
        try {
            List<ServerProcesses> servers = serversOf(victim);
            PostgresCluster.builder().servers(1).directory(directory).start().close();
            assertThat(servers).hasSize(3).noneMatch(server -> server.alive().isEmpty());
            assertThat(runs(directory)).hasSize(1);
        } finally {
            end(directory, List.of(victim));
        }
    }

    @Test
    void concurrentJvmsUnpackOnce(@TempDir Path fresh) throws IOException {
        List<Process> victims = List.of(startVictim(fresh), startVictim(fresh));
        try {
            for (Process victim : victims) {
                assertThat(serversOf(victim))
                        .hasSize(3)
                        .noneMatch(server -> server.alive().isEmpty());
            }
            assertThat(names(fresh)).hasSize(5).noneMatch(name -> name.contains(".making-"));
        } finally {
            end(fresh, victims);
        }
    }

    private static Process startVictim(Path directory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void end(Path directory, List<Process> victims) throws IOException {
        victims.forEach(Process::destroyForcibly);
        for (Path run : runs(directory)) {
            Await.until("no server is left in " + run, LIMIT, () -> AbandonedRun.isQuiet(run));
        }
    }

    private static List<ServerProcesses> serversOf(Process victim) throws IOException {
        BufferedReader lines = victim.inputReader();
        return Stream.of(lines.readLine(), lines.readLine(), lines.readLine())
                .map(line -> line.split(" "))
                .map(words -> new ServerProcesses(Path.of(words[1]), Long.parseLong(words[0])))
                .toList();
    }

    // The lock, the binaries, the template, and one run of each JVM.
    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static Set<Path> runs(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return Set.copyOf(all.filter(path -> path.getFileName().toString().startsWith("run-"))
                    .toList());
        }
    }
}
