package dev.penstock.chaos.pools;

import dev.penstock.pool.PenstockDataSource;
import javax.sql.DataSource;

/**
 * Penstock with its defaults, except that it aborts claims on a lost server. It finds the servers by DNS, and gets its
 * threads and the executor of its status tasks from the application.
 */
public final class PenstockPool implements PoolUnderTest {
    /** Creates the factory of a pool. */
    public PenstockPool() {}

    @Override
    public String name() {
        return "penstock";
    }

    @Override
    public DataSource open(LabAddresses addresses) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setPoolName("chaos");
        pool.setJdbcUrl("jdbc:postgresql://" + addresses.service() + "/"
                + addresses.login().database() + "?" + LabAddresses.DRIVER_PARAMETERS);
        pool.setNameServers(addresses.nameServer().getAddress().getHostAddress() + ":"
                + addresses.nameServer().getPort());
        pool.setDriverClassName(addresses.driverClassName());
        pool.setUsername(addresses.login().user());
        pool.setPassword(addresses.login().password());
        pool.setMaximumPoolSize(addresses.limits().poolSize());
        pool.setConnectionTimeout(addresses.limits().claimDeadline().toMillis());
        pool.setAbortOnBackendLoss(true);
        pool.setStatusExecutor(addresses.background());
        pool.setThreadFactory(addresses.threads());
        if (addresses.limits().primaryOnly()) {
            pool.setTargetServerType("primary");
        }
        pool.start();
        return pool;
    }

    @Override
    public boolean usesDns() {
        return true;
    }

    @Override
    public boolean usesBackground() {
        return true;
    }

    @Override
    public boolean usesThreadFactory() {
        return true;
    }
}
