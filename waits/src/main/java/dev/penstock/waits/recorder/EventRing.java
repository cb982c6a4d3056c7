package dev.penstock.waits.recorder;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last rare events of a pool, in at most {@value #MOST_BYTES} bytes. If there is no more room, the backend with the
 * most events loses its oldest one: a backend that fails all the time does not displace the events of the others. Of up
 * to {@value #BACKENDS_KEPT_APART} backends, each has at least its last {@value #LEAST_OF_BACKEND} events.
 *
 * <p>Thread-safe. The lock is held for a few pointers only.
 */
public final class EventRing {
    /** The memory of all events, in bytes. */
    public static final long MOST_BYTES = 1L << 20;

    /** The greatest length of a text, in characters. */
    static final int MOST_TEXT = 400;

    static final int LEAST_OF_BACKEND = 200;
    static final int BACKENDS_KEPT_APART = 5;

    private static final int EVENT_BYTES = 120;

    /** The name under which events of no backend are kept. */
    private static final String POOL = "";

    private final InstantSource wallClock;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Deque<RareEvent>> events = new HashMap<>();

    @GuardedBy("lock")
    private long bytes;

    @GuardedBy("lock")
    private int size;

    @GuardedBy("lock")
    private long dropped;

    @GuardedBy("lock")
    private long truncated;

    /**
     * The size of the ring at one moment: an immutable value.
     *
     * @param oldest the moment of the oldest event
     * @param events the number of events
     * @param bytes their memory, in bytes
     * @param dropped the number of events that made room for later ones
     * @param truncated the number of events whose text was cut
     */
    public record Size(Optional<Instant> oldest, int events, long bytes, long dropped, long truncated) {}

    /** An empty ring. */
    public EventRing(InstantSource wallClock) {
        this.wallClock = wallClock;
    }

    /**
     * Records an event of this moment.
     *
     * @param backend the label of its backend; empty for an event of the whole pool
     * @param text one line without secrets
     */
    public void record(Optional<String> backend, String text) {
        boolean cut = text.length() > MOST_TEXT;
        String shown = cut ? text.substring(0, MOST_TEXT) + "…[" + (text.length() - MOST_TEXT) + " more]" : text;
        RareEvent event = new RareEvent(wallClock.instant(), backend, shown);
        lock.lock();
        try {
            truncated += cut ? 1 : 0;
            events.computeIfAbsent(backend.orElse(POOL), label -> new ArrayDeque<>())
                    .addLast(event);
            bytes += bytesOf(event);
            size++;
            while (bytes > MOST_BYTES) {
                dropOldest();
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void dropOldest() {
        Map.Entry<String, Deque<RareEvent>> largest = events.entrySet().stream()
                .max(Comparator.comparingInt(entry -> entry.getValue().size()))
                .orElseThrow();
        bytes -= bytesOf(largest.getValue().removeFirst());
        size--;
        dropped++;
        if (largest.getValue().isEmpty()) {
            events.remove(largest.getKey());
        }
    }

    private static long bytesOf(RareEvent event) {
        return EVENT_BYTES + 2L * event.text().length();
    }

    /** The events from {@code from} to {@code to}, both included, the earliest first. */
    public List<RareEvent> between(Instant from, Instant to) {
        List<RareEvent> found = new ArrayList<>();
        lock.lock();
        try {
            for (Deque<RareEvent> ring : events.values()) {
                for (RareEvent event : ring) {
                    if (!event.at().isBefore(from) && !event.at().isAfter(to)) {
                        found.add(event);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
        found.sort(Comparator.comparing(RareEvent::at));
        return found;
    }

    /** The size of this ring now. */
    public Size size() {
        lock.lock();
        try {
            Optional<Instant> oldest =
                    events.values().stream().map(ring -> ring.getFirst().at()).min(Comparator.naturalOrder());
            return new Size(oldest, size, bytes, dropped, truncated);
        } finally {
            lock.unlock();
        }
    }
}
