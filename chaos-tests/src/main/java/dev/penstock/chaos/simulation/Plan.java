package dev.penstock.chaos.simulation;

import dev.penstock.pool.PenstockConfig;
import java.util.SplittableRandom;

/**
 * What a seed has of everything: an immutable value.
 *
 * @param servers how many servers there are
 * @param maximum how many slots the pool may have
 * @param minimumIdle how many it keeps ready, or -1
 * @param claimants who claim
 * @param thinkMillis how long a claimant does something else, on average
 * @param holdMillis how long it holds, on average
 * @param claimTimeoutMillis how long a claim may take
 * @param faultEveryMillis how often something goes wrong, on average
 * @param preemptions of 1,024 readings of the clock, how many hold a claimant up
 * @param ownExecutor whether status tasks run on an executor of the application's
 */
record Plan(
        int servers,
        int maximum,
        int minimumIdle,
        int claimants,
        int thinkMillis,
        int holdMillis,
        int claimTimeoutMillis,
        int faultEveryMillis,
        int preemptions,
        boolean ownExecutor) {

    static Plan of(SplittableRandom chance) {
        int servers = 1 + chance.nextInt(5);
        int maximum = 1 + chance.nextInt(chance.nextBoolean() ? 4 : 16);
        return new Plan(
                servers,
                maximum,
                chance.nextInt(3) > 0 ? -1 : chance.nextInt(maximum + 1),
                1 + chance.nextInt(maximum * 2 + 2),
                5_000 + chance.nextInt(20_000),
                1 + chance.nextInt(2_000),
                250 + chance.nextInt(chance.nextBoolean() ? 1_000 : 20_000),
                2_000 + chance.nextInt(15_000),
                chance.nextInt(3) * chance.nextInt(40),
                chance.nextInt(3) == 0);
    }

    /** A configuration that suits, the rest of it drawn. */
    PenstockConfig config(SplittableRandom chance) {
        PenstockConfig config = new PenstockConfig();
        config.setPoolName("simulated");
        config.setJdbcUrl("jdbc:lab:simulated");
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
        return config;
    }
}
