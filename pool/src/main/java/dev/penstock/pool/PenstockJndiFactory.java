package dev.penstock.pool;

import dev.penstock.pool.source.JndiLookup;
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
 * Makes started data sources from what a container's JNDI says: a reference of class {@code javax.sql.DataSource} whose
 * addresses are properties of a pool, see {@link PenstockConfig#PenstockConfig(Properties)}. Thread-safe.
 */
public final class PenstockJndiFactory implements ObjectFactory {
    /** What containers add to a reference for themselves. */
    private static final Set<String> OF_CONTAINERS =
            Set.of("auth", "closeMethod", "description", "factory", "forceString", "scope", "singleton", "type");

    private static final List<String> CLASSES = List.of(DataSource.class.getName(), PenstockDataSource.class.getName());

    /** Creates a factory. */
    public PenstockJndiFactory() {}

    /**
     * The data source; null where {@code object} is no reference.
     *
     * @throws NamingException if the reference is of another class, names what is no property, or cannot be looked up
     */
    @Override
    public @Nullable Object getObjectInstance(
            @Nullable Object object, @Nullable Name name, @Nullable Context context, @Nullable Hashtable<?, ?> settings)
            throws NamingException {
        if (!(object instanceof Reference reference)) {
            return null;
        }
        if (!CLASSES.contains(reference.getClassName())) {
            throw new NamingException(
                    "'" + reference.getClassName() + "' is not made here, but " + String.join(" or ", CLASSES));
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
            if (!OF_CONTAINERS.contains(address.getType()) && address.getContent() != null) {
                properties.put(address.getType(), address.getContent());
            }
        }
        return properties;
    }

    /** The data source that dataSourceJNDI names is looked up where the reference was, first. */
    private static PenstockConfig config(Properties properties, @Nullable Context context) {
        PenstockConfig config = new PenstockConfig(properties);
        String inner = config.getDataSourceJNDI();
        if (inner == null || context == null) {
            return config;
        }
        try {
            config.setDataSource(JndiLookup.dataSource(context, inner));
            config.setDataSourceJNDI(null);
        } catch (NamingException elsewhere) {
            // the initial context may have it, and says what is wrong where it has not
        }
        return config;
    }

    private static NamingException wrapped(RuntimeException failure) {
        NamingException wrapped = new NamingException(failure.getMessage());
        wrapped.initCause(failure);
        return wrapped;
    }
}
