package dev.penstock.chaos.world;

import java.util.ArrayDeque;
import java.util.Deque;

/** The greatest count that lasted: the least of all counts within 300 ms. Used by one thread; any thread may read. */
final class Lasting {
    private static final long LASTING_NANOS = 300_000_000;

    private final Deque<Count> recent = new ArrayDeque<>();
    private volatile int most;

    private record Count(long nanos, int number) {}

    Lasting() {}

    /** Adds a count. Counts must come in the order of {@link System#nanoTime()}. */
    void note(long nanos, int number) {
        recent.addLast(new Count(nanos, number));
        while (nanos - recent.getFirst().nanos() > LASTING_NANOS) {
            int least = recent.stream().mapToInt(Count::number).min().orElse(0);
            most = Math.max(most, least);
            recent.removeFirst();
        }
    }

    /** The greatest number that lasted; 0 if none did yet. */
    int most() {
        return most;
    }
}
