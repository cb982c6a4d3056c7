package dev.penstock.backends.roles;

import dev.penstock.backends.Role;
import dev.penstock.backends.RoleReading;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.SlotSetStateMachine;
import dev.penstock.backends.threads.AsyncLog;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role of one backend: the observations of it, and the targets for which the routing table uses it. Thread-safe.
 */
public final class BackendRole {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.roles");
    private static final int SMOOTHING = 4;
    private static final int MAX_DOUBLINGS = 6;

    private final AtomicReference<RoleObservation> observation = new AtomicReference<>(RoleObservation.UNKNOWN);
    private volatile RoutingEligibility eligibility = RoutingEligibility.NONE;
    private volatile long latencyNanos;
    private @Nullable RoleWatch watch;
    /**
     * The held connections replaced lately to find a primary. This field and the next are used under the lock of
     * {@link SlotSetStateMachine}.
     */
    private int replacements;

    private long replacedAt;
    private final AtomicReference<Role> loggedRole = new AtomicReference<>(Role.UNKNOWN);

    /** Sets which roles the pool needs. Called before the set is published. */
    public void setWatch(RoleWatch watch) {
        this.watch = watch;
    }

    /**
     * Adds what the server said about its role.
     *
     * @param began when the query began, in nanoseconds of the pool's clock
     * @param ended when the query ended
     * @return whether the observation changed
     */
    public boolean observe(RoleReading reading, long began, long ended) {
        RoleObservation before;
        RoleObservation after;
        do {
            before = observation.get();
            after = before.updated(reading, began, ended);
        } while (!observation.compareAndSet(before, after));
        long took = Math.max(1, ended - began);
        long former = latencyNanos;
        latencyNanos = former == 0 ? took : former + (took - former) / SMOOTHING;
        return after.epoch() != before.epoch();
    }

    /** Marks the role as doubtful, because of an event at {@code now}. Returns whether it was not doubtful before. */
    public boolean markDoubtful(long now) {
        RoleObservation before;
        RoleObservation after;
        do {
            before = observation.get();
            after = before.doubtful(now);
        } while (!observation.compareAndSet(before, after));
        return after.epoch() != before.epoch();
    }

    /** Whether the role is needed and the last query is at least {@code interval} nanoseconds old. */
    public boolean isQueryDue(long now, long interval) {
        RoleWatch watching = watch;
        if (watching == null || !watching.watches()) {
            return false;
        }
        return observation.get().isOlderThan(watching.primaryMissing() ? now : now - interval);
    }

    /**
     * Permits the replacement of one held connection to find a primary. While claims wait for a primary, it permits one
     * at each call. Otherwise the pauses double from {@code pause} on, because no primary may exist.
     */
    public boolean tryPermitReplacement(long now, long pause) {
        RoleWatch watching = watch;
        if (watching == null || !watching.primaryMissing() || observation.get().role() == Role.PRIMARY) {
            return false;
        }
        long since = now - replacedAt;
        long least = pause << Math.min(replacements, MAX_DOUBLINGS);
        if (replacements > 0 && since < least && !watching.primaryAwaited()) {
            return false;
        }
        replacements = since > 2 * least ? 1 : replacements + 1;
        replacedAt = now;
        return true;
    }

    /**
     * Whether the backend serves claims for {@code target}. The eligibility that the routing table gave is void once
     * the server has said another role. The server says so before a new connection becomes claimable.
     */
    public boolean serves(TargetServerType target) {
        RoutingEligibility now = eligibility;
        return now.covers(target)
                && (target == TargetServerType.ANY
                        || now.epoch() == observation.get().epoch());
    }

    /** Whether something happened since the roles of all backends were compared last: the eligibility may be void. */
    public boolean isInDoubt() {
        return eligibility.epoch() != observation.get().epoch();
    }

    /** Whether claims may go to the backend, if waiting claims ask for the targets {@code awaited}, as bits. */
    public Demand demand(int awaited) {
        int targets = eligibility.targets();
        if (targets == 0) {
            return Demand.UNWANTED;
        }
        return (targets & awaited) == 0 ? Demand.WANTED : Demand.AWAITED;
    }

    /** The observation of the moment. */
    public RoleObservation observation() {
        return observation.get();
    }

    /** Sets the targets for which the routing table uses the backend. */
    public void setEligibility(RoutingEligibility eligibility) {
        this.eligibility = eligibility;
    }

    /** The role after a comparison of all backends, or the observed role if that is newer. */
    public Role role() {
        RoutingEligibility compared = eligibility;
        RoleObservation known = observation.get();
        return compared.epoch() == known.epoch() ? compared.role() : known.role();
    }

    /** The smoothed time of a role query in nanoseconds; 0 if the server was never asked. */
    public long latencyNanos() {
        return latencyNanos;
    }

    /** The timeline that the server said last; 0 if it is not known. */
    public long timeline() {
        RoleReading reading = observation.get().reading();
        return reading == null ? 0 : reading.timeline();
    }

    /** Logs the role if it has changed since this was called last. Of several callers, one logs a change. */
    public void logChange(AsyncLog log, String pool, String label) {
        Role now = role();
        Role before = now == loggedRole.get() ? now : loggedRole.getAndSet(now);
        if (now == before) {
            return;
        }
        String role = timeline() == 0 ? now.toString() : now + " of timeline " + timeline();
        if (now == Role.SUPERSEDED) {
            String form = "pool {}: backend {} was {} and is {}: another server of its database is the primary;"
                    + " no claim for a primary gets this one";
            log.warn(LOGGER, form, pool, label, before, role);
        } else {
            log.info(LOGGER, "pool {}: backend {} was {} and is {}", pool, label, before, role);
        }
    }

    /** Whether claims may go to a backend. If slots are scarce, the backends of the first value come first. */
    public enum Demand {
        /** A waiting claim may go there. */
        AWAITED,
        /** A future claim may go there. */
        WANTED,
        /** No claim may go there. */
        UNWANTED
    }
}
