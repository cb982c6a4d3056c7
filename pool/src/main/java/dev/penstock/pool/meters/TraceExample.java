package dev.penstock.pool.meters;

import dev.penstock.pool.reports.KeptReport;
import dev.penstock.waits.ReasonTimeline.Interval;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.operations.TraceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A wait of a claim whose trace is known: an immutable value.
 *
 * @param seconds its duration
 * @param trace the span in which the claim was made
 * @param end the moment at which it ended
 */
record TraceExample(double seconds, TraceContext trace, Instant end) {
    /**
     * The waits in these reports whose trace the tracing library keeps, by the label of their event. An event that has
     * parts, as {@code claim_acquire}, lasted as long as all of them.
     */
    static Map<String, List<TraceExample>> of(List<KeptReport> reports) {
        Map<String, List<TraceExample>> examples = new HashMap<>();
        for (KeptReport report : reports) {
            if (report.outcome().isPresent()) {
                report.who().trace().filter(TraceContext::sampled).ifPresent(trace -> add(report, trace, examples));
            }
        }
        return examples;
    }

    private static void add(KeptReport report, TraceContext trace, Map<String, List<TraceExample>> examples) {
        Instant begin = report.who().began();
        Map<WaitEvent, Interval> whole = new EnumMap<>(WaitEvent.class);
        for (Interval part : report.timeline()) {
            add(part, begin, trace, examples);
            part.event()
                    .parent()
                    .ifPresent(parent -> whole.merge(
                            parent,
                            new Interval(parent, part.beginNanos(), part.nanos()),
                            (former, last) -> new Interval(
                                    parent,
                                    former.beginNanos(),
                                    last.beginNanos() + last.nanos() - former.beginNanos())));
        }
        whole.values().forEach(interval -> add(interval, begin, trace, examples));
    }

    private static void add(
            Interval wait, Instant begin, TraceContext trace, Map<String, List<TraceExample>> examples) {
        examples.computeIfAbsent(wait.event().label(), any -> new ArrayList<>())
                .add(new TraceExample(
                        Durations.seconds(wait.nanos()), trace, begin.plusNanos(wait.beginNanos() + wait.nanos())));
    }
}
