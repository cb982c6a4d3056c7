package dev.penstock.lab.dns;

import dev.penstock.lab.Await;
import dev.penstock.lab.LabException;
import dev.penstock.lab.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * A real name server, this machine's Knot DNS, authoritative for one zone. Dynamic updates (RFC 2136) change the zone.
 * The server ends with {@link #close()} or with this JVM, even if the JVM is killed. Thread-safe.
 */
public final class KnotServer implements AutoCloseable {
    private static final List<String> PLACES =
            List.of("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/opt/homebrew/sbin");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Kills the server after the JVM's end of this shell's standard input is closed. */
    private static final String GUARD = "\"$@\" </dev/null & p=$!; read x; kill $p; wait $p";

    private final Name zone;
    private final InetSocketAddress address;
    private final Path directory;
    private final Process process;

    private KnotServer(Name zone, InetSocketAddress address, Path directory, Process process) {
        this.zone = zone;
        this.address = address;
        this.directory = directory;
        this.process = process;
    }

    /** The target of an SRV record. */
    public record Target(int priority, int weight, int port, String host) {}

    /** Whether Knot DNS is installed (Debian: {@code apt-get install knot}). */
    public static boolean isInstalled() {
        return program().isPresent();
    }

    private static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), PLACES.stream())
                .filter(place -> !place.isEmpty())
                .map(place -> Path.of(place, "knotd"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts a server on a loopback address and a free port, and waits until it answers.
     *
     * @param zone the name of the zone; it begins with SOA and NS records only
     * @param negativeTtl the TTL of negative answers
     * @throws LabException if Knot DNS is not installed or does not start
     */
    public static KnotServer start(String zone, Duration negativeTtl) {
        Path program = program()
                .orElseThrow(() -> new LabException("knotd is not installed; on Debian: apt-get install knot"));
        InetAddress host = Loopback.address(1);
        InetSocketAddress address = new InetSocketAddress(host, Loopback.freePort(List.of(host)));
        try {
            Path directory = Files.createTempDirectory("lab-knot");
            Files.writeString(directory.resolve("zone"), zoneFile(zone, negativeTtl));
            Path settings = Files.writeString(directory.resolve("knot.conf"), settings(directory, address, zone));
            Process process = new ProcessBuilder("sh", "-c", GUARD, "sh", program.toString(), "-c", settings.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            KnotServer server = new KnotServer(absolute(zone), address, directory, process);
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new LabException("cannot start knotd for " + zone, e);
        }
    }

    private static String zoneFile(String zone, Duration negativeTtl) {
        return "$ORIGIN " + zone + ".\n$TTL 60\n@ SOA ns." + zone + ". admin." + zone + ". 1 3600 600 86400 "
                + negativeTtl.toSeconds() + "\n@ NS ns." + zone + ".\nns A 127.0.0.1\n";
    }

    private static String settings(Path directory, InetSocketAddress address, String zone) {
        return String.join(
                "\n",
                "server:",
                "    rundir: \"" + directory + "\"",
                "    listen: " + address.getAddress().getHostAddress() + "@" + address.getPort(),
                "    udp-workers: 1",
                "    tcp-workers: 2",
                "    background-workers: 1",
                "control:",
                "    listen: \"" + directory.resolve("knot.sock") + "\"",
                "database:",
                "    storage: \"" + directory + "\"",
                "log:",
                "  - target: stdout",
                "    any: info",
                "acl:",
                "  - id: update",
                "    address: 127.0.0.0/8",
                "    action: update",
                "zone:",
                "  - domain: " + zone,
                "    storage: \"" + directory + "\"",
                "    file: zone",
                "    zonefile-sync: -1",
                "    acl: update",
                "");
    }

    private void awaitReady() {
        try {
            Await.until("knotd answers on " + address, LIMIT, this::isReady);
        } catch (LabException e) {
            String log = log();
            close();
            throw new LabException("knotd did not start:\n" + log, e);
        }
    }

    private boolean isReady() throws IOException {
        if (!process.isAlive()) {
            throw new LabException("knotd ended with exit code " + process.exitValue());
        }
        try {
            Message reply = resolver(Duration.ofMillis(200))
                    .send(Message.newQuery(Record.newRecord(zone, Type.SOA, DClass.IN)));
            return reply.getSection(Section.ANSWER).stream().anyMatch(SOARecord.class::isInstance);
        } catch (IOException e) {
            return false;
        }
    }

    private SimpleResolver resolver(Duration timeout) {
        SimpleResolver resolver = new SimpleResolver(address);
        resolver.setTCP(true);
        resolver.setTimeout(timeout);
        return resolver;
    }

    /** The address on which the server listens, over UDP and TCP. */
    public InetSocketAddress address() {
        return address;
    }

    /** Replaces the A records of a name; an empty list removes them. */
    public void addresses(String name, Duration ttl, List<InetAddress> addresses) {
        Name owner = absolute(name);
        List<Record> records = addresses.stream()
                .map(each -> (Record) new ARecord(owner, DClass.IN, ttl.toSeconds(), each))
                .toList();
        replace(owner, Type.A, records);
    }

    /** Replaces the SRV records of a name; an empty list removes them. */
    public void services(String name, Duration ttl, List<Target> targets) {
        Name owner = absolute(name);
        List<Record> records = targets.stream()
                .map(each -> (Record) new SRVRecord(
                        owner,
                        DClass.IN,
                        ttl.toSeconds(),
                        each.priority(),
                        each.weight(),
                        each.port(),
                        absolute(each.host())))
                .toList();
        replace(owner, Type.SRV, records);
    }

    private void replace(Name owner, int type, List<Record> records) {
        Update update = new Update(zone);
        try {
            if (records.isEmpty()) {
                update.delete(owner, type);
            } else {
                update.replace(new RRset(records.toArray(new Record[0])));
            }
            Message reply = resolver(LIMIT).send(update);
            if (reply.getRcode() != Rcode.NOERROR) {
                throw new LabException(
                        "knotd refused to change " + owner + ": " + Rcode.string(reply.getRcode()) + "\n" + log());
            }
        } catch (IOException e) {
            throw new LabException("cannot change " + owner + ":\n" + log(), e);
        }
    }

    private static Name absolute(String name) {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new LabException(name + " is no domain name", e);
        }
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Ends the server and deletes its files. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            deleteFiles();
        } catch (IOException e) {
            throw new LabException("cannot end knotd in " + directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private void deleteFiles() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
