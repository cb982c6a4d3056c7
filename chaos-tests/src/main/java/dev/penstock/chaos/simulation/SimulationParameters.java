package dev.penstock.chaos.simulation;

import dev.penstock.backends.Balance;
import dev.penstock.backends.TargetServerType;
import dev.penstock.pool.PenstockConfig;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The parameters of a seed: an immutable value.
 *
 * @param servers the number of servers
 * @param maximum the maximum number of slots
 * @param minimumIdle the minimum number of idle slots, or -1
 * @param claimants the number of claimants
 * @param thinkMillis the mean time between a release and the next claim
 * @param holdMillis the mean hold time
 * @param claimTimeoutMillis the claim timeout
 * @param faultEveryMillis the mean time between faults
 * @param preemptions the number of preemptions per 1,024 clock readings of a claimant
 * @param ownExecutor whether status tasks run on the application's executor
 * @param routing the routing of claims
 */
record SimulationParameters(
        int servers,
        int maximum,
        int minimumIdle,
        int claimants,
        int thinkMillis,
        int holdMillis,
        int claimTimeoutMillis,
        int faultEveryMillis,
        int preemptions,
        boolean ownExecutor,
        Routing routing) {

    /** The servers' information about their role. */
    enum Roles {
        /** No information. */
        NONE,
        /** Whether the server accepts writes. */
        PLAIN,
        /** Whether the server accepts writes, and its timeline, so that two primaries can be compared. */
        COMPARED
    }

    /**
     * The routing of claims.
     *
     * @param roles the servers' information about their role
     * @param defaultTarget the target of claims that name none
     * @param balance the choice among eligible backends
     * @param explicitIn100 the number of claims in 100 that name a target
     */
    record Routing(Roles roles, TargetServerType defaultTarget, Balance balance, int explicitIn100) {
        static Routing of(SplittableRandom chance) {
            Balance balance = chance.nextInt(3) > 0 ? Balance.UNIFORM : any(Balance.values(), chance);
            if (chance.nextBoolean()) {
                return new Routing(Roles.NONE, TargetServerType.ANY, balance, 0);
            }
            return new Routing(
                    chance.nextInt(4) == 0 ? Roles.PLAIN : Roles.COMPARED,
                    chance.nextInt(3) > 0 ? TargetServerType.ANY : any(TargetServerType.values(), chance),
                    balance,
                    chance.nextInt(3) * 40);
        }

        /** Whether the pool queries the servers' role at each status interval. */
        boolean asks() {
            boolean minds = defaultTarget != TargetServerType.ANY || explicitIn100 > 0 || balance == Balance.LATENCY;
            return roles != Roles.NONE && minds;
        }
    }

    private static <T> T any(T[] values, SplittableRandom chance) {
        return values[chance.nextInt(values.length)];
    }

    static SimulationParameters of(SplittableRandom chance) {
        int servers = 1 + chance.nextInt(5);
        int maximum = 1 + chance.nextInt(chance.nextBoolean() ? 4 : 16);
        return new SimulationParameters(
                servers,
                maximum,
                chance.nextInt(3) > 0 ? -1 : chance.nextInt(maximum + 1),
                1 + chance.nextInt(maximum * 2 + 2),
                5_000 + chance.nextInt(20_000),
                1 + chance.nextInt(2_000),
                250 + chance.nextInt(chance.nextBoolean() ? 1_000 : 20_000),
                2_000 + chance.nextInt(15_000),
                chance.nextInt(3) * chance.nextInt(40),
                chance.nextInt(3) == 0,
                Routing.of(chance.split()));
    }

    /** The same with at most so many claimants. */
    SimulationParameters limitedTo(int mostClaimants) {
        return new SimulationParameters(
                servers,
                maximum,
                minimumIdle,
                Math.min(claimants, mostClaimants),
                thinkMillis,
                holdMillis,
                claimTimeoutMillis,
                faultEveryMillis,
                preemptions,
                ownExecutor,
                routing);
    }

    /** A configuration with these parameters and random values for all others. */
    PenstockConfig config(SplittableRandom chance) {
        PenstockConfig config = new PenstockConfig();
        config.setPoolName("simulated");
        config.setJdbcUrl("jdbc:postgresql://simulated.test/simulated");
        config.setTargetServerType(routing.defaultTarget().label());
        config.setBalance(routing.balance().name().toLowerCase(Locale.ROOT));
        config.setMaximumPoolSize(maximum);
        config.setMinimumIdle(minimumIdle);
        config.setConnectionTimeout(claimTimeoutMillis);
        config.setConnectTimeout(1_000 + chance.nextInt(9_000));
        config.setValidationTimeout(250 + chance.nextInt(3_000));
        config.setMaxLifetime(chance.nextBoolean() ? 0 : 60_000 + chance.nextInt(1_800_000));
        config.setKeepaliveTime(chance.nextInt(3) == 0 ? 0 : 30_000 + chance.nextInt(25_000));
        config.setIdleTimeout(chance.nextBoolean() ? 0 : 10_000 + chance.nextInt(100_000));
        config.setAliveBypassWindow(chance.nextInt(3) * 250L);
        int interval = 100 * (1 + chance.nextInt(10));
        config.setStatusInterval(interval);
        config.setStatusTimeout(interval + chance.nextInt(2_000));
        config.setMaxWaiters(chance.nextInt(4) == 0 ? 1 + chance.nextInt(8) : 0);
        config.setQueuePolicy(chance.nextInt(4) == 0 ? "codel" : "fifo");
        config.setRecording(chance.nextInt(8) == 0 ? "off" : "full");
        config.setAllowPoolSuspension(true);
        config.setRemovalGrace(chance.nextInt(3) * 2_500L);
        setSizesPerBackend(config, chance);
        config.setConnectRate(connectRate(chance));
        config.setBackendProbeInterval(chance.nextBoolean() ? 0 : 100 + chance.nextInt(5_000));
        config.setAbortOnBackendLoss(chance.nextBoolean());
        config.setCloseTimeout(chance.nextInt(9_000));
        return config;
    }

    private void setSizesPerBackend(PenstockConfig config, SplittableRandom chance) {
        int most = maximumPerBackend(maximum, chance);
        config.setMaximumPerBackend(most);
        config.setMinimumIdlePerBackend(minimumIdlePerBackend(maximum, most, chance));
    }

    /** A random maximum of slots per backend; 0 for no limit. */
    static int maximumPerBackend(int maximum, SplittableRandom chance) {
        return chance.nextInt(3) > 0 ? 0 : 1 + chance.nextInt(maximum);
    }

    /** A random minimum of idle slots per backend. */
    static int minimumIdlePerBackend(int maximum, int most, SplittableRandom chance) {
        return chance.nextInt(3) > 0 ? 0 : chance.nextInt((most == 0 ? maximum : Math.min(most, maximum)) + 1);
    }

    /** A random limit of connect attempts per second; 0 for no limit. */
    static int connectRate(SplittableRandom chance) {
        return chance.nextInt(3) == 0 ? 0 : 2 + chance.nextInt(50);
    }
}
