package dev.penstock.console.source;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import dev.penstock.pool.instrument.InstrumentRegistration;
import dev.penstock.pool.instrument.StatsCodec;
import java.io.IOException;
import java.net.MalformedURLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A connection to another process over JMX, with the pools that it has. The process needs no option: the console
 * attaches to it and starts its local management agent. Thread-safe.
 */
public final class JvmProcess implements AutoCloseable {
    private static final String ADDRESS = "com.sun.management.jmxremote.localConnectorAddress";
    private static final String INSTRUMENTS = "dev.penstock:type=Instrument,*";
    private static final Duration LIST_LIMIT = Duration.ofSeconds(5);

    private final String name;
    private final Optional<AttachCheck> local;
    private final JMXConnector connector;

    private JvmProcess(String name, Optional<AttachCheck> local, JMXConnector connector) {
        this.name = name;
        this.local = local;
        this.connector = connector;
    }

    /**
     * A process of this machine, to which this user may attach.
     *
     * @param pid its ID
     * @param description its main class or jar; never its arguments, which may have secrets
     */
    public record Candidate(long pid, String description) {}

    /** The JVMs of this user, except for this one, by ID. */
    public static List<Candidate> candidates() {
        List<Candidate> found = new ArrayList<>();
        for (VirtualMachineDescriptor descriptor : VirtualMachine.list()) {
            // An ID that is no number is not that of a process of this machine.
            if (descriptor.id().matches("[0-9]{1,18}")) {
                long pid = Long.parseLong(descriptor.id());
                // A file of a JVM in a container may have the ID of another process here.
                if (pid != ProcessHandle.current().pid() && new AttachCheck(pid).isJvm()) {
                    found.add(new Candidate(pid, descriptor.displayName().split(" ", 2)[0]));
                }
            }
        }
        found.sort(Comparator.comparingLong(Candidate::pid));
        return found;
    }

    /**
     * A process of this machine, and its answer.
     *
     * @param pid its ID
     * @param description its main class or jar
     * @param pools the names of its pools; none if it has no pool, or cannot be asked
     * @param notes sentences that its user should know, such as the reason why it cannot be asked
     */
    public record Listed(long pid, String description, List<String> pools, List<String> notes) {}

    /** Asks all JVMs of this user at once for their pools, in at most five seconds. */
    public static List<Listed> list() {
        Map<Candidate, CompletableFuture<Listed>> asked = new LinkedHashMap<>();
        for (Candidate candidate : candidates()) {
            CompletableFuture<Listed> answer = new CompletableFuture<>();
            asked.put(candidate, answer);
            Thread asker = new Thread(() -> answer.complete(ask(candidate)), "penstock-attach-" + candidate.pid());
            asker.setDaemon(true);
            asker.start();
        }
        long end = System.nanoTime() + LIST_LIMIT.toNanos();
        List<Listed> listed = new ArrayList<>();
        asked.forEach((candidate, answer) -> listed.add(
                answer.completeOnTimeout(silent(candidate), Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)
                        .join()));
        return listed;
    }

    private static Listed ask(Candidate candidate) {
        try (JvmProcess process = attach(candidate.pid())) {
            List<StatsSource> pools = process.pools();
            return new Listed(
                    candidate.pid(),
                    candidate.description(),
                    pools.stream().map(StatsSource::pool).toList(),
                    pools.stream()
                            .flatMap(pool -> pool.note().stream())
                            .map(note -> "process " + candidate.pid() + ": " + note)
                            .toList());
        } catch (NoPool e) {
            return new Listed(candidate.pid(), candidate.description(), List.of(), List.of());
        } catch (IOException | RuntimeException e) {
            String note = e.getMessage() == null ? e.toString() : e.getMessage();
            return new Listed(candidate.pid(), candidate.description(), List.of(), List.of(note));
        }
    }

    private static Listed silent(Candidate candidate) {
        String note = "process " + candidate.pid() + " (" + candidate.description() + ") did not answer within "
                + LIST_LIMIT.toSeconds() + " s";
        return new Listed(candidate.pid(), candidate.description(), List.of(), List.of(note));
    }

    /** The process has no pool. */
    private static final class NoPool extends IOException {
        private static final long serialVersionUID = 1;

        NoPool(String name) {
            super(name + " has no open pool of Penstock. A pool starts with its first claim, and is seen from outside a"
                    + " second later");
        }
    }

