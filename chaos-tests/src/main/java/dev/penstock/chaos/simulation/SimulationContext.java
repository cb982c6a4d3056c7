package dev.penstock.chaos.simulation;

import dev.penstock.pool.PenstockDataSource;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation is played with.
 *
 * @param chance what the faults are drawn from
 * @param application the application's executor; null where status tasks have threads of their own
 */
record SimulationContext(
        Kernel kernel,
        SplittableRandom chance,
        PenstockDataSource pool,
        FakeServers servers,
        Cluster cluster,
        FakeResolver resolver,
        DriverFaultRates faultRates,
        Starvation starvation,
        @Nullable ApplicationExecutor application,
        Claimants claimants,
        Audit audit) {}
