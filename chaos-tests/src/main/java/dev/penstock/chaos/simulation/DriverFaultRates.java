package dev.penstock.chaos.simulation;

import java.util.SplittableRandom;

/** The rates of driver faults, per 1,000 calls. */
final class DriverFaultRates {
    private static final int THOUSAND = 1_000;

    private final SplittableRandom chance;
    int connect;
    int check;
    int close;
    int statement;

    DriverFaultRates(SplittableRandom chance) {
        this.chance = chance;
    }

    void end() {
        connect = 0;
        check = 0;
        close = 0;
        statement = 0;
    }

    boolean occurs(int rate) {
        return rate > 0 && chance.nextInt(THOUSAND) < rate;
    }

    int choose(int count) {
        return chance.nextInt(count);
    }

    long upTo(long nanos) {
        return chance.nextLong(nanos);
    }
}
