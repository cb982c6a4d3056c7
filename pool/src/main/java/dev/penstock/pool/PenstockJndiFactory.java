package dev.penstock.pool;

import dev.penstock.pool.source.JndiLookup;
import dev.penstock.waits.text.ForeignText;
import java.util.Hashtable;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A factory of started data sources for the JNDI of a container. A reference has the class
 * {@code javax.sql.DataSource}, and its addresses are properties of a pool, see
 * {@link PenstockConfig#PenstockConfig(Properties)}. Thread-safe.
 */
public final class PenstockJndiFactory implements ObjectFactory {
    /** The addresses that containers add to a reference for their own use. */
    private static final Set<String> CONTAINER_ADDRESSES =
            Set.of("auth", "closeMethod", "description", "factory", "forceString", "scope", "singleton", "type");

    private static final List<String> CLASSES = List.of(DataSource.class.getName(), PenstockDataSource.class.getName());

    /** Creates a factory. */
    public PenstockJndiFactory() {}

    /**
     * The data source; null if {@code object} is not a reference.
     *
     * @throws NamingException if the reference has another class or a wrong property, if it comes from a remote
     *     directory, or if the pool does not start
     */
    @Override
    public @Nullable Object getObjectInstance(
            @Nullable Object object, @Nullable Name name, @Nullable Context context, @Nullable Hashtable<?, ?> settings)
            throws NamingException {
        if (!(object instanceof Reference reference)) {
            return null;
        }
        if (JndiLookup.isRemote(context)) {
            throw new NamingException("a reference from a remote directory is refused, because its properties could"
                    + " run code; bind it in java: of this process");
        }
        if (!CLASSES.contains(reference.getClassName())) {
            throw new NamingException("'" + ForeignText.line(reference.getClassName())
                    + "' cannot be created by this factory; write " + String.join(" or ", CLASSES));
        }
        try {
            return new PenstockDataSource(config(properties(reference), context));
        } catch (IllegalArgumentException | PoolStartException e) {
            throw wrapped(e);
        }
    }

    private static Properties properties(Reference reference) {
        Properties properties = new Properties();
        for (int i = 0; i < reference.size(); i++) {
            RefAddr address = reference.get(i);
            if (!CONTAINER_ADDRESSES.contains(address.getType()) && address.getContent() != null) {
                properties.put(address.getType(), address.getContent());
            }
        }
        return properties;
    }

    /** Looks dataSourceJNDI up in the context of the reference first. */
    private static PenstockConfig config(Properties properties, @Nullable Context context) {
        PenstockConfig config = new PenstockConfig(properties);
        String inner = config.getDataSourceJNDI();
        if (inner == null || context == null) {
            return config;
        }
        try {
            config.setDataSource(JndiLookup.nested(context, inner));
            config.setDataSourceJNDI(null);
        } catch (NamingException unbound) {
            // The start looks the name up in the initial context, and reports an unknown name.
        }
        return config;
    }

    private static NamingException wrapped(RuntimeException failure) {
        NamingException wrapped = new NamingException(failure.getMessage());
        wrapped.initCause(failure);
        return wrapped;
    }
}
