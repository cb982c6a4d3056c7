package dev.penstock.waits.jfr;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** Collects the last events of one pool, which come in any order. Not thread-safe. */
final class LastEvents {
    static final int MOST_EVENTS = 10_000;

    /** The most bytes of all lines in UTF-8. */
    static final int MOST_BYTES = 2 << 20;

    private final String pool;
    private final Instant from;
    private final PriorityQueue<RecordedEvent> oldestFirst =
            new PriorityQueue<>(Comparator.comparing(RecordedEvent::getEndTime));

    private int leftOut;

    LastEvents(String pool, Instant from) {
        this.pool = pool;
        this.from = from;
    }

    void add(RecordedEvent event) {
        if (pool.equals(event.getString("pool")) && !event.getEndTime().isBefore(from)) {
            oldestFirst.add(event);
            if (oldestFirst.size() > MOST_EVENTS) {
                oldestFirst.poll();
                leftOut++;
            }
        }
    }

    /**
     * The events that were added, the oldest first.
     *
     * @param readSince the moment since which the recordings were read, if that is not the wanted one
     */
    FlightExtract extract(@Nullable Instant readSince) {
        List<RecordedEvent> events = new ArrayList<>(oldestFirst);
        events.sort(Comparator.comparing(RecordedEvent::getEndTime).reversed());
        Deque<String> lines = new ArrayDeque<>();
        int bytes = 0;
        for (RecordedEvent event : events) {
            String line = EventLine.of(event);
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
        if (oldestFirst.isEmpty()) {
            return "the recordings have no event of this pool since " + (readSince == null ? from : readSince);
        }
        if (readSince != null) {
            return "it has not all events before " + readSince + ", because the recordings have more than "
                    + (RecordingReader.MOST_BYTES >> 20) + " MiB"
                    + (leftOut > 0 ? "; " + leftOut + " of the later events are left out, too" : "");
        }
        return leftOut > 0
                ? "it has only the last events: " + leftOut + " before them are left out, because a bundle has at most "
                        + MOST_EVENTS + " events in " + (MOST_BYTES >> 20) + " MiB"
                : "";
    }
}
