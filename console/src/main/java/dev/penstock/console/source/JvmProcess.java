package dev.penstock.console.source;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import dev.penstock.pool.instrument.Instrument;
import dev.penstock.pool.instrument.InstrumentRegistration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.Set;
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

    private final String name;
    private final JMXConnector connector;

    private JvmProcess(String name, JMXConnector connector) {
        this.name = name;
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
                if (pid != ProcessHandle.current().pid()) {
                    found.add(new Candidate(pid, descriptor.displayName().split(" ", 2)[0]));
                }
            }
        }
        found.sort(Comparator.comparingLong(Candidate::pid));
        return found;
    }

    /**
     * Attaches to a process.
     *
     * @throws IOException if that fails; the message says why, and what to do
     */
    public static JvmProcess attach(long pid) throws IOException {
        if (ProcessHandle.of(pid).isEmpty()) {
            throw new IOException("there is no process " + pid + " on this machine: list the processes that have a"
                    + " pool with 'pools'");
        }
        VirtualMachine machine = attached(pid);
        try {
            requirePool(pid, machine.getSystemProperties());
            Properties properties = machine.getAgentProperties();
            String address = properties.getProperty(ADDRESS);
            return connect("process " + pid, address == null ? machine.startLocalManagementAgent() : address);
        } catch (NoPool e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "the management agent of process " + pid + " cannot be started (" + e.getMessage()
                            + "): its Java may lack the module jdk.management.agent. Start it with"
                            + " -Dcom.sun.management.jmxremote.port=… and give the URL, or use the console in process",
                    e);
        } finally {
            machine.detach();
        }
    }

    /** The process has no pool, or none that this console can read. */
    private static final class NoPool extends IOException {
        private static final long serialVersionUID = 1;

        NoPool(String message) {
            super(message);
        }
    }

    /** Looks for the mark of a pool. Nothing is started in a process without one. */
    private static void requirePool(long pid, Properties properties) throws IOException {
        String version = properties.getProperty(InstrumentRegistration.MARK);
        if (version == null) {
            throw new NoPool(noPool("process " + pid));
        }
        if (!version.equals(Integer.toString(Instrument.VERSION))) {
            throw new NoPool("process " + pid + " writes version " + version + " of its records, and this console reads"
                    + " version " + Instrument.VERSION + ": use the console of the pool's release");
        }
    }

    private static String noPool(String name) {
        return name + " has no pool of Penstock that is shown: the pool starts with its first claim, is shown a second"
                + " later, and must not have instrumentMBean=false";
    }

    private static VirtualMachine attached(long pid) throws IOException {
        try {
            return VirtualMachine.attach(Long.toString(pid));
        } catch (AttachNotSupportedException e) {
            throw new IOException(
                    "process " + pid + " does not accept an attach: it is no JVM, it runs with"
                            + " -XX:+DisableAttachMechanism, or it hangs. " + alternative(),
                    e);
        } catch (IOException e) {
            throw new IOException(refusal(pid) + alternative(), e);
        }
    }

    private static String refusal(long pid) {
        String owner =
                ProcessHandle.of(pid).flatMap(process -> process.info().user()).orElse("another user");
        String self = ProcessHandle.current().info().user().orElse(System.getProperty("user.name", "this user"));
        return owner.equals(self)
                ? "process " + pid
                        + " cannot be attached to: it may run in a container, with a /tmp of its own. Run the"
                        + " console inside of the container, with the container's process ID. "
                : "process " + pid + " belongs to " + owner + ", and this console runs as " + self
                        + ": only the same user can attach. Run the console as " + owner + ". ";
    }

    private static String alternative() {
        return "Otherwise give the URL of its remote JMX (service:jmx:…)";
    }

    /**
     * Connects to the JMX of a process.
     *
     * @param url such as {@code service:jmx:rmi:///jndi/rmi://host:port/jmxrmi}
     * @throws IOException if that fails; the message says why
     */
    public static JvmProcess connect(String url) throws IOException {
        return connect("the process", url);
    }

    /** The URL comes from the operator or from the process, never from a third party. */
    @SuppressWarnings("BanJNDI")
    private static JvmProcess connect(String name, String url) throws IOException {
        try {
            return new JvmProcess(name, JMXConnectorFactory.connect(new JMXServiceURL(url)));
        } catch (SecurityException e) {
            throw new IOException(name + " refuses JMX without credentials, which this console does not send", e);
        }
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
            pools.add(JmxPool.of(server, bean));
        }
        if (pools.isEmpty()) {
            throw new IOException(noPool(name));
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
        connector.close();
    }
}
