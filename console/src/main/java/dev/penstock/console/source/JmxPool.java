package dev.penstock.console.source;

import dev.penstock.pool.instrument.BundleSource;
import dev.penstock.pool.instrument.StatsCodec;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.TimeRange;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;

/**
 * The records of a pool of another process, over JMX.
 *
 * @param connection the connection to the process
 * @param bean the pool's instrument
 * @param pool its name: that of the bean, which differs from that of each other pool of the process
 * @param note what a user should know of the pool
 * @param lost makes the failure of a process that does not answer
 */
record JmxPool(
        MBeanServerConnection connection,
        ObjectName bean,
        String pool,
        Optional<String> note,
        Function<Exception, IOException> lost)
        implements StatsSource {
    private static final String[] READ = {String[].class.getName(), "long", "long"};
    private static final String[] EXPLAIN = {String.class.getName()};

    /**
     * The pool of an instrument.
     *
     * @throws IOException if its format is of another version
     */
    static JmxPool of(MBeanServerConnection connection, ObjectName bean, Function<Exception, IOException> lost)
            throws IOException {
        String key = bean.getKeyProperty("name");
        String name = key.startsWith("\"") ? ObjectName.unquote(key) : key;
        try {
            StatsCodec.requireVersion((Integer) connection.getAttribute(bean, "Version"));
            String given = (String) connection.getAttribute(bean, "Pool");
            Optional<String> note = name.equals(given)
                    ? Optional.empty()
                    : Optional.of("several pools of the process have the name '" + given + "': this one is shown as '"
                            + name + "'. Give each a poolName of its own");
            return new JmxPool(connection, bean, name, note, lost);
        } catch (JMException e) {
            throw new IOException("the instrument " + bean + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public StatsRecords read(Set<String> tables, TimeRange range) throws IOException {
        Object[] arguments = {tables.toArray(new String[0]), range.fromMillis(), range.toMillis()};
        return StatsCodec.decode((byte[]) invoke("read", arguments, READ));
    }

    @Override
    public String explain(String claim) throws IOException {
        return (String) invoke("explain", new Object[] {claim}, EXPLAIN);
    }

    @Override
    public Optional<String> threads() throws IOException {
        return Optional.of((String) invoke("threads", new Object[0], new String[0]));
    }

    /** A pool of an earlier release has no such operation. */
    @Override
    public BundleSource.Part flight() throws IOException {
        try {
            if (operations().noneMatch("flight"::equals)) {
                return BundleSource.Part.none("the pool is of an older release, which does not show it");
            }
        } catch (JMException e) {
            throw new IOException("pool " + pool + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw lost.apply(e);
        }
        String[] texts = (String[]) invoke("flight", new Object[0], new String[0]);
        return new BundleSource.Part(texts[0], texts[1]);
    }

    private Stream<String> operations() throws JMException, IOException {
        return Stream.of(connection.getMBeanInfo(bean).getOperations()).map(MBeanOperationInfo::getName);
    }

    @Override
    public Optional<String> process() throws IOException {
        try {
            ObjectName runtime = new ObjectName(ManagementFactory.RUNTIME_MXBEAN_NAME);
            return Optional.of(connection.getAttribute(runtime, "Pid") + ", Java "
                    + connection.getAttribute(runtime, "VmVersion"));
        } catch (JMException e) {
            throw new IOException("the process of pool " + pool + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw lost.apply(e);
        }
    }

    private Object invoke(String operation, Object[] arguments, String[] signature) throws IOException {
        try {
            return connection.invoke(bean, operation, arguments, signature);
        } catch (InstanceNotFoundException e) {
            throw new IOException("pool " + pool + " has been closed", e);
        } catch (JMException | RuntimeException e) {
            throw new IOException("pool " + pool + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw lost.apply(e);
        }
    }

    @Override
    public void close() {
        // The connection belongs to the process.
    }
}
