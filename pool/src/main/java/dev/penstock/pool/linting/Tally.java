package dev.penstock.pool.linting;

import dev.penstock.pool.linting.Finding.Subject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Counts the sights of the last ten minutes, minute by minute. Used by one thread at a time. */
final class Tally {
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final int MINUTES = 10;

    private final Deque<Minute> minutes = new ArrayDeque<>();

    /**
     * What was seen last.
     *
     * @param subject the operation, backend and claim to blame
     * @param text one sentence
     */
    record Sight(Subject subject, String text) {}

    private static final class Minute {
        private final long began;
        private long count;
        private Optional<Sight> last = Optional.empty();

        Minute(long began) {
            this.began = began;
        }
    }

    /** Adds a sight at {@code now}, in nanoseconds of the pool's clock. */
    void add(long now, long count, Sight sight) {
        forgetOld(now);
        Minute minute = minutes.peekLast();
        if (minute == null || now - minute.began >= MINUTE_NANOS) {
            minute = new Minute(now);
            minutes.addLast(minute);
        }
        minute.count += count;
        minute.last = Optional.of(sight);
    }

    private void forgetOld(long now) {
        while (!minutes.isEmpty() && now - minutes.getFirst().began >= MINUTES * MINUTE_NANOS) {
            minutes.removeFirst();
        }
    }

    /** The number of the last ten minutes. */
    long count(long now) {
        forgetOld(now);
        return minutes.stream().mapToLong(minute -> minute.count).sum();
    }

    void clear() {
        minutes.clear();
    }

    /** The number, with the last sight. */
    Finding finding(long now, String nothing) {
        long count = count(now);
        Sight last = minutes.isEmpty() ? null : minutes.getLast().last.orElse(null);
        return last == null
                ? Finding.of(0, nothing)
                : Finding.of((double) count, last.text()).about(last.subject());
    }
}
