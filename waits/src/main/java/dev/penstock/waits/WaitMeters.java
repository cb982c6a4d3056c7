package dev.penstock.waits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The {@linkplain WaitMeter meters} of a pool, by backend and event. Thread-safe; meters are made on first use.
 */
public final class WaitMeters {
    /** The name under which waits are kept that belong to no backend. */
    public static final String NO_BACKEND = "";

    private static final WaitEvent[] EVENTS = WaitEvent.values();

    private final Map<String, AtomicReferenceArray<WaitMeter>> byBackend = new ConcurrentHashMap<>();

    /** Creates an empty set of meters. */
    public WaitMeters() {}

    /** The meter of an event that belongs to no backend. */
    public WaitMeter meter(WaitEvent event) {
        return meter(event, NO_BACKEND);
    }

    /**
     * The meter of an event at a backend, made on first use. Callers on a hot path keep what they get, and so does
     * whoever may still record once the backend is {@linkplain WaitAccounts#retireBackend retired}: what is kept
     * counts as the pool's own then, while asking again makes the backend known again.
     */
    public WaitMeter meter(WaitEvent event, String backend) {
        AtomicReferenceArray<WaitMeter> meters =
                byBackend.computeIfAbsent(backend, name -> new AtomicReferenceArray<>(EVENTS.length));
        return meter(meters, event);
    }

    private WaitMeter meter(AtomicReferenceArray<WaitMeter> meters, WaitEvent event) {
        WaitMeter meter = meters.get(event.ordinal());
        if (meter != null) {
            return meter;
        }
        WaitMeter fresh = new WaitMeter(() -> meter(event));
        WaitMeter witness = meters.compareAndExchange(event.ordinal(), null, fresh);
        return witness == null ? fresh : witness;
    }

    void addTo(SnapshotBuilder builder) {
        byBackend.forEach((backend, meters) -> addTo(builder, backend, meters));
    }

    /** Forgets a backend; what was recorded of it counts as the pool's own, and so does what its meters still get. */
    void retire(String backend) {
        AtomicReferenceArray<WaitMeter> meters = byBackend.remove(backend);
        if (meters == null) {
            return;
        }
        for (WaitEvent event : EVENTS) {
            meter(meters, event).retire();
        }
    }

    private static void addTo(SnapshotBuilder builder, String backend, AtomicReferenceArray<WaitMeter> meters) {
        for (WaitEvent event : EVENTS) {
            WaitMeter meter = meters.get(event.ordinal());
            if (meter != null) {
                meter.addTo(builder.event(backend, event));
            }
        }
    }
}
