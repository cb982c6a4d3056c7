package dev.penstock.pool.alerting;

import dev.penstock.backends.threads.AsyncLog;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.pool.alerts.Alert;
import dev.penstock.pool.alerts.AlertListener;
import dev.penstock.pool.listening.Listeners;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.jfr.PoolFlight;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * Delivers alerts to Flight Recorder and to listeners. Thread-safe; no method blocks or throws, except that {@link
 * #listen} refuses too many listeners.
 */
final class AlertDelivery {
    static final int MOST_WAITING = 16;

    private static final Listeners.Kind ALERTS =
            new Listeners.Kind("alerts", LoggerFactory.getLogger("dev.penstock.alerts"), MOST_WAITING);

    private final PoolFlight flight;
    private final Listeners<AlertListener> listeners;

    AlertDelivery(String pool, ThreadSource threads, NanoClock clock, AsyncLog log, PoolFlight flight) {
        this.flight = flight;
        this.listeners = new Listeners<>(ALERTS, pool, threads, clock, log);
    }

    AutoCloseable listen(AlertListener listener) {
        return listeners.listen(listener);
    }

    void deliver(Alert alert) {
        String rule = alert.rule().name();
        flight.alerted(rule, alert.kind().name().toLowerCase(Locale.ROOT), alert.toString());
        listeners.deliver("alert " + rule, listener -> listener.alert(alert));
    }

    /** Interrupts each listener whose call lasts too long. Called at each test of the rules. */
    void interruptLate(long now) {
        listeners.interruptLate(now);
    }

    void close() {
        listeners.close();
    }
}
