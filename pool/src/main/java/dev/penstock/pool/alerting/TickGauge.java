package dev.penstock.pool.alerting;

import java.time.Duration;

/**
 * Says how much of the time between two tests counts. The process may have been suspended in between, or the clock may
 * have stepped: then nothing moved that could be to blame. Used by one thread at a time.
 *
 * <p>After such a pause, ages count from its end on. Windows begin anew {@value #SETTLING_SECONDS} s later, because
 * claims that were under way during the pause end first.
 */
final class TickGauge {
    /** The time between two tests. */
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final int SETTLING_SECONDS = 5;

    /** A test that is later than this follows a pause. */
    private static final long LATE_NANOS = 2_000_000_000;

    private boolean began;
    private long last;
    private boolean paused;
    private long pauseEnd;
    private long credit;

    /** Whether a test is due at {@code now}, if the next call comes after {@code period}. */
    boolean isDue(long now, Duration period) {
        return !began || now < last || now - last >= INTERVAL.toNanos() - period.toNanos() / 2;
    }

    /** Begins a test. */
    void tick(long now, Duration period) {
        long due = Math.max(INTERVAL.toNanos(), period.toNanos());
        boolean late = began && (now < last || now - last > due + LATE_NANOS);
        credit = began && !late ? now - last : 0;
        if (late) {
            paused = true;
            pauseEnd = now;
        }
        began = true;
        last = now;
    }

    /** The time since the last test that counts, in nanoseconds; 0 after a pause. */
    long credit() {
        return credit;
    }

    /** The part of an age that counts, in nanoseconds. */
    long capped(long age) {
        return paused ? Math.min(age, last - pauseEnd) : age;
    }

    /** Whether claims that were under way during the last pause may end at this time. */
    boolean settling() {
        return paused && last - pauseEnd < Duration.ofSeconds(SETTLING_SECONDS).toNanos();
    }
}
