package dev.penstock.chaos.simulation;

import dev.penstock.backends.Connector;
import dev.penstock.chaos.simulation.kernel.ActorIds;
import dev.penstock.chaos.simulation.kernel.ApplicationExecutor;
import dev.penstock.chaos.simulation.kernel.History;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.chaos.simulation.kernel.SimulatedScheduler;
import dev.penstock.chaos.simulation.kernel.Starvation;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.PoolParts;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The simulation of one seed: the start of a pool, faults with pauses in which the pool must recover, and the
 * close. Not thread-safe; several simulations may run at once.
 */
public final class Simulation {
    private static final long SECOND = 1_000_000_000L;
    private static final int KEPT = Integer.getInteger("simulation.steps", 200);
    private static final long RECOVERY_NANOS = 60 * SECOND;
    private static final long SETTLING_NANOS = 10 * SECOND;
    private static final long ROUND_NANOS = 600 * SECOND;
    private static final long CLOSE_LIMIT_NANOS = 11 * SECOND;
    private static final long AFTERMATH_NANOS = 400 * SECOND;

    private final long seed;
    private final SimulationOptions options;
    private final UnaryOperator<Connector> driver;
    private final SplittableRandom chance;
    private final History history = new History(KEPT);
    private final Kernel kernel;
    private final SimulationParameters parameters;
    private final long rounds;
    private @Nullable SimulationContext context;
    private @Nullable Operations operations;
    private @Nullable Faults faults;

    /** A simulation of a seed with these options. */
    public Simulation(long seed, SimulationOptions options) {
        this(seed, options, UnaryOperator.identity());
    }

    /**
     * A simulation whose pool uses another driver.
     *
     * @param driver makes the pool's connector from the simulated one
     */
    Simulation(long seed, SimulationOptions options, UnaryOperator<Connector> driver) {
        this.seed = seed;
        this.options = options;
        this.driver = driver;
        this.chance = new SplittableRandom(seed);
        this.parameters = SimulationParameters.of(chance.split()).limitedTo(options.mostClaimants());
        this.kernel = new Kernel(chance.split(), history, parameters.preemptions());
        this.rounds = Math.max(1, (options.length().toNanos() - AFTERMATH_NANOS) / ROUND_NANOS);
    }

    /** Runs the simulation to its end or to the first violation. */
    public SimulationResult run() throws InterruptedException {
        kernel.after(0, ActorIds.ENVIRONMENT, this::begin);
        Throwable failure = kernel.run();
        SimulationContext played = context;
        return new SimulationResult(
                seed,
                options,
                history.hash(),
                kernel.steps(),
                played == null ? 0 : played.audit().claims(),
                played == null ? Map.of() : played.audit().failures(),
                failure,
                history.last());
    }

    /** The number of claimants. */
    int claimants() {
        return parameters.claimants();
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + parameters;
    }

    private void begin() {
        Starvation starvation = new Starvation(kernel, chance.split());
        DriverFaultRates faultRates = new DriverFaultRates(chance.split());
        FakeServers servers = new FakeServers(kernel, faultRates, chance.split(), parameters.servers());
        SimulationParameters.Roles roles = parameters.routing().roles();
        Cluster cluster = new Cluster(kernel, chance.split(), servers.all(), roles == SimulationParameters.Roles.PLAIN);
        FakeResolver resolver = new FakeResolver(kernel, chance.split(), starvation);
        PenstockConfig config = parameters.config(chance.split());
        ApplicationExecutor application = null;
        if (parameters.ownExecutor()) {
            application = new ApplicationExecutor(kernel, chance.split(), starvation);
            config.setStatusExecutor(application);
        }
        FakeConnector connector = new FakeConnector(kernel, servers, faultRates, roles);
        SimulatedScheduler scheduler = new SimulatedScheduler(kernel, chance.split(), starvation);
        PoolParts parts = new PoolParts(resolver, driver.apply(connector), kernel, scheduler);
        PenstockDataSource pool = new PenstockDataSource(config, parts);
        Audit audit = new Audit(kernel, servers, pool, parameters, starvation);
        connector.watchedBy(audit);
        Claimants claimants = new Claimants(kernel, chance.split(), pool, audit, parameters);
        context = new SimulationContext(
                kernel,
                chance.split(),
                pool,
                servers,
                cluster,
                resolver,
                faultRates,
                starvation,
                application,
                claimants,
                audit);
        operations = new Operations(context, chance.split(), 2 * parameters.maximum());
        faults = new Faults(context, operations, parameters.faultEveryMillis(), options.without());
        resolver.find(servers.all().stream().map(server -> server.backend).toList());
        pool.start();
        audit.begin(claimants);
        claimants.start();
        round(0);
    }

    private SimulationContext context() {
        return Objects.requireNonNull(context);
    }

    private void later(long nanos, Runnable action) {
        kernel.after(nanos, ActorIds.ENVIRONMENT, action);
    }

    /** One round: faults, then the recovery. */
    private void round(long number) {
        Faults now = Objects.requireNonNull(faults);
        now.begin();
        later(ROUND_NANOS - RECOVERY_NANOS, () -> {
            if (number == rounds - 1 && chance.nextBoolean()) {
                Objects.requireNonNull(operations).next(this::close);
                return;
            }
            recover();
            later(RECOVERY_NANOS - SETTLING_NANOS, () -> recovered(number, kernel.elapsed() + SETTLING_NANOS));
        });
    }

    /** Checks the recovery repeatedly, because a held slot may be on its way to another backend at any moment. */
    private void recovered(long number, long latest) {
        Optional<String> missing = context().audit().missing();
        if (missing.isPresent() && kernel.elapsed() < latest) {
            later(SECOND / 2, () -> recovered(number, latest));
        } else if (missing.isPresent()) {
            throw new AssertionError("after all faults: " + missing.get());
        } else if (number == rounds - 1) {
            Objects.requireNonNull(operations).next(this::close);
        } else {
            round(number + 1);
        }
    }

    private void recover() {
        Objects.requireNonNull(faults).end();
        Objects.requireNonNull(operations).resume();
        Objects.requireNonNull(operations).next(operations::restoreAll);
        Objects.requireNonNull(operations).next(operations::credentials);
    }

    private void close() {
        SimulationContext now = context();
        kernel.note("close", 0, 0);
        now.audit().closed();
        later(SECOND, now.claimants()::stop);
        long began = kernel.elapsed();
        long before = now.audit().pauses();
        now.pool().close();
        long took = kernel.elapsed() - began - (now.audit().pauses() - before);
        if (took > CLOSE_LIMIT_NANOS) {
            throw new AssertionError("closing took " + took + " ns");
        }
        kernel.note("closed", 0, took);
        Objects.requireNonNull(faults).end();
        if (now.application() != null) {
            now.application().refuse(chance.nextBoolean());
        }
        later(AFTERMATH_NANOS, () -> {
            now.audit().checkNothingIsLeft();
            kernel.end();
        });
    }
}
