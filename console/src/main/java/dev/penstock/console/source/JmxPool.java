package dev.penstock.console.source;

import dev.penstock.pool.instrument.StatsCodec;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.TimeRange;
import java.io.IOException;
import java.util.Set;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;

/**
 * The records of a pool of another process, over JMX.
 *
 * @param connection the connection to the process
 * @param bean the pool's instrument
 * @param pool its name
 */
record JmxPool(MBeanServerConnection connection, ObjectName bean, String pool) implements StatsSource {
    private static final String[] READ = {String[].class.getName(), "long", "long"};
    private static final String[] EXPLAIN = {String.class.getName()};

    /**
     * The pool of an instrument.
     *
     * @throws IOException if its format is of another version
     */
    static JmxPool of(MBeanServerConnection connection, ObjectName bean) throws IOException {
        try {
            StatsCodec.requireVersion((Integer) connection.getAttribute(bean, "Version"));
        } catch (JMException e) {
            throw new IOException("the instrument " + bean + " cannot be read: " + e.getMessage(), e);
        }
        String name = bean.getKeyProperty("name");
        return new JmxPool(connection, bean, name.startsWith("\"") ? ObjectName.unquote(name) : name);
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

    private Object invoke(String operation, Object[] arguments, String[] signature) throws IOException {
        try {
            return connection.invoke(bean, operation, arguments, signature);
        } catch (InstanceNotFoundException e) {
            throw new IOException("pool " + pool + " has been closed", e);
        } catch (JMException | RuntimeException e) {
            throw new IOException("pool " + pool + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        // The connection belongs to the process.
    }
}
