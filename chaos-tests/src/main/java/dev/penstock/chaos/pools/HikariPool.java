package dev.penstock.chaos.pools;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;

/** HikariCP on a URL of all servers. It gets its threads from the application, as Penstock does. */
public final class HikariPool implements PoolUnderTest {
    private static final Duration VALIDATION = Duration.ofSeconds(1);

    /** Creates the factory of a pool. */
    public HikariPool() {}

    @Override
    public String name() {
        return "hikaricp";
    }

    @Override
    public DataSource open(LabAddresses addresses) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("chaos");
        config.setJdbcUrl(addresses.jdbcUrl());
        config.setDriverClassName(addresses.driverClassName());
        config.setUsername(addresses.login().user());
        config.setPassword(addresses.login().password());
        config.setMaximumPoolSize(addresses.limits().poolSize());
        config.setConnectionTimeout(addresses.limits().claimDeadline().toMillis());
        config.setValidationTimeout(VALIDATION.toMillis());
        config.setScheduledExecutor(addresses.background());
        config.setThreadFactory(addresses.threads());
        return new HikariDataSource(config);
    }

    @Override
    public boolean usesThreadFactory() {
        return true;
    }
}
