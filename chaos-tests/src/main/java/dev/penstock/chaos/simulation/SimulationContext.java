package dev.penstock.chaos.simulation;

import dev.penstock.chaos.simulation.kernel.ApplicationExecutor;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.chaos.simulation.kernel.Starvation;
import dev.penstock.pool.PenstockDataSource;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a simulation.
 *
 * @param chance the random source of the faults
 * @param application the application's executor; null if status tasks have threads of their own
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
