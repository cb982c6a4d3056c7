package dev.penstock.chaos.simulation;

import dev.penstock.backends.RoleReading;
import dev.penstock.chaos.simulation.kernel.Kernel;

/** A server's role in replication, and the role that the server has reported to the pool. */
final class Replica {
    private static final String DATABASE = "simulated";

    private final Kernel kernel;
    private boolean writes;
    private long timeline = 1;
    /** The number of role changes. */
    private int version;
    /** The moment since which the pool knows the present role; -1 if it does not. */
    private long knownSince = -1;

    private int reportedVersion = -1;
    private boolean reportedPrimary;
    private long reportedTimeline;
    private long reportedAt;

    Replica(Kernel kernel) {
        this.kernel = kernel;
    }

    boolean writes() {
        return writes;
    }

    long timeline() {
        return timeline;
    }

    /** Makes the server a primary on a timeline of its own, or a read-only standby. */
    void setRole(boolean primary, long now) {
        writes = primary;
        timeline = now;
        version++;
        knownSince = -1;
    }

    int version() {
        return version;
    }

    /** The role that the server reports; {@code plain} servers report no timeline. */
    RoleReading reading(boolean plain) {
        if (plain) {
            return new RoleReading(writes, "", 0);
        }
        return new RoleReading(writes, DATABASE, writes ? timeline : 0);
    }

    /** The pool receives a reading from the time of role change {@code then}. */
    void reported(RoleReading reading, int then) {
        if (then == version && knownSince < 0) {
            knownSince = kernel.elapsed();
        }
        if (then > reportedVersion) {
            reportedVersion = then;
            reportedPrimary = reading.primary();
            reportedTimeline = reading.timeline();
            reportedAt = kernel.elapsed();
        }
    }

    /** The pool no longer knows the server. */
    void forget() {
        knownSince = -1;
        reportedVersion = -1;
        reportedPrimary = false;
        reportedTimeline = 0;
    }

    /** The moment since which the pool knows the present role; -1 if it does not. */
    long knownSince() {
        return knownSince;
    }

    boolean isReported() {
        return reportedVersion >= 0;
    }

    /** The timeline of the last reported primary role; 0 if the last report was another role. */
    long primaryTimeline() {
        return reportedPrimary ? reportedTimeline : 0;
    }

    long reportedAt() {
        return reportedAt;
    }
}
