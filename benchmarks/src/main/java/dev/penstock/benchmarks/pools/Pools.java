package dev.penstock.benchmarks.pools;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.penstock.pool.PenstockDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.vibur.dbcp.ViburDBCPDataSource;

/** The factories of all pools, with equal settings. */
final class Pools {
    private static final Duration FILLING = Duration.ofMillis(500);
    private static final int LEAK_MILLIS = 60_000;

    private Pools() {}

    static OpenPool penstock(Target target, int size, Map<String, String> options) {
        Properties properties = new Properties();
        properties.putAll(options);
        PenstockDataSource pool = new PenstockDataSource(properties);
        pool.setJdbcUrl(target.url());
        pool.setDriverClassName(target.driver());
        pool.setUsername(target.user());
        pool.setPassword(target.password());
        pool.setMaximumPoolSize(size);
        pool.setConnectionTimeout(Contender.WAIT_MILLIS);
        return new OpenPool(pool, pool);
    }

    static OpenPool hikari(Target target, int size) {
        return hikari(hikariConfig(target, size));
    }

    static OpenPool hikariMicrometer(Target target, int size) {
        HikariConfig config = hikariConfig(target, size);
        config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(new SimpleMeterRegistry()));
        return hikari(config);
    }

    static OpenPool hikariLeaks(Target target, int size) {
        HikariConfig config = hikariConfig(target, size);
        config.setLeakDetectionThreshold(LEAK_MILLIS);
        return hikari(config);
    }

    private static OpenPool hikari(HikariConfig config) {
        HikariDataSource pool = new HikariDataSource(config);
        return new OpenPool(pool, pool);
    }

    private static HikariConfig hikariConfig(Target target, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(target.url());
        config.setDriverClassName(target.driver());
        config.setUsername(target.user());
        config.setPassword(target.password());
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(Contender.WAIT_MILLIS);
        return config;
    }

    /** Agroal may miss a new connection while the pool is being filled. Until then claims time out early and repeat. */
    static OpenPool agroal(Target target, int size, boolean metrics) throws Exception {
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled(metrics)
                .connectionPoolConfiguration(pool -> pool.initialSize(size)
                        .minSize(size)
                        .maxSize(size)
                        .acquisitionTimeout(FILLING)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(target.url())
                                .connectionProviderClassName(target.driver())
                                .principal(new NamePrincipal(target.user()))
                                .credential(new SimplePassword(target.password()))));
        AgroalDataSource pool = AgroalDataSource.from(configuration);
        return new OpenPool(
                pool,
                pool,
                () -> pool.getConfiguration()
                        .connectionPoolConfiguration()
                        .setAcquisitionTimeout(Duration.ofMillis(Contender.WAIT_MILLIS)));
    }

    static OpenPool dbcp(Target target, int size) {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(target.url());
        pool.setDriverClassName(target.driver());
        pool.setUsername(target.user());
        pool.setPassword(target.password());
        pool.setInitialSize(size);
        pool.setMinIdle(size);
        pool.setMaxIdle(size);
        pool.setMaxTotal(size);
        pool.setMaxWait(Duration.ofMillis(Contender.WAIT_MILLIS));
        pool.setTestOnBorrow(false);
        return new OpenPool(pool, pool);
    }

    static OpenPool tomcat(Target target, int size) {
        PoolProperties properties = new PoolProperties();
        properties.setUrl(target.url());
        properties.setDriverClassName(target.driver());
        properties.setUsername(target.user());
        properties.setPassword(target.password());
        properties.setInitialSize(size);
        properties.setMinIdle(size);
        properties.setMaxIdle(size);
        properties.setMaxActive(size);
        properties.setMaxWait(Contender.WAIT_MILLIS);
        properties.setTestOnBorrow(false);
        org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource(properties);
        return new OpenPool(pool, () -> pool.close(true));
    }

    static OpenPool vibur(Target target, int size) {
        ViburDBCPDataSource pool = new ViburDBCPDataSource();
        pool.setJdbcUrl(target.url());
        pool.setDriverClassName(target.driver());
        pool.setUsername(target.user());
        pool.setPassword(target.password());
        pool.setPoolInitialSize(size);
        pool.setPoolMaxSize(size);
        pool.setConnectionTimeoutInMs(Contender.WAIT_MILLIS);
        pool.start();
        return new OpenPool(pool, pool);
    }

    static OpenPool c3p0(Target target, int size) throws Exception {
        ComboPooledDataSource pool = new ComboPooledDataSource();
        pool.setJdbcUrl(target.url());
        pool.setDriverClass(target.driver());
        pool.setUser(target.user());
        pool.setPassword(target.password());
        pool.setInitialPoolSize(size);
        pool.setMinPoolSize(size);
        pool.setMaxPoolSize(size);
        pool.setCheckoutTimeout(Contender.WAIT_MILLIS);
        pool.setTestConnectionOnCheckout(false);
        return new OpenPool(pool, pool);
    }
}
