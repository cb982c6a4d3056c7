package dev.penstock.waits.history;

import dev.penstock.waits.WaitEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * The samples that a reader wants: an immutable value. Samples that do not match are never copied.
 *
 * @param from the first moment, inclusive
 * @param to the last moment, inclusive
 * @param event the event on which claims waited; empty for any
 * @param backend the label of the backend; empty for any, and for claims that waited for a slot
 * @param operation the application's name for the work; empty for any
 */
public record HistoryFilter(
        Instant from, Instant to, Optional<WaitEvent> event, Optional<String> backend, Optional<String> operation) {
    private static final HistoryFilter ALL =
            new HistoryFilter(Instant.MIN, Instant.MAX, Optional.empty(), Optional.empty(), Optional.empty());

    /** Matches every sample. */
    public static HistoryFilter all() {
        return ALL;
    }

    /** The same filter for samples from {@code first} to {@code last}, both inclusive. */
    public HistoryFilter between(Instant first, Instant last) {
        return new HistoryFilter(first, last, event, backend, operation);
    }

    /** The same filter for claims that waited on {@code only}. */
    public HistoryFilter withEvent(WaitEvent only) {
        return new HistoryFilter(from, to, Optional.of(only), backend, operation);
    }

    /** The same filter for claims whose slot was of the backend {@code only}. */
    public HistoryFilter withBackend(String only) {
        return new HistoryFilter(from, to, event, Optional.of(only), operation);
    }

    /** The same filter for claims of the operation {@code only}. */
    public HistoryFilter withOperation(String only) {
        return new HistoryFilter(from, to, event, backend, Optional.of(only));
    }
}
