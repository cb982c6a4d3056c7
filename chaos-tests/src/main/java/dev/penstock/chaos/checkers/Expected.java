package dev.penstock.chaos.checkers;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a scenario expects of a pool. An immutable value; each method returns a changed copy.
 *
 * @param recoveryBound the longest time from the end of the fault to recovery; empty if the pool cannot recover
 * @param routingBound the longest time until transactions complete again during the fault; empty if none need to
 * @param operationBound the longest time of one transaction; empty if the scenario sets none
 * @param failsNothing whether no transaction may fail
 * @param claimFailure a pattern that the text of each failed claim must contain
 * @param leastCompleted the least number of transactions that complete during the fault
 */
public record Expected(
        Optional<Duration> recoveryBound,
        Optional<Duration> routingBound,
        Optional<Duration> operationBound,
        boolean failsNothing,
        Pattern claimFailure,
        int leastCompleted) {
    private static final Pattern ANY = Pattern.compile("");

    /** Recovers within so many seconds, and nothing else. */
    public static Expected recovery(long seconds) {
        return new Expected(
                Optional.of(Duration.ofSeconds(seconds)), Optional.empty(), Optional.empty(), false, ANY, 0);
    }

    /** Does not recover: the pool is closed. */
    public static Expected end() {
        return new Expected(Optional.empty(), Optional.empty(), Optional.empty(), false, ANY, 0);
    }

    /** Serves during the fault after so many seconds. */
    public Expected routesAround(long seconds) {
        return new Expected(
                recoveryBound,
                Optional.of(Duration.ofSeconds(seconds)),
                operationBound,
                failsNothing,
                claimFailure,
                leastCompleted);
    }

    /** No transaction hangs for longer than this. */
    public Expected hangsAtMost(Duration time) {
        return new Expected(recoveryBound, routingBound, Optional.of(time), failsNothing, claimFailure, leastCompleted);
    }

    /** Fails nothing. */
    public Expected withoutFailures() {
        return new Expected(recoveryBound, routingBound, operationBound, true, claimFailure, leastCompleted);
    }

    /** Each claim that fails says something that matches. */
    public Expected claimsFailBy(String pattern) {
        return new Expected(
                recoveryBound, routingBound, operationBound, failsNothing, Pattern.compile(pattern), leastCompleted);
    }

    /** Completes so many transactions during the fault. */
    public Expected completesAtLeast(int transactions) {
        return new Expected(recoveryBound, routingBound, operationBound, failsNothing, claimFailure, transactions);
    }
}
