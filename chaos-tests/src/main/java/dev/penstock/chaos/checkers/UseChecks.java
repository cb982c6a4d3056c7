package dev.penstock.chaos.checkers;

import dev.penstock.chaos.arena.Lab;
import dev.penstock.chaos.history.Failure;
import dev.penstock.chaos.history.History;
import dev.penstock.chaos.history.Holders;
import dev.penstock.chaos.history.Phase;
import dev.penstock.chaos.history.Spans;
import dev.penstock.chaos.report.model.Finding;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Checks of what the users of the pool saw. */
public final class UseChecks {
    /** The time by which a claim may pass its deadline on a busy machine. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private static final String TERMINATED = " 57P01";

    private UseChecks() {}

    /**
     * Every claim ended by its deadline, and every operation ended. The time in which a thread that was ready got no
     * processor is the machine's.
     */
    public static Finding deadlines(Facts facts) {
        History history = facts.arena().history();
        long slowest = TimeUnit.NANOSECONDS.toMillis(history.slowestAcquireNanos());
        long limit = Lab.CLAIM_DEADLINE.plus(TOLERANCE).toMillis();
        long late = longestClaim(history);
        List<Thread> stuck = facts.stuckUsers();
        String text = "slowest claim " + slowest + " ms, with a processor " + late + " ms, of "
                + Lab.CLAIM_DEADLINE.toMillis() + " ms";
        if (!stuck.isEmpty()) {
            text += "; " + stuck.size() + " operations did not end, the first in "
                    + List.of(stuck.get(0).getStackTrace()).stream().limit(6).toList();
        }
        return new Finding("deadlines", late <= limit && stuck.isEmpty(), text);
    }

    /** The longest claim less the time in which the machine had no processor, in ms. */
    static long longestClaim(History history) {
        return history.longClaims()
                .longestBeside(history.withoutProcessor(), UnaryOperator.identity())
                .orElse(TimeUnit.NANOSECONDS.toMillis(history.slowestAcquireNanos()));
    }

    /**
     * No transaction hung for longer than the scenario allows. The time before the fault and the time since its begin
     * are judged apart: the users' first transactions load classes, which takes seconds on a busy machine. The time in
     * which a thread that was ready got no processor is the machine's.
     */
    public static Finding hangs(Facts facts) {
        History history = facts.arena().history();
        long longest = TimeUnit.NANOSECONDS.toMillis(history.longestOperationNanos());
        long hang = longestHang(history, facts.faultBegan());
        Optional<Duration> bound = facts.expected().operationBound();
        boolean passed = bound.isEmpty() || hang <= bound.get().toMillis();
        if (passed && bound.isPresent() && facts.faultMillis() <= bound.get().toMillis()) {
            return Finding.notJudged("hangs", shorter(facts, bound.get()));
        }
        return new Finding(
                "hangs",
                passed,
                "longest transaction " + longest + " ms; before the fault or since its begin, and with a processor, "
                        + hang + " ms"
                        + bound.map(limit -> " of " + limit.toMillis() + " ms").orElse(""));
    }

    private static String shorter(Facts facts, Duration bound) {
        return "the fault of " + facts.faultMillis() + " ms is not longer than the bound of " + bound.toMillis()
                + " ms";
    }

    /** The longest part of a transaction before or since a moment in which the machine had a processor, in ms. */
    static long longestHang(History history, long faultBegan) {
        Spans operations = history.longOperations();
        OptionalLong before =
                operations.longestBeside(history.withoutProcessor(), operation -> operation.until(faultBegan));
        OptionalLong since =
                operations.longestBeside(history.withoutProcessor(), operation -> operation.since(faultBegan));
        return LongStream.concat(before.stream(), since.stream())
                .max()
                .orElse(TimeUnit.NANOSECONDS.toMillis(history.longestOperationNanos()));
    }

    /** Every failure is an SQLException with a message, and every failed claim says what the scenario expects. */
    public static Finding causes(Facts facts) {
        History history = facts.arena().history();
        return history.firstDefect()
                .map(defect -> new Finding("causes", false, defect))
                .orElseGet(() -> new Finding("causes", true, history.failedCount() + " failures, each with a cause"));
    }

