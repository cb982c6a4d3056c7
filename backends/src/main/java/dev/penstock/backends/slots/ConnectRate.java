package dev.penstock.backends.slots;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * How many connect attempts a backend may see: so many a second, a fifth of them at once (a token bucket, kept as the
 * time at which it would be full: the generic cell rate algorithm of ITU-T I.371). Guarded by the tender's lock.
 */
final class ConnectRate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int BURST_SHARE = 5;

    private final IntSupplier rate;
    private boolean begun;
    private long fullAt;

    ConnectRate(IntSupplier rate) {
        this.rate = rate;
    }

    /** Permits that may be had at once after a rest. */
    static int burst(int rate) {
        return Math.max(1, rate / BURST_SHARE);
    }

    /** Takes a permit, and returns how many nanoseconds from {@code now} it is good for. */
    long take(long now) {
        int perSecond = rate.getAsInt();
        if (perSecond == 0) {
            return 0;
        }
        long gap = SECOND / perSecond;
        if (!begun || fullAt - now < 0) {
            begun = true;
            fullAt = now;
        }
        long goodAt = fullAt - (burst(perSecond) - 1) * gap;
        fullAt += gap;
        return Math.max(0, goodAt - now);
    }
}
