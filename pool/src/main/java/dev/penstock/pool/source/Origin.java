package dev.penstock.pool.source;

import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.backends.jdbc.SessionFactory;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.config.Property;
import dev.penstock.pool.config.PropertyReader;
import dev.penstock.pool.config.PropertyTable;
import dev.penstock.pool.config.Values;
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
 * Where the sessions of a pool come from.
 *
 * @param url the service, how its backends are found, and how the driver is told one
 * @param sessions who opens sessions
 * @param properties what it is told beside user and password
 * @param text what may have secrets: the URL as it was given
 */
public record Origin(ServiceUrl url, SessionFactory sessions, Properties properties, String text) {
    /**
     * What a configuration names. Connects to nothing.
     *
     * @param wrong gets everything that is wrong; what is returned is of use only where nothing was added
     */
    public static Optional<Origin> of(PenstockConfig config, List<String> wrong) {
        List<String> sources = named(config);
        if (sources.isEmpty()) {
            wrong.add("jdbcUrl is not set, nor dataSource, dataSourceClassName or dataSourceJNDI: set one of them");
            return Optional.empty();
        }
        if (sources.size() > 1) {
            wrong.add(String.join(" and ", sources) + " are set, but connections come from one: leave the others out");
            return Optional.empty();
        }
        try {
            return Optional.of(config.getJdbcUrl() == null ? ofDataSource(config, wrong) : ofUrl(config, wrong));
        } catch (IllegalArgumentException e) {
            wrong.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static List<String> named(PenstockConfig config) {
        List<String> named = new ArrayList<>();
        for (Property<?> source : List.of(
                PropertyTable.JDBC_URL,
                PropertyTable.DATA_SOURCE,
                PropertyTable.DATA_SOURCE_CLASS_NAME,
                PropertyTable.DATA_SOURCE_JNDI)) {
            if (config.own(source) != null) {
                named.add(source.name());
            }
        }
        return named;
    }

    private static Origin ofUrl(PenstockConfig config, List<String> wrong) {
        String jdbcUrl = config.get(PropertyTable.JDBC_URL);
        Properties texts = new Properties();
        PropertyReader.flat(config.getDataSourceProperties())
                .forEach((name, value) -> texts.setProperty(name, value.toString()));
        ServiceUrl url = ServiceUrl.parse(jdbcUrl, texts);
        discovery(config, url, "jdbcUrl", wrong);
        SessionFactory sessions = JdbcConnector.of(Drivers.find(jdbcUrl, config.getDriverClassName()));
        return new Origin(url, sessions, texts, jdbcUrl);
    }

    private static Origin ofDataSource(PenstockConfig config, List<String> wrong) {
        DataSource found = dataSource(config, wrong);
        ServiceUrl url = ServiceUrl.ofDataSource(found.getClass().getSimpleName());
        discovery(config, url, named(config).get(0), wrong);
        if (config.getDriverClassName() != null) {
            wrong.add("driverClassName '" + config.getDriverClassName() + "' is set, but "
                    + named(config).get(0) + " needs no driver: leave it out");
        }
        return new Origin(url, (where, told) -> connect(found, told), new Properties(), "");
    }

    private static @Nullable Connection connect(DataSource found, Properties told) throws SQLException {
        String user = told.getProperty(PoolLogin.USER);
        return user == null ? found.getConnection() : found.getConnection(user, told.getProperty(PoolLogin.PASSWORD));
    }

    private static DataSource dataSource(PenstockConfig config, List<String> wrong) {
        String className = config.getDataSourceClassName();
        if (className != null) {
            DataSource made = made(className);
            BeanProperties.set(made, config.getDataSourceProperties(), wrong);
            return made;
        }
        if (!config.getDataSourceProperties().isEmpty()) {
            wrong.add("dataSource." + String.join(", dataSource.", names(config)) + ": the data source of "
                    + named(config).get(0) + " is used as it is: set these on it, or name its class by"
                    + " dataSourceClassName");
        }
        DataSource given = config.getDataSource();
        return given == null ? lookUp(config.get(PropertyTable.DATA_SOURCE_JNDI)) : given;
    }

    private static Iterable<String> names(PenstockConfig config) {
        return PropertyReader.flat(config.getDataSourceProperties()).keySet();
    }

    private static DataSource made(String className) {
        try {
            return Values.instance(DataSource.class, className);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("dataSourceClassName '" + className + "' " + e.getMessage(), e);
        }
    }

    private static DataSource lookUp(String name) {
        try {
            return JndiLookup.dataSource(new InitialContext(), name);
        } catch (NamingException e) {
            throw new IllegalArgumentException("dataSourceJNDI '" + name + "' cannot be looked up: " + e, e);
        }
    }

    private static void discovery(PenstockConfig config, ServiceUrl url, String source, List<String> wrong) {
        DiscoveryPlan.check(config, url, source, wrong);
        DnsPlan.check(config, url, source, wrong);
    }
}
