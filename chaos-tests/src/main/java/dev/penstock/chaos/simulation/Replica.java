package dev.penstock.chaos.simulation;

import dev.penstock.backends.RoleReading;
import dev.penstock.chaos.simulation.kernel.Kernel;

/** A server's role in replication, and the role that the server has reported to the pool. */
final class Replica {
    private static final String DATABASE = "simulated";
    private static final String FALSE_DATABASE = "another";

    /** What the server reports falsely. */
    enum Lie {
        NONE,
        ROLE,
        DATABASE
    }

    private final Kernel kernel;
    private boolean writes;
    private long timeline = 1;
    /** The number of role changes. */
    private int version;
    /** The moment since which the pool knows the present role; -1 if it does not. */
    private long knownSince = -1;

    private Lie lie = Lie.NONE;
    private int reportedVersion = -1;
    private String reportedDatabase = "";
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

    /** Sets what the server reports falsely from now on. */
    void setLie(Lie now) {
        if (lie != now) {
            lie = now;
            version++;
            knownSince = -1;
        }
    }

    /** Whether the server reports that it is a primary. */
    boolean saysPrimary() {
        return writes != (lie == Lie.ROLE);
    }

    /** The role that the server reports; {@code plain} servers report no timeline. */
    RoleReading reading(boolean plain) {
        if (plain) {
            return new RoleReading(saysPrimary(), "", 0);
        }
        String database = lie == Lie.DATABASE ? FALSE_DATABASE : DATABASE;
        return new RoleReading(saysPrimary(), database, saysPrimary() ? timeline : 0);
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
            reportedDatabase = reading.database();
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

    /** The identity of the database that the server reported last. */
    String reportedDatabase() {
        return reportedDatabase;
    }

    long reportedAt() {
        return reportedAt;
    }
}
