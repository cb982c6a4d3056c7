package dev.penstock.console.stats;

/**
 * How claims ended since the pool started, exact. A row of the view 'claim_outcomes': an immutable value.
 *
 * @param pool the name of the pool
 * @param outcome for example ok or timeout
 * @param claims the number of claims that ended so
 */
public record OutcomeCount(String pool, String outcome, long claims) {}
