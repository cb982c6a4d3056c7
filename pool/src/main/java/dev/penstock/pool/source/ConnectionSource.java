package dev.penstock.pool.source;

import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.backends.jdbc.PostgresDialect;
import dev.penstock.backends.jdbc.SessionFactory;
import dev.penstock.pool.config.ApplicationClasses;
import dev.penstock.pool.config.Property;
import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyReader;
import dev.penstock.pool.config.PropertyTable;
import dev.penstock.waits.calls.SqlSyntax;
import dev.penstock.waits.text.ForeignText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The source of a pool's connections: the URL of a service with its driver, or another data source.
 *
 * @param url the service, and the URL that the driver gets for each backend
 * @param sessions opens sessions
 * @param properties the driver's properties except user and password
 * @param secrets the secrets in the URL, and in the properties of the driver or data source
 * @param wrapped the data source whose connections are pooled; empty if a driver connects
 */
public record ConnectionSource(
        ServiceUrl url, SessionFactory sessions, Properties properties, Secrets secrets, Optional<DataSource> wrapped) {
    private static final int MAX_NAME_LENGTH = 100;
    private static final String PGJDBC = "org.postgresql.";
    private static final List<Property<?>> ALTERNATIVES = List.of(
            PropertyTable.JDBC_URL,
            PropertyTable.DATA_SOURCE,
            PropertyTable.DATA_SOURCE_CLASS_NAME,
            PropertyTable.DATA_SOURCE_JNDI);

    /**
     * The source that a configuration names. Connects to nothing.
     *
     * @param errors gets each error; if there is any, the result must not be used
     */
    public static Optional<ConnectionSource> of(PropertyMap properties, List<String> errors) {
        List<String> names = namesSet(properties);
        if (names.isEmpty()) {
            errors.add("jdbcUrl is not set, nor dataSource, dataSourceClassName or dataSourceJNDI: set one of them");
            return Optional.empty();
        }
        if (names.size() > 1) {
            errors.add(String.join(" and ", names) + " are set, but connections come from one: leave the others out");
            return Optional.empty();
        }
        try {
            return Optional.of(
                    properties.isSet(PropertyTable.JDBC_URL)
                            ? ofUrl(properties, errors)
                            : ofDataSource(properties, names.get(0), errors));
        } catch (IllegalArgumentException e) {
            errors.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static List<String> namesSet(PropertyMap properties) {
        List<String> names = new ArrayList<>();
        for (Property<?> alternative : ALTERNATIVES) {
            if (properties.isSet(alternative)) {
                names.add(alternative.name());
            }
        }
        return names;
    }

    private static ConnectionSource ofUrl(PropertyMap properties, List<String> errors) {
        String jdbcUrl = properties.get(PropertyTable.JDBC_URL);
        Properties texts = texts(driverProperties(properties));
        if (jdbcUrl.length() > Secrets.MAX_URL) {
            throw new IllegalArgumentException(
                    "jdbcUrl has " + jdbcUrl.length() + " characters; it must have at most " + Secrets.MAX_URL);
        }
        ServiceUrl url = ServiceUrl.parse(jdbcUrl, texts);
        checkDiscovery(properties, url, PropertyTable.JDBC_URL.name(), errors);
        SessionFactory sessions =
                JdbcConnector.of(DriverFinder.find(jdbcUrl, properties.find(PropertyTable.DRIVER_CLASS_NAME)));
        return new ConnectionSource(url, sessions, texts, Secrets.of(jdbcUrl, texts), Optional.empty());
    }

    private static Properties texts(Properties properties) {
        Properties texts = new Properties();
        PropertyReader.entries(properties).forEach((name, value) -> texts.setProperty(name, value.toString()));
        return texts;
    }

    private static Properties driverProperties(PropertyMap properties) {
        Properties set = properties.find(PropertyTable.DATA_SOURCE_PROPERTIES);
        return set == null ? new Properties() : set;
    }

    private static ConnectionSource ofDataSource(PropertyMap properties, String name, List<String> errors) {
        DataSource source = dataSource(properties, name, errors);
        ServiceUrl url = ServiceUrl.ofDataSource(nameOf(source.getClass()));
        checkDiscovery(properties, url, name, errors);
        String driver = properties.find(PropertyTable.DRIVER_CLASS_NAME);
        if (driver != null) {
            errors.add("driverClassName '" + driver + "' is set, but " + name + " needs no driver: leave it out");
        }
        return new ConnectionSource(
                url,
                (unused, credentials) -> connect(source, credentials),
                new Properties(),
                Secrets.of("", texts(driverProperties(properties))),
                Optional.of(source));
    }

    /**
     * The class without its package, as the name of a service: the JVM adds a number to the name of a class that it
     * hides, and some languages put spaces in names.
     */
    private static String nameOf(Class<?> type) {
        String simple = type.getSimpleName();
        String name = simple.isEmpty() ? type.getName() : simple;
        int hidden = name.indexOf('/');
        String known = hidden > 0 ? name.substring(0, hidden) : name;
        String last = known.substring(known.lastIndexOf('.') + 1).replaceAll("[\\s\\p{Cntrl}]", "_");
        return last.length() > MAX_NAME_LENGTH ? last.substring(0, MAX_NAME_LENGTH) : last;
    }

    private static @Nullable Connection connect(DataSource source, Properties credentials) throws SQLException {
        String user = credentials.getProperty(PoolLogin.USER);
        return user == null
                ? source.getConnection()
                : source.getConnection(user, credentials.getProperty(PoolLogin.PASSWORD));
    }

    private static DataSource dataSource(PropertyMap properties, String name, List<String> errors) {
        Properties driverProperties = driverProperties(properties);
        String className = properties.find(PropertyTable.DATA_SOURCE_CLASS_NAME);
        if (className != null) {
            DataSource created = create(className);
            BeanBinder.bind(driverProperties, created, errors);
            return created;
        }
        if (!driverProperties.isEmpty()) {
            Iterable<String> names = PropertyReader.entries(driverProperties).keySet();
            errors.add("dataSource." + String.join(", dataSource.", names) + ": the data source of " + name
                    + " is used as it is: set these on it, or name its class by dataSourceClassName");
        }
        DataSource given = properties.find(PropertyTable.DATA_SOURCE);
        return given == null ? lookUp(properties.get(PropertyTable.DATA_SOURCE_JNDI)) : given;
    }

    private static DataSource create(String className) {
        try {
            return ApplicationClasses.newInstance(className, DataSource.class);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("dataSourceClassName '" + className + "' " + e.getMessage(), e);
        }
    }

    private static DataSource lookUp(String name) {
        try {
            return JndiLookup.dataSource(new InitialContext(), name);
        } catch (NamingException e) {
            throw new IllegalArgumentException(
                    "dataSourceJNDI '" + name + "' cannot be looked up: " + ForeignText.describe(e), e);
        }
    }

    private static void checkDiscovery(PropertyMap properties, ServiceUrl url, String source, List<String> errors) {
        DiscoveryProperties.check(properties, url, source, errors);
        DnsProperties.check(properties, url, source, errors);
    }

    /** Whether Penstock can ask a server of this source for its role: only pgjdbc's servers. */
    public boolean reportsRoles() {
        return url.dialect() instanceof PostgresDialect;
    }

    /** The rules by which the server reads SQL, if they are known. */
    public SqlSyntax syntax() {
        boolean ofPgjdbc = wrapped.filter(source -> source.getClass().getName().startsWith(PGJDBC))
                .isPresent();
        return ofPgjdbc || reportsRoles() ? SqlSyntax.POSTGRESQL : SqlSyntax.ANY;
    }

    /** The name of the service alone, because the URL and the properties may contain secrets. */
    @Override
    public String toString() {
        return "connections to " + url.service();
    }
}
