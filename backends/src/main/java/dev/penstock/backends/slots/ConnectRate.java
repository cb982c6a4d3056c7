package dev.penstock.backends.slots;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Limits the connect attempts of a backend to a number per second. A fifth of them may come at once. The algorithm is
 * a token bucket, kept as the time at which the bucket is full again (generic cell rate algorithm, ITU-T I.371). Used
 * under the lock of {@link SlotSetStateMachine}.
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

    /** The permits that are available at once after a rest. */
    static int burst(int rate) {
        return Math.max(1, rate / BURST_SHARE);
    }

    /** Takes a permit. Returns the wait in nanoseconds from {@code now} until the permit is valid. */
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
        long validAt = fullAt - (burst(perSecond) - 1) * gap;
        fullAt += gap;
        return Math.max(0, validAt - now);
    }
}
