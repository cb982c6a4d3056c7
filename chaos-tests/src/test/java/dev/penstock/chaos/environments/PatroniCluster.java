package dev.penstock.chaos.environments;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.lab.Await;
import dev.penstock.lab.LabException;
import dev.penstock.lab.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Three nodes of Patroni with an etcd. Used by one thread. */
final class PatroniCluster implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** After this time a replica that does not follow is copied anew, as its operator would have it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Path SERVERS = Path.of("/usr/lib/postgresql");
    private static final int NODES = 3;
    /** An answer of Patroni is not asked for again in this time. */
    private static final long FRESH_NANOS = 200_000_000;

    private final Program etcd;
    private final List<PatroniNode> nodes = new ArrayList<>();
    private List<JsonNode> members = List.of();
    private long askedAt = System.nanoTime() - FRESH_NANOS;
    private int answering;

    /**
     * What all nodes share.
     *
     * @param executable the path of Patroni
     * @param binaries the directory of PostgreSQL's programs
     * @param etcd host and port of etcd
     * @param restPort the port of each Patroni
     * @param serverPort the port of each PostgreSQL server
     * @param ttl the time after which a leader that says nothing is replaced
     */
    record Settings(String executable, String binaries, String etcd, int restPort, int serverPort, Duration ttl) {}

    private PatroniCluster(Program etcd) {
        this.etcd = etcd;
    }

    /** Starts the cluster, and waits until it is whole. Skips the test if a program is not installed. */
    static PatroniCluster start(Duration ttl) {
        String patroni = Program.require("patroni", "patroni");
        String etcdProgram = Program.require("etcd", "etcd-server");
        Optional<Path> binaries = binaries();
        assumeTrue(binaries.isPresent(), "no PostgreSQL in " + SERVERS + " (Debian: apt-get install postgresql)");
        InetAddress host = Loopback.address(1);
        int port = Loopback.freePort(List.of(host));
        List<InetAddress> addresses = Loopback.addresses(NODES);
        PatroniCluster cluster = new PatroniCluster(startEtcd(etcdProgram, host, port));
        try {
            Settings settings = new Settings(
                    patroni,
                    binaries.get().toString(),
                    host.getHostAddress() + ":" + port,
                    Loopback.freePort(addresses),
                    Loopback.freePort(addresses),
                    ttl);
            addresses.forEach(address -> cluster.nodes.add(new PatroniNode(settings, address)));
            cluster.awaitWhole();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private static Optional<Path> binaries() {
        try (Stream<Path> versions = Files.list(SERVERS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("pg_rewind")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Program startEtcd(String executable, InetAddress host, int port) {
        Path directory = Program.directory("etcd");
        String client = "http://" + host.getHostAddress() + ":" + port;
        String peer = "http://" + host.getHostAddress() + ":" + Loopback.freePort(List.of(host));
        Program started = Program.start(
                "etcd",
                directory,
                List.of(
                        executable,
                        "--data-dir=" + directory.resolve("etcd"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer));
        started.awaitReady(() -> {
            try (Socket socket = new Socket(host, port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
        return started;
    }

    List<PatroniNode> nodes() {
        return nodes;
    }

    /** The leader as the cluster manager knows it; empty if there is none now. */
    Optional<PatroniNode> leader() {
        String leader = members().stream()
                .filter(member -> member.path("role").asString("").equals("leader"))
                .map(member -> member.path("name").asString(""))
                .findFirst()
                .orElse("");
        return nodes.stream().filter(node -> node.name().equals(leader)).findFirst();
    }

    /** The members as a node that answers knows them. */
    private List<JsonNode> members() {
        if (System.nanoTime() - askedAt >= FRESH_NANOS) {
            members = askMembers();
            askedAt = System.nanoTime();
        }
        return members;
    }

    private List<JsonNode> askMembers() {
        for (int i = 0; i < nodes.size(); i++) {
            int asked = (answering + i) % nodes.size();
            String answer = nodes.get(asked).ask("/cluster");
            if (answer.startsWith("{")) {
                answering = asked;
                List<JsonNode> found = new ArrayList<>();
                JsonMapper.shared().readTree(answer).path("members").forEach(found::add);
                return found;
            }
        }
        return List.of();
    }

    /** Waits until another node than {@code former} is the leader. */
    PatroniNode awaitLeaderOtherThan(PatroniNode former) {
        await(
                "another node is the leader",
                () -> leader().filter(node -> node != former).isPresent());
        return leader().orElseThrow();
    }

    /** Waits until there is one leader, and the other nodes follow it. */
    void awaitWhole() {
        long began = System.nanoTime();
        Set<String> copied = new HashSet<>();
        await("the cluster is whole", () -> {
            if (System.nanoTime() - began >= PATIENCE.toNanos()) {
                nodes.stream()
                        .filter(node -> isDiverged(node.name()) && !copied.contains(node.name()) && node.copyAnew())
                        .forEach(node -> copied.add(node.name()));
            }
            return isWhole();
        });
    }

    /** Whether the member runs on another timeline than the leader: Patroni may leave it so. */
    private boolean isDiverged(String name) {
        OptionalInt leader = timeline("role", "leader");
        OptionalInt member = timeline("name", name);
        return leader.isPresent() && member.isPresent() && leader.getAsInt() != member.getAsInt();
    }

    /** The timeline of the running member that says {@code value} in {@code field}. */
    private OptionalInt timeline(String field, String value) {
        return members().stream()
                .filter(member -> member.path(field).asString("").equals(value) && isRunning(member))
                .mapToInt(member -> member.path("timeline").asInt(0))
                .filter(timeline -> timeline > 0)
                .findFirst();
    }

    private static boolean isRunning(JsonNode member) {
        return List.of("running", "streaming").contains(member.path("state").asString(""));
    }

    private boolean isWhole() {
        List<JsonNode> members = members();
        return members.size() == NODES
                && members.stream().allMatch(PatroniCluster::isRunning)
                && members.stream()
                                .map(member -> member.path("timeline").asInt(0))
                                .distinct()
                                .count()
                        == 1
                && members.stream()
                                .filter(member ->
                                        member.path("role").asString("").equals("leader"))
                                .count()
                        == 1;
    }

    private void await(String what, Await.Condition condition) {
        try {
            Await.until(what, LIMIT, condition);
        } catch (LabException e) {
            StringBuilder logs = new StringBuilder();
            nodes.forEach(node -> logs.append('\n').append(node.log()));
            throw new LabException(e.getMessage() + "; members: " + members() + logs, e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(PatroniNode::close);
        etcd.close();
    }
}
