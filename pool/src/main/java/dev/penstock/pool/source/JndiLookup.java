package dev.penstock.pool.source;

import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * Looks data sources up in JNDI: in the directory of this process or its container alone, since what a remote one
 * returns may be code.
 */
public final class JndiLookup {
    private static final Pattern ELSEWHERE =
            Pattern.compile("(?!java:|osgi:)[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

    private JndiLookup() {}

    /**
     * The data source of that name.
     *
     * @throws IllegalArgumentException if the name leads elsewhere, or to something else
     * @throws NamingException if there is none
     */
    @SuppressWarnings(
            "BanJNDI") // the name is the operator's, as is the URL beside it, and leads to no remote directory
    public static DataSource dataSource(Context context, String name) throws NamingException {
        if (ELSEWHERE.matcher(name).matches()) {
            throw new IllegalArgumentException("dataSourceJNDI '" + name
                    + "' leads out of this process: bind the data source in java:, or set it as dataSource");
        }
        if (context.lookup(name) instanceof DataSource found) {
            return found;
        }
        throw new IllegalArgumentException("dataSourceJNDI '" + name + "' is no data source");
    }
}
