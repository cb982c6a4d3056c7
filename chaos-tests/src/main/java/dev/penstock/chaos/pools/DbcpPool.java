package dev.penstock.chaos.pools;

import java.sql.Connection;
import java.time.Duration;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;

/**
 * Commons DBCP on a URL of all servers. It validates each connection on claim, and restores the isolation and the
 * read-only mode, which it does only if it knows their defaults.
 */
public final class DbcpPool implements PoolUnderTest {
    private static final Duration VALIDATION = Duration.ofSeconds(1);

    /** Creates the factory of a pool. */
    public DbcpPool() {}

    @Override
    public String name() {
        return "dbcp2";
    }

    @Override
    public DataSource open(LabAddresses addresses) {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(addresses.jdbcUrl());
        pool.setDriverClassName(addresses.driverClassName());
        pool.setUsername(addresses.login().user());
        pool.setPassword(addresses.login().password());
        pool.setInitialSize(addresses.limits().poolSize());
        pool.setMinIdle(addresses.limits().poolSize());
        pool.setMaxIdle(addresses.limits().poolSize());
        pool.setMaxTotal(addresses.limits().poolSize());
        pool.setMaxWait(addresses.limits().claimDeadline());
        pool.setTestOnBorrow(true);
        pool.setValidationQueryTimeout(VALIDATION);
        pool.setDefaultTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        pool.setDefaultReadOnly(false);
        return pool;
    }
}
