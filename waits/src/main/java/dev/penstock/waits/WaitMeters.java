package dev.penstock.waits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The {@linkplain WaitMeter meters} of a pool, by backend and event. Thread-safe. A meter is created on first use. */
public final class WaitMeters {
    /** The name that stands for the pool itself, if a wait belongs to no backend. */
    static final String NO_BACKEND = "";

    /**
     * The name that stands for waits under way whose place shows only at their end. Snapshots count them in the sum of
     * an event and at no backend. It is no name of a backend, because labels have no control characters.
     */
    static final String UNDECIDED = "\0";

    private static final WaitEvent[] EVENTS = WaitEvent.values();

    private final Map<String, AtomicReferenceArray<WaitMeter>> byBackend = new ConcurrentHashMap<>();

    /** Creates an empty set of meters. */
    public WaitMeters() {}

    /** The meter of an event that belongs to no backend. */
    public WaitMeter meter(WaitEvent event) {
        return meter(event, NO_BACKEND);
    }

    /**
     * The meter of waits under way whose place shows only at their end. Each ends as a wait of another meter, by
     * {@link WaitMeter#endAs}.
     */
    public WaitMeter undecided(WaitEvent event) {
        return meter(event, UNDECIDED);
    }

    /**
     * The meter of an event at a backend, created on first use. Callers on a hot path keep the meter. A component that
     * may record after the backend is {@linkplain WaitAccounts#retireBackend retired} keeps it, too: its waits then
     * count as the pool's own. A second call of this method would make the backend known again.
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

    /** Forgets a backend. Its waits count as the pool's own, including those that its meters record later. */
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
                meter.addTo(builder.event(backend, event), builder.now(), builder.takesDistributions());
            }
        }
    }
}
