package dev.penstock.backends;

import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test sets. It begins far below zero, as System.nanoTime may. */
public final class FakeClock implements NanoClock {
    private static final long ORIGIN = Long.MIN_VALUE / 2;

    private final AtomicLong now = new AtomicLong(ORIGIN);

    @Override
    public long nanoTime() {
        return now.get();
    }

    public void advance(Duration by) {
        now.addAndGet(by.toNanos());
    }

    public void to(long moment) {
        now.set(moment);
    }
}
