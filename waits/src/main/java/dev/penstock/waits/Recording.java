package dev.penstock.waits;

/** How much of a claim that meets a free slot is recorded. What waits or fails is recorded always. */
public enum Recording {
    /** Everything: the claim, its holder, and each of its JDBC calls. */
    FULL,
    /** The claim and its holder; its JDBC calls are not timed, so that all of its hold counts as idle. */
    CLAIMS,
    /** Nothing: such a claim is in no snapshot, no report of a failure names it, and no leak of it is found. */
    OFF
}
