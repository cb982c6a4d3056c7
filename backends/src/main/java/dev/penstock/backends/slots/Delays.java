package dev.penstock.backends.slots;

import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitMeter;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The messages that reach the status task of one backend after a delay, and the meters of the delays that count as
 * waits. Thread-safe.
 */
final class Delays {
    private final Deadlines deadlines;
    private final BackendMeters meters;
    private final NanoClock clock;
    private final Consumer<StatusMessage> mailbox;

    Delays(Deadlines deadlines, BackendMeters meters, NanoClock clock, Consumer<StatusMessage> mailbox) {
        this.deadlines = deadlines;
        this.meters = meters;
        this.clock = clock;
        this.mailbox = mailbox;
    }

    /** Posts the message that {@code message} supplies at the end of a deadline, see {@link Deadlines#expire}. */
    void postAtDeadline(Duration limit, Supplier<StatusMessage> message) {
        deadlines.expire(limit, () -> mailbox.accept(message.get()));
    }

    /** Posts {@code message} after a delay, which the meter of {@code event} counts as a wait. */
    void postAfterWait(WaitEvent event, Duration delay, StatusMessage message) {
        WaitMeter meter = meters.meter(event);
        long began = clock.nanoTime();
        meter.begin(began);
        boolean scheduled = deadlines.trySchedule(delay, () -> {
            meter.end(began, clock.nanoTime());
            mailbox.accept(message);
        });
        if (!scheduled) {
            meter.end(began, began);
        }
    }
}
