package dev.penstock.waits.jfr;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Collects the last events of one pool, which come in any order. The number of events of each kind is limited: many
 * events of a busy pool do not displace a stall or an alert. Not thread-safe.
 */
final class LastEvents {
    static final int MOST_OF_KIND = 1_000;

    /** The most bytes of all lines in UTF-8. */
    static final int MOST_BYTES = 2 << 20;

    private static final Comparator<Timed> BY_TIME = Comparator.comparingLong(Timed::nanos);

    private final String pool;
    private final Instant from;
    private final Map<String, PriorityQueue<Timed>> kinds = new HashMap<>();

    private int leftOut;

    /** An event, and the nanoseconds from the beginning of the wanted time to its end. */
    private record Timed(long nanos, RecordedEvent event) {}

    LastEvents(String pool, Instant from) {
        this.pool = pool;
        this.from = from;
    }

    void add(RecordedEvent event) {
        Instant end = event.getEndTime();
        if (!pool.equals(event.getString("pool")) || end.isBefore(from)) {
            return;
        }
        PriorityQueue<Timed> oldestFirst =
                kinds.computeIfAbsent(event.getEventType().getName(), name -> new PriorityQueue<>(BY_TIME));
        oldestFirst.add(new Timed(from.until(end, ChronoUnit.NANOS), event));
        if (oldestFirst.size() > MOST_OF_KIND) {
            oldestFirst.poll();
            leftOut++;
        }
    }

    /**
     * The events that were added, the oldest first.
     *
     * @param readSince the moment since which the recordings were read, if that is not the wanted one
     */
    FlightExtract extract(@Nullable Instant readSince) {
        List<Timed> events = new ArrayList<>();
        kinds.values().forEach(events::addAll);
        events.sort(BY_TIME.reversed());
        Deque<String> lines = new ArrayDeque<>();
        int bytes = 0;
        for (Timed timed : events) {
            String line = EventLine.of(timed.event());
            bytes += line.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MOST_BYTES) {
                leftOut += events.size() - lines.size();
                break;
            }
            lines.addFirst(line);
        }
        return new FlightExtract(String.join("", lines), missing(readSince));
    }

    private String missing(@Nullable Instant readSince) {
        if (kinds.isEmpty()) {
            return "the recordings have no event of this pool since " + (readSince == null ? from : readSince);
        }
        String cut = leftOut > 0
                ? "it has the last " + MOST_OF_KIND + " events of each kind at most, in " + (MOST_BYTES >> 20)
                        + " MiB: " + leftOut + " are left out"
                : "";
        if (readSince == null) {
            return cut;
        }
        return "it has not all events before " + readSince + ", because the recordings have more than "
                + (RecordingReader.MOST_BYTES >> 20) + " MiB" + (cut.isEmpty() ? "" : "; " + cut);
    }
}
