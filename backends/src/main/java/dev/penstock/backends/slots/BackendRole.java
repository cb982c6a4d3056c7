package dev.penstock.backends.slots;

import dev.penstock.backends.Role;
import dev.penstock.backends.RoleReading;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.threads.SafeLog;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of the role of one set's backend, and what the routing table has the set for. Thread-safe. */
public final class BackendRole {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.backends");
    private static final int SMOOTHING = 4;
    private static final int MOST_DOUBLINGS = 6;

    private final AtomicReference<RoleObservation> observation = new AtomicReference<>(RoleObservation.UNKNOWN);
    private volatile RoutingEligibility eligibility = RoutingEligibility.NONE;
    private volatile long latencyNanos;
    private @Nullable RoleWatch watch;
    /** Connections that were replaced of late to find a primary; under the tender's lock, as the next. */
    private int sacrifices;

    private long sacrificedAt;
    /** What the log said last. */
    private volatile Role logged = Role.UNKNOWN;

    /** Who cares; set before the set is published. */
    public void setWatch(RoleWatch watching) {
        watch = watching;
    }

    /**
     * The server said {@code reading}, asked between two moments of the pool's clock.
     *
     * @return whether that is news
     */
    public boolean observe(RoleReading reading, long began, long ended) {
        RoleObservation before;
        RoleObservation after;
        do {
            before = observation.get();
            after = before.told(reading, began, ended);
        } while (!observation.compareAndSet(before, after));
        long took = Math.max(1, ended - began);
        long former = latencyNanos;
        latencyNanos = former == 0 ? took : former + (took - former) / SMOOTHING;
        return after.epoch() != before.epoch();
    }

    /** Something makes doubtful what the server said; true where that was not in doubt already. */
    public boolean doubt(long now) {
        RoleObservation before;
        RoleObservation after;
        do {
            before = observation.get();
            after = before.doubted(now);
        } while (!observation.compareAndSet(before, after));
        return after.epoch() != before.epoch();
    }

    /** Whether its server is to be asked again, where it was asked {@code interval} ago or earlier. */
    public boolean isToBeAsked(long now, long interval) {
        RoleWatch watching = watch;
        if (watching == null || !watching.watches()) {
            return false;
        }
        return observation.get().askedBefore(watching.primaryMissing() ? now : now - interval);
    }

    /**
     * Whether to find a primary is worth a connection that is in use: at each beat while claims wait for one, else
     * after pauses that double from {@code pause} on, since there may be none anywhere. For the status task.
     */
    public boolean isUrgent(long now, long pause) {
        RoleWatch watching = watch;
        if (watching == null || !watching.primaryMissing() || observation.get().role() == Role.PRIMARY) {
            return false;
        }
        long since = now - sacrificedAt;
        long least = pause << Math.min(sacrifices, MOST_DOUBLINGS);
        if (sacrifices > 0 && since < least && !watching.primaryAwaited()) {
            return false;
        }
        sacrifices = since > 2 * least ? 1 : sacrifices + 1;
        sacrificedAt = now;
        return true;
    }

    /**
     * Whether the set serves claims for {@code target}. What the table says of a role is void once the backend has said
     * something else, which it does before a connection made from then on is free.
     */
    public boolean serves(TargetServerType target) {
        RoutingEligibility now = eligibility;
        return now.covers(target)
                && (target == TargetServerType.ANY
                        || now.epoch() == observation.get().epoch());
    }

    /** Whether any claim that somebody makes may be for it, where those wait that ask for {@code awaited}, as bits. */
    public Demand demand(int awaited) {
        int targets = eligibility.targets();
        if (targets == 0) {
            return Demand.UNWANTED;
        }
        return (targets & awaited) == 0 ? Demand.WANTED : Demand.AWAITED;
    }

    public RoleObservation observation() {
        return observation.get();
    }

    public void setEligibility(RoutingEligibility given) {
        eligibility = given;
    }

    /** What it is taken for, all backends compared. */
    public Role role() {
        RoutingEligibility now = eligibility;
        RoleObservation known = observation.get();
        return now.epoch() == known.epoch() ? now.role() : known.role();
    }

    /** How long its server takes to answer; 0 where it was never asked. */
    public long latencyNanos() {
        return latencyNanos;
    }

    /** The timeline its server said last; 0 where that is not known. */
    public long timeline() {
        RoleReading said = observation.get().reading();
        return said == null ? 0 : said.timeline();
    }

    /** Logs what it is taken for, where that is another role than before; on the supervisor's thread. */
    public void logChange(String pool, String label) {
        Role now = role();
        if (now == logged) {
            return;
        }
        String form = "pool {}: backend {} was {} and is {}{}";
        String timeline = timeline() == 0 ? "" : " of timeline " + timeline();
        if (now == Role.SUPERSEDED) {
            String why =
                    timeline + ": another server of its database is the primary; no claim for a primary gets this one";
            SafeLog.warn(LOGGER, form, pool, label, logged, now, why);
        } else {
            SafeLog.info(LOGGER, form, pool, label, logged, now, timeline);
        }
        logged = now;
    }
}
