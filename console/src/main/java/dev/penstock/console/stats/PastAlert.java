package dev.penstock.console.stats;

import java.time.Instant;
import java.util.Optional;

/**
 * An alert that fired or was resolved; the last 64. A row of the view 'alert_history': an immutable value.
 *
 * @param pool the name of the pool
 * @param happened the moment of that
 * @param rule the name of the rule
 * @param kind fires or resolved
 * @param lastedSeconds the time since the rule was broken first, in seconds
 * @param lastedNanos the same, in nanoseconds
 * @param claimId the claim that was worst when it fired
 * @param root what the pool waited on when it fired, as far as the pool knows
 * @param summary the alert in one line, with the figure before, now and usually
 * @param report a page about the worst claim and its root
 */
public record PastAlert(
        String pool,
        Instant happened,
        String rule,
        String kind,
        double lastedSeconds,
        long lastedNanos,
        Optional<String> claimId,
        String root,
        String summary,
        String report) {}