    /**
     * Attaches to a process.
     *
     * @throws IOException if that fails; the message says why, and what to do
     */
    public static JvmProcess attach(long pid) throws IOException {
        AttachCheck check = new AttachCheck(pid);
        check.requireAttachable();
        VirtualMachine machine = attached(pid);
        try {
            requirePool(pid, machine.getSystemProperties());
            return connect("process " + pid, Optional.of(check), agent(pid, machine));
        } finally {
            machine.detach();
        }
    }

    private static VirtualMachine attached(long pid) throws IOException {
        try {
            return VirtualMachine.attach(Long.toString(pid));
        } catch (AttachNotSupportedException | IOException e) {
            throw new IOException(
                    "process " + pid + " does not answer an attach: it may hang, or have a /tmp that this console does"
                            + " not see. Run the console as the same user on the same machine, or open a console in"
                            + " the application (Console.open, or consoleAddress) and give its URL",
                    e);
        }
    }

    /** The address of the local management agent, which is started if it does not run. */
    private static String agent(long pid, VirtualMachine machine) throws IOException {
        String running = machine.getAgentProperties().getProperty(ADDRESS);
        if (running != null) {
            return running;
        }
        try {
            return machine.startLocalManagementAgent();
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "process " + pid + " cannot start its management agent: its Java lacks the module"
                            + " jdk.management.agent, as a runtime made by jlink may. Add that module (jlink"
                            + " --add-modules jdk.management.agent). Otherwise open a console in the application"
                            + " (Console.open, or consoleAddress) and give its URL",
                    e);
        }
    }

    /** Looks for the mark of a pool. Nothing is started in a process without one. */
    private static void requirePool(long pid, Properties properties) throws IOException {
        String mark = properties.getProperty(InstrumentRegistration.MARK);
        if (mark == null) {
            throw new NoPool("process " + pid);
        }
        if (mark.equals(InstrumentRegistration.OFF)) {
            throw new IOException("process " + pid + " has a pool that hides itself by instrumentMBean=false: set it to"
                    + " true, or open a console in the application (Console.open, or consoleAddress) and give its URL");
        }
        if (mark.matches("[0-9]{1,9}")) {
            StatsCodec.requireVersion(Integer.parseInt(mark));
        }
    }

    /**
     * Connects to the JMX of a process.
     *
     * @param url such as {@code service:jmx:rmi:///jndi/rmi://host:port/jmxrmi}
     * @throws IOException if that fails; the message says why
     */
    public static JvmProcess connect(String url) throws IOException {
        return connect("the process at " + url, Optional.empty(), url);
    }

    /** The URL comes from the operator or from the process, never from a third party. */
    @SuppressWarnings("BanJNDI")
    private static JvmProcess connect(String name, Optional<AttachCheck> local, String url) throws IOException {
        try {
            return new JvmProcess(name, local, JMXConnectorFactory.connect(new JMXServiceURL(url)));
        } catch (SecurityException e) {
            throw new IOException(name + " refuses JMX without credentials, which this console does not send", e);
        } catch (MalformedURLException e) {
            throw new IOException("a URL of JMX has the form service:jmx:rmi:///jndi/rmi://HOST:PORT/jmxrmi", e);
        } catch (IOException | RuntimeException e) {
            throw new IOException(name + " does not answer over JMX: " + root(e), e);
        }
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        for (Throwable next = root; next != null; next = next.getCause()) {
            root = next;
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    /** Why the process does not answer any more. */
    IOException lost(Exception failure) {
        return new IOException(
                local.isPresent() && local.get().hasEnded()
                        ? name + " has ended"
                        : name + " does not answer any more: " + root(failure),
                failure);
    }

    /**
     * The pools of the process.
     *
     * @throws IOException if it has none, or their format is of another version; the message says what to do
     */
    public List<StatsSource> pools() throws IOException {
        MBeanServerConnection server = connector.getMBeanServerConnection();
        List<StatsSource> pools = new ArrayList<>();
        for (ObjectName bean : instruments(server)) {
            pools.add(JmxPool.of(server, bean, this::lost));
        }
        if (pools.isEmpty()) {
            throw new NoPool(name);
        }
        pools.sort(Comparator.comparing(StatsSource::pool));
        return pools;
    }

    private static Set<ObjectName> instruments(MBeanServerConnection server) throws IOException {
        try {
            return server.queryNames(new ObjectName(INSTRUMENTS), null);
        } catch (JMException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connector.close();
        } catch (IOException e) {
            if (local.isEmpty() || !local.get().hasEnded()) {
                throw e;
            }
        }
    }
}
