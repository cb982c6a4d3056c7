package dev.penstock.pool.source;

import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Looks data sources up in JNDI. Only the directory of this process or its container is asked, because a remote
 * directory may return code.
 */
public final class JndiLookup {
    private static final Pattern REMOTE = Pattern.compile("(?!java:|osgi:)[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

    /** The packages of the JDK's contexts that read a remote directory. */
    private static final String REMOTE_CONTEXTS = "com.sun.jndi.";

    private JndiLookup() {}

    /**
     * Whether a context reads a remote directory. A reference from there may be an attacker's. It could have any
     * driver's URL, and some drivers run statements or code that their URL names.
     */
    public static boolean isRemote(@Nullable Context context) {
        return context != null && context.getClass().getName().startsWith(REMOTE_CONTEXTS);
    }

    /**
     * The data source whose name is in a reference. Only names below {@code java:} are looked up, because only this
     * process and its container bind them.
     *
     * @throws IllegalArgumentException if the name is not below {@code java:}, or leads to another object
     * @throws NamingException if the name is not bound
     */
    public static DataSource nested(Context context, String name) throws NamingException {
        if (!name.startsWith("java:")) {
            throw new IllegalArgumentException("dataSourceJNDI '" + name
                    + "' of a reference is not below java:; write it like java:comp/env/jdbc/orders");
        }
        return dataSource(context, name);
    }

    /**
     * The data source of that name.
     *
     * @throws IllegalArgumentException if the name leads to a remote directory, or to another object
     * @throws NamingException if the name is not bound
     */
    @SuppressWarnings("BanJNDI") // the operator sets the name, as jdbcUrl, and remote directories are refused
    public static DataSource dataSource(Context context, String name) throws NamingException {
        if (REMOTE.matcher(name).matches()) {
            throw new IllegalArgumentException("dataSourceJNDI '" + name
                    + "' leads out of this process: bind the data source in java:, or set it as dataSource");
        }
        if (context.lookup(name) instanceof DataSource found) {
            return found;
        }
        throw new IllegalArgumentException("dataSourceJNDI '" + name + "' is no data source");
    }
}
