package dev.penstock.chaos.pools;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Agroal on a URL of all servers. It knows PostgreSQL's fatal errors, and validates connections that were idle for
 * 500 ms, as HikariCP does by default.
 */
public final class AgroalPool implements PoolUnderTest {
    private static final int VALIDATION_SECONDS = 1;
    private static final Duration IDLE_VALIDATION = Duration.ofMillis(500);

    /** Creates the factory of a pool. */
    public AgroalPool() {}

    @Override
    public String name() {
        return "agroal";
    }

    @Override
    public DataSource open(LabAddresses addresses) throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.initialSize(
                                addresses.limits().poolSize())
                        .minSize(addresses.limits().poolSize())
                        .maxSize(addresses.limits().poolSize())
                        .acquisitionTimeout(addresses.limits().claimDeadline())
                        .connectionValidator(ConnectionValidator.defaultValidatorWithTimeout(VALIDATION_SECONDS))
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .idleValidationTimeout(IDLE_VALIDATION)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(addresses.jdbcUrl())
                                .connectionProviderClassName(addresses.driverClassName())
                                .principal(new NamePrincipal(addresses.login().user()))
                                .credential(new SimplePassword(addresses.login().password())))));
    }
}
