package dev.penstock.waits.operations;

/** Sums of the times of claims, in nanoseconds. Not thread-safe. */
public final class OperationSums {
    private long claims;
    private long calls;
    private long resets;
    private long waiting;
    private long executing;
    private long idle;
    private long releasing;

    /** Sums of nothing. */
    public OperationSums() {}

    OperationSums(long claims, long calls, long resets, long executing, long idle, long releasing) {
        this.claims = claims;
        this.calls = calls;
        this.resets = resets;
        this.executing = executing;
        this.idle = idle;
        this.releasing = releasing;
    }

    /** Adds the time for which a claim waited. */
    public void addWaiting(long nanos) {
        waiting += nanos;
    }

    /** Adds claims that ended. */
    public void addClaims(long ended) {
        claims += ended;
    }

    /**
     * Adds the time of a claim after it got its connection.
     *
     * @param callCount the number of its JDBC calls that ended
     * @param executed the time of its calls, in nanoseconds
     * @param held the time of its hold, in nanoseconds
     * @param released the time of its release, in nanoseconds
     */
    public void addHold(long callCount, long executed, long held, long released) {
        calls += callCount;
        executing += executed;
        idle += held - executed;
        releasing += released;
        resets += released > 0 ? 1 : 0;
    }

    /** Adds {@code other}. */
    public void add(OperationSums other) {
        claims += other.claims;
        calls += other.calls;
        resets += other.resets;
        waiting += other.waiting;
        executing += other.executing;
        idle += other.idle;
        releasing += other.releasing;
    }

    /** A copy. */
    public OperationSums copy() {
        OperationSums copy = new OperationSums();
        copy.add(this);
        return copy;
    }

    void clear() {
        claims = 0;
        calls = 0;
        resets = 0;
        waiting = 0;
        executing = 0;
        idle = 0;
        releasing = 0;
    }

    /** The claims that ended. */
    public long claims() {
        return claims;
    }

    /** The JDBC calls that ended. */
    public long calls() {
        return calls;
    }

    /** The releases that reset a session. */
    public long resets() {
        return resets;
    }

    /** The time before a connection was handed over, or the claim failed. */
    public long waiting() {
        return waiting;
    }

    /** The time during which a JDBC call was at the driver. */
    public long executing() {
        return executing;
    }

    /** The time of holds without a JDBC call. */
    public long idle() {
        return idle;
    }

    /** The time of releases. */
    public long releasing() {
        return releasing;
    }

    @Override
    public String toString() {
        return "claims=" + claims + ", waiting " + waiting + " ns, executing " + executing + " ns, idle " + idle
                + " ns, releasing " + releasing + " ns";
    }
}
