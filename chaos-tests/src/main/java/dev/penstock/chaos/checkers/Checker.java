package dev.penstock.chaos.checkers;

import dev.penstock.chaos.report.model.Finding;

/** A check of a finished run. */
@FunctionalInterface
public interface Checker {
    /** Checks the run. */
    Finding check(Facts facts) throws Exception;
}