    /** What is wrong with a failure; null if it has an expected cause. */
    public static @Nullable String defect(Failure failure, Expected expected) {
        SQLException sql = failure.sqlException();
        String text = text(failure.thrown());
        if (sql == null) {
            return isOfTheFault(text) ? null : "no SQLException: " + text;
        }
        boolean claim = failure.phase() == Phase.CLAIM;
        if (claim
                && !expected.claimFailure().matcher(messages(failure.thrown())).find()) {
            return "a claim does not name " + expected.claimFailure() + ": " + text;
        }
        return null;
    }

    /** Exceptions that the nemeses themselves throw, and those of interrupted users. */
    private static boolean isOfTheFault(String text) {
        return text.contains("a defect of the driver") || text.contains("InterruptedException");
    }

    /** The messages and SQLStates of an exception and its causes. The names of classes would match too much. */
    private static String messages(Throwable thrown) {
        StringBuilder messages = new StringBuilder();
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 8; cause = cause.getCause()) {
            messages.append(cause.getMessage()).append('\n');
            if (cause instanceof SQLException sql) {
                messages.append(sql.getSQLState()).append('\n');
            }
            depth++;
        }
        return messages.toString();
    }

    private static String text(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 8; cause = cause.getCause()) {
            text.append(depth == 0 ? "" : " <- ").append(cause);
            depth++;
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            text.append("; suppressed ").append(suppressed);
        }
        return text.toString();
    }

    /** No session had two holders, and each reached its holder clean. */
    public static Finding holders(Facts facts) {
        Holders holders = facts.arena().history().holders();
        List<String> violations = holders.violations();
        return new Finding(
                "one holder",
                violations.isEmpty() && holders.checked() > 0,
                violations.isEmpty()
                        ? holders.checked() + " sessions handed out, each clean and to one holder"
                        : String.join("; ", violations.subList(0, Math.min(3, violations.size()))));
    }

    /** The users were served again within the bound after the fault. */
    public static Finding recovery(Facts facts) {
        OptionalLong recovered = facts.recovery().recoveredMillis();
        Optional<Duration> bound = facts.expected().recoveryBound();
        if (bound.isEmpty()) {
            return new Finding("recovery", true, "none expected");
        }
        long length = facts.faultMillis();
        if (recovered.isEmpty()) {
            return new Finding("recovery", false, "not within " + bound.get().toSeconds() + " s after the fault");
        }
        long after = Math.max(0, recovered.getAsLong() - length);
        return new Finding(
                "recovery",
                after <= bound.get().toMillis(),
                after + " ms after the fault, of " + bound.get().toMillis() + " ms");
    }

    /** Transactions went on during the fault, to its end. */
    public static Finding routing(Facts facts) {
        Optional<Duration> bound = facts.expected().routingBound();
        OptionalLong around = facts.recovery().routedAroundMillis();
        if (bound.isEmpty()) {
            return new Finding("routing", true, "not expected");
        }
        if (around.isEmpty() && facts.faultMillis() <= bound.get().toMillis()) {
            return Finding.notJudged("routing", shorter(facts, bound.get()));
        }
        return new Finding(
                "routing",
                around.isPresent() && around.getAsLong() <= bound.get().toMillis(),
                (around.isEmpty()
                                ? "transactions did not go on"
                                : "transactions went on after " + around.getAsLong() + " ms")
                        + " during the fault of " + facts.faultMillis() + " ms; the bound is "
                        + bound.get().toMillis() + " ms");
    }

    /** During the fault as many transactions were completed as the scenario demands. */
    public static Finding progress(Facts facts) {
        History history = facts.arena().history();
        long completed = 0;
        for (long i = facts.faultBegan() / History.INTERVAL_MILLIS;
                i < facts.faultEnded() / History.INTERVAL_MILLIS;
                i++) {
            completed += history.interval(i).completed();
        }
        int least = facts.expected().leastCompleted();
        return new Finding(
                "progress", completed >= least, completed + " transactions during the fault, of at least " + least);
    }

    /** Nothing failed, if the scenario says so. No pool can save a session that an administrator terminated. */
    public static Finding failures(Facts facts) {
        History history = facts.arena().history();
        Map<String, Long> kinds = history.failureKinds();
        boolean avoidable = kinds.keySet().stream().anyMatch(kind -> !kind.endsWith(TERMINATED));
        return new Finding(
                "failures",
                !facts.expected().failsNothing() || !avoidable,
                history.failedCount() + " beside " + history.completedCount() + " completed: " + kinds);
    }
}
