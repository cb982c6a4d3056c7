package dev.penstock.console.stats;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A rule that raises an alert, and its state at this moment. A row of the view 'alerts': an immutable
 * value.
 *
 * @param pool the name of the pool
 * @param rule the name of the rule
 * @param state KEPT; PENDING if it is broken, and not for long enough yet; or FIRING
 * @param firing whether it fires
 * @param since the moment at which the state began; empty for the start
 * @param nowValue the figure at the last test, in seconds or as a number
 * @param above the rule is broken while the figure is above this value, in seconds or as a number
 * @param baseline the usual figure, in seconds or as a number
 * @param fired how often it has fired
 * @param claimId the claim that was worst when it fired last
 * @param root what the pool waited on when it fired last, as far as the pool knows
 * @param condition the whole rule
 */
public record RuleState(
        String pool,
        String rule,
        String state,
        boolean firing,
        Optional<Instant> since,
        OptionalDouble nowValue,
        double above,
        OptionalDouble baseline,
        long fired,
        Optional<String> claimId,
        Optional<String> root,
        String condition) {}
