package dev.penstock.waits;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of wait events: everything that Penstock waits on.
 *
 * <p>{@link #code()}, {@link #label()} and {@link #waitClass()} are public API, because dashboards and alerts use them.
 * Entries are added at any time, and never renumbered, renamed or removed. The comment of an entry gives the begin and
 * the end of its interval.
 *
 * <p>To add an event: add an entry with a new code here and a row in {@code docs/wait-events.md}, and record it:
 *
 * <ul>
 *   <li>A reason to wait for a slot is an entry between {@link #CLAIM_WAIT_SLOT} and {@link #CLAIM_DISPATCH}, because
 *       {@link AcquireTimeline} counts by position. The module {@code pool} sets it, see {@code Claims.waitReason}.
 *   <li>Any other part of a claim is recorded by {@link ClaimLedger}.
 *   <li>All other events are recorded by the {@link WaitMeter} of {@link WaitMeters#meter}. The module {@code
 *       backends} records those of a backend by {@code BackendMeters}.
 * </ul>
 */
public enum WaitEvent {
    /** {@code getConnection()} entered → connection handed over, or failed. */
    CLAIM_ACQUIRE(0, "claim_acquire", WaitClass.CLAIM, null),
    /** Handed over → {@code close()} entered. */
    CLAIM_HOLD(1, "claim_hold", WaitClass.CLAIM, null),
    /** {@code close()} entered → slot claimable again or retired. */
    CLAIM_RELEASE(2, "claim_release", WaitClass.CLAIM, null),
    /** Status request sent to a backend's status task → its reply received. */
    SLOT_STATUS(3, "slot_status", WaitClass.STATUS, null),

    /** Queued; every eligible slot is claimed, or its last claim resets the session. */
    CLAIM_WAIT_SLOT(10, "claim_wait_slot", WaitClass.CLAIM, CLAIM_ACQUIRE),
    /** Queued; eligible slots exist but are connecting or being checked. */
    CLAIM_WAIT_CONNECT(11, "claim_wait_connect", WaitClass.CLAIM, CLAIM_ACQUIRE),
    /** Queued; backends are known, none is online. */
    CLAIM_WAIT_BACKEND(12, "claim_wait_backend", WaitClass.CLAIM, CLAIM_ACQUIRE),
    /** Queued; the resolver has found no backend yet. */
    CLAIM_WAIT_DISCOVERY(13, "claim_wait_discovery", WaitClass.CLAIM, CLAIM_ACQUIRE),
    /** Queued; the pool is suspended. */
    CLAIM_WAIT_ADMIN(14, "claim_wait_admin", WaitClass.CLAIM, CLAIM_ACQUIRE),
    /** The claimant validates the connection before use. */
    CLAIM_VALIDATE(15, "claim_validate", WaitClass.CLAIM, CLAIM_ACQUIRE),
    /** A slot was handed to the queued claim, or the claim was refused → its thread runs. */
    CLAIM_DISPATCH(16, "claim_dispatch", WaitClass.SCHEDULER, CLAIM_ACQUIRE),

    /** A JDBC call of this claim is at the driver (execute, fetch, commit, …). */
    CLAIM_EXECUTE(20, "claim_execute", WaitClass.DATABASE, CLAIM_HOLD),
    /** Held, and no JDBC call in flight. */
    CLAIM_IDLE(21, "claim_idle", WaitClass.CLIENT, CLAIM_HOLD),
    /** Rollback and session reset round trips. */
    CLAIM_RESET(25, "claim_reset", WaitClass.DATABASE, CLAIM_RELEASE),

    /** Connect attempt started → connection ready (TCP, TLS, authentication, init SQL) or failed. */
    SLOT_CONNECT(30, "slot_connect", WaitClass.SLOT, null),
    /** Connect attempt failed → next attempt due. */
    SLOT_CONNECT_BACKOFF(31, "slot_connect_backoff", WaitClass.SLOT, null),
    /** Waiting for the backend's connect-rate limit. */
    SLOT_CONNECT_PERMIT(32, "slot_connect_permit", WaitClass.SLOT, null),
    /** Keepalive or health check of an unclaimed slot. */
    SLOT_CHECK(33, "slot_check", WaitClass.SLOT, null),
    /** Physical close or abort. */
    SLOT_CLOSE(34, "slot_close", WaitClass.SLOT, null),

    /** Status task ready to run → running. */
    STATUS_DISPATCH(40, "status_dispatch", WaitClass.SCHEDULER, SLOT_STATUS),
    /** Status task running → reply sent. */
    STATUS_RUN(41, "status_run", WaitClass.STATUS, SLOT_STATUS),
    /** Health probe sent to the database → answered. */
    BACKEND_PROBE(42, "backend_probe", WaitClass.NETWORK, null),

    /** One query to one name server. */
    DNS_QUERY(50, "dns_query", WaitClass.DISCOVERY, null),
    /** One whole resolution of a service name. */
    DISCOVERY_REFRESH(51, "discovery_refresh", WaitClass.DISCOVERY, null),

    /** The supervisor was due → it ran (GC, safepoint, suspended VM). */
    RUNTIME_PAUSE(60, "runtime_pause", WaitClass.RUNTIME, null);

    private final int code;
    private final String label;
    private final WaitClass waitClass;
    private final @Nullable WaitEvent parent;

    WaitEvent(int code, String label, WaitClass waitClass, @Nullable WaitEvent parent) {
        this.code = code;
        this.label = label;
        this.waitClass = waitClass;
        this.parent = parent;
    }

    /** The fixed number of this event, which is not its Java ordinal. */
    public int code() {
        return code;
    }

    /** The name in metrics, logs and reports. */
    public String label() {
        return label;
    }

    /** The part of the world that this event waits on. */
    public WaitClass waitClass() {
        return waitClass;
    }

    /** The event that contains the time of this one; empty if no event does. */
    public Optional<WaitEvent> parent() {
        return Optional.ofNullable(parent);
    }

    /**
     * The operation of the pool's background work that waits on this event, such as {@code penstock:connect}; empty for
     * events of claims, which are of the application's operations.
     */
    public Optional<String> background() {
        return switch (this) {
            case SLOT_CONNECT, SLOT_CONNECT_BACKOFF, SLOT_CONNECT_PERMIT -> Optional.of("penstock:connect");
            case SLOT_CHECK -> Optional.of("penstock:check");
            case SLOT_CLOSE -> Optional.of("penstock:close");
            case SLOT_STATUS, STATUS_DISPATCH, STATUS_RUN -> Optional.of("penstock:status");
            case BACKEND_PROBE -> Optional.of("penstock:probe");
            case DNS_QUERY, DISCOVERY_REFRESH -> Optional.of("penstock:discovery");
            case RUNTIME_PAUSE -> Optional.of("penstock:supervisor");
            default -> Optional.empty();
        };
    }

    /** Whether the time of this event is part of {@link #CLAIM_ACQUIRE}. */
    boolean isPartOfAcquire() {
        return parent == CLAIM_ACQUIRE;
    }

    @Override
    public String toString() {
        return label;
    }
}
