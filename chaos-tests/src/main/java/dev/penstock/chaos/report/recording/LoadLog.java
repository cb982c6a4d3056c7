package dev.penstock.chaos.report.recording;

import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The load by wait event of each second: the difference of two snapshots. Not thread-safe. */
final class LoadLog {
    private static final Set<WaitEvent> PARENTS =
            Set.of(WaitEvent.CLAIM_ACQUIRE, WaitEvent.CLAIM_HOLD, WaitEvent.CLAIM_RELEASE);
    private static final double THOUSAND = 1_000;

    private final Map<Long, Map<String, Double>> seconds = new HashMap<>();
    private WaitSnapshot last;

    LoadLog(WaitSnapshot first) {
        last = first;
    }

    /** Ends a second. */
    void add(long second, WaitSnapshot now) {
        WaitSnapshot difference = now.minus(last);
        last = now;
        Map<String, Double> load = new TreeMap<>();
        for (WaitEvent event : WaitEvent.values()) {
            double rounded = Math.round(difference.load(event) * THOUSAND) / THOUSAND;
            if (rounded > 0 && event.parent().filter(PARENTS::contains).isPresent()) {
                load.put(event.label(), rounded);
            }
        }
        seconds.put(second, load);
    }

    /** The load by event, by second. */
    Map<Long, Map<String, Double>> seconds() {
        return seconds;
    }
}
