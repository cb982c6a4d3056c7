package dev.penstock.chaos.simulation;

import dev.penstock.backends.RoleReading;

/** What a server is among those that copy each other, and what the pool was told of it. */
final class Replica {
    private static final String DATABASE = "simulated";

    private final Kernel kernel;
    private boolean writes;
    private long timeline = 1;
    /** Counts what it became. */
    private int version;
    /** Since when the pool knows what it is, -1 while it does not. */
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

    /** It takes writes from here on, on a timeline of its own; or it follows, read-only. */
    void setRole(boolean primary, long now) {
        writes = primary;
        timeline = now;
        version++;
        knownSince = -1;
    }

    int version() {
        return version;
    }

    /** What it says of itself; {@code plain} servers have no timelines to tell. */
    RoleReading reading(boolean plain) {
        if (plain) {
            return new RoleReading(writes, "", 0);
        }
        return new RoleReading(writes, DATABASE, writes ? timeline : 0);
    }

    /** The pool has that reading, which was taken when the replica was what it became {@code then}. */
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

    /** The pool does not know the server any more. */
    void forget() {
        knownSince = -1;
        reportedVersion = -1;
        reportedPrimary = false;
        reportedTimeline = 0;
    }

    /** Since when the pool knows what it is, -1 while it does not. */
    long knownSince() {
        return knownSince;
    }

    boolean isReported() {
        return reportedVersion >= 0;
    }

    /** The timeline by which it called itself a primary last; 0 where it said otherwise since. */
    long primaryTimeline() {
        return reportedPrimary ? reportedTimeline : 0;
    }

    long reportedAt() {
        return reportedAt;
    }
}
