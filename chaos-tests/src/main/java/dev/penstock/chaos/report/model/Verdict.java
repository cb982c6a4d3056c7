package dev.penstock.chaos.report.model;

/** How a run ended. */
public enum Verdict {
    /** The fault was in effect, and each checker passed. */
    PASSED,
    /** A checker failed. */
    FAILED,
    /** The fault was not in effect. The run shows nothing, and counts as a failure. */
    NOT_REACHED,
    /** The scenario did not run; the reason says why. */
    SKIPPED
}
