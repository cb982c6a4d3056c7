package dev.penstock.backends.slots;

import dev.penstock.backends.FailureText;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitMeter;
import dev.penstock.waits.jfr.FlightSpan;
import dev.penstock.waits.jfr.PoolFlight;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The wait meters of one backend. Thread-safe.
 *
 * <p>They are looked up once. An event that ends after the backend was retired therefore finds its meter, and does not
 * add the backend to the accounts again.
 */
final class BackendMeters {
    private static final List<WaitEvent> EVENTS = List.of(
            WaitEvent.SLOT_CONNECT,
            WaitEvent.SLOT_CONNECT_BACKOFF,
            WaitEvent.SLOT_CONNECT_PERMIT,
            WaitEvent.SLOT_CHECK,
            WaitEvent.SLOT_CLOSE,
            WaitEvent.BACKEND_PROBE,
            WaitEvent.SLOT_STATUS,
            WaitEvent.STATUS_DISPATCH,
            WaitEvent.STATUS_RUN);

    private final String label;
    private final NanoClock clock;
    private final PoolFlight flight;
    private final Map<WaitEvent, WaitMeter> meters = new EnumMap<>(WaitEvent.class);

    BackendMeters(WaitAccounts accounts, String label) {
        this.label = label;
        this.clock = accounts.clock();
        this.flight = accounts.flight();
        for (WaitEvent event : EVENTS) {
            meters.put(event, accounts.meters().meter(event, label));
        }
    }

    /** The meter of an event that backends have. */
    WaitMeter meter(WaitEvent event) {
        return Objects.requireNonNull(meters.get(event), "an event of backends");
    }

    /** The label of the backend. */
    String label() {
        return label;
    }

    /** The JFR events of the pool. */
    PoolFlight flight() {
        return flight;
    }

    /**
     * Runs foreign code under the meter of {@code event}. Returns what the code threw; null if it ended normally.
     *
     * @param span the JFR event of the code
     */
    @Nullable
    Throwable time(WaitEvent event, FlightSpan span, ForeignCode code) {
        WaitMeter meter = meter(event);
        long began = clock.nanoTime();
        meter.begin(began);
        Throwable thrown;
        try {
            code.run();
            thrown = null;
        } catch (Throwable e) {
            thrown = e;
        } finally {
            meter.end(began, clock.nanoTime());
        }
        span.end(thrown == null ? null : FailureText.withoutMessage(thrown));
        return thrown;
    }

    /** A call of the connector or the driver. It may throw whatever it likes. */
    @FunctionalInterface
    interface ForeignCode {
        void run() throws Exception;
    }
}
