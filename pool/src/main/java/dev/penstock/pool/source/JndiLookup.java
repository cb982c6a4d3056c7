package dev.penstock.pool.source;

import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * Looks data sources up in JNDI. Only the directory of this process or its container is asked, because a remote
 * directory may return code.
 */
public final class JndiLookup {
    private static final Pattern REMOTE = Pattern.compile("(?!java:|osgi:)[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

    private JndiLookup() {}

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
