package dev.penstock.console.stats;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A habit that costs connections or time, and whether the pool has it at this moment. A row of the view 'lints': an
 * immutable value.
 *
 * @param pool the name of the pool
 * @param lint the name of the lint
 * @param state RAISED, CLEAR, UNKNOWN if the pool does not know the number, or OFF
 * @param raised whether it is raised
 * @param since the moment at which the state began; empty for the start
 * @param nowValue the number at the last test, in the unit of the lint
 * @param threshold the lint is raised while the number is above this one
 * @param unit the unit of both
 * @param meaning what the number is
 * @param seen what the pool has seen, or why it does not know the number
 * @param timesRaised how often it was raised
 * @param lastRaised the moment at which it was last seen raised
 * @param operation the operation that was to blame then
 * @param backend the label of the backend that was to blame then
 * @param claimId a claim that was to blame then
 * @param example what was seen then
 * @param advice what to do
 */
public record LintRow(
        String pool,
        String lint,
        String state,
        boolean raised,
        Optional<Instant> since,
        OptionalDouble nowValue,
        double threshold,
        String unit,
        String meaning,
        String seen,
        long timesRaised,
        Optional<Instant> lastRaised,
        Optional<String> operation,
        Optional<String> backend,
        Optional<String> claimId,
        Optional<String> example,
        String advice) {}
