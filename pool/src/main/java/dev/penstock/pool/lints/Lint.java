package dev.penstock.pool.lints;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A habit that costs connections or time. A lint is raised while its number is above its threshold. Numbers are about
 * the last ten minutes, unless the meaning says otherwise.
 *
 * <p>The {@link #id()} is public API: the property {@code lints}, metrics and tables use it.
 */
public enum Lint {
    /** Claims hold connections without using them, and that costs a quarter of the pool. */
    HELD_BUT_IDLE(
            60,
            Unit.PERCENT,
            "the share of the time of held connections in which no call was at the driver",
            "claim a connection only when the first statement is ready, and close it before other work,"
                    + " such as calls of other services and the rendering of a page"),
    /** An operation makes a claim of its own for each statement. */
    ONE_CLAIM_PER_STATEMENT(
            20,
            Unit.CLAIMS,
            "the most claims that one run of an operation made, with about one statement each",
            "claim one connection for the whole operation, or begin a transaction around it"),
    /** A thread that holds a connection claims another. */
    NESTED_CLAIM(
            0,
            Unit.CLAIMS,
            "the claims that were made, or were waiting, while their thread held another connection",
            "use the first connection for both, or close it before the second claim:"
                    + " nested claims can end in a deadlock of the pool"),
    /** Connections are closed while their transaction is open. */
    TRANSACTION_LEFT_OPEN(
            5,
            Unit.PERCENT,
            "the share of claims that left a transaction to the pool, which rolled it back",
            "end each transaction by commit or rollback, or use automatic commit for single statements"),
    /** A thread sleeps while it holds a connection. */
    CLAIM_HELD_OVER_SLEEP(
            2,
            Unit.SECONDS,
            "the seconds in which the pool saw a thread sleep while it held a connection",
            "close the connection before the thread sleeps, and claim one afterwards"),
    /** Half of the slots would have been enough. */
    POOL_NEVER_HALF_USED(
            50,
            Unit.PERCENT,
            "the share of the slots that were never in use at the same time in the last hour",
            "lower maximumPoolSize: the database keeps memory for each connection"),
    /** All slots are held, claims wait, and the database has little to do. */
    SATURATED_WHILE_DATABASE_IDLE(
            10,
            Unit.SECONDS,
            "the seconds in which a claim waited, all slots were held, and most of them had no call at the driver",
            "shorten the work between statements before you enlarge the pool: the views holders and"
                    + " wait_events_by_operation lead to it"),
    /** Claims use the other backends only. */
    BACKEND_NEVER_CHOSEN(
            0,
            Unit.BACKENDS,
            "the backends that are online and had no claim, while others of their role and priority had many",
            "compare its weight and priority in DNS with those of the others, and the property balance"),
    /** The set of backends is old, because name servers do not answer. */
    DNS_STALE(
            60,
            Unit.SECONDS,
            "the time since the last whole answer of discovery, if the last resolution failed",
            "look at the views services and name_servers: the pool goes on with the last good set"),
    /** The test of connections takes a large part of the time of the database. */
    VALIDATION_DOMINATES(
            20,
            Unit.PERCENT,
            "the share of validation in the time of validations and calls",
            "raise aliveBypassWindow, and leave out connectionTestQuery if the driver has isValid()"),
    /** Sessions live for some minutes only. */
    SESSIONS_REPLACED_OFTEN(
            12,
            Unit.REPLACEMENTS,
            "the sessions that were closed for their age, by failures or by the application, an hour and open session",
            "look at the reasons in the view session_counts: raise maxLifetime, or find what breaks the sessions"),
    /** A thread ended, and its connection is still open. */
    THREAD_ENDED_WITH_CLAIM(
            0,
            Unit.CLAIMS,
            "the unused connections whose thread has ended, at this moment",
            "close connections in try-with-resources; reclaimLeaks takes such connections back"),
    /** The server has hardly any connections left. */
    MAX_CONNECTIONS_NEAR(
            90,
            Unit.PERCENT,
            "the share of the server's max_connections that is in use, by its last answer or refusal",
            "lower maximumPoolSize or maximumPerBackend of the pools of this server, or raise max_connections"),
    /** A thread began its next operation while the one before was open. */
    OPERATION_LEFT_OPEN(
            0,
            Unit.OPERATIONS,
            "the operations of this process that their thread left open",
            "close operations in try-with-resources"),
    /** An operation was closed before one that was begun inside of it. */
    OPERATION_OUT_OF_ORDER(
            0,
            Unit.OPERATIONS,
            "the operations of this process that were closed because an outer one was closed",
            "close operations in try-with-resources, the inner one first");

    /** The unit of a number. */
    private enum Unit {
        PERCENT("%"),
        CLAIMS("claims"),
        SECONDS("s"),
        BACKENDS("backends"),
        OPERATIONS("operations"),
        REPLACEMENTS("an hour");

        private final String label;

        Unit(String label) {
            this.label = label;
        }
    }

    private final double threshold;
    private final Unit unit;
    private final String meaning;
    private final String advice;

    Lint(double threshold, Unit unit, String meaning, String advice) {
        this.threshold = threshold;
        this.unit = unit;
        this.meaning = meaning;
        this.advice = advice;
    }

    /** The name in the property {@code lints}, in metrics and tables. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The lint is raised while its number is above this one. */
    public double threshold() {
        return threshold;
    }

    /** The unit of number and threshold. */
    public String unit() {
        return unit.label;
    }

    /** What the number is: a part of a sentence. */
    public String meaning() {
        return meaning;
    }

    /** What to do: a part of a sentence. */
    public String advice() {
        return advice;
    }

    /** A number with its unit, for example {@code 74 %}. */
    public String format(double value) {
        String number = value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
        boolean one = value == 1 && unit.label.endsWith("s") && unit != Unit.SECONDS;
        return number + " " + (one ? unit.label.substring(0, unit.label.length() - 1) : unit.label);
    }

    /** The lint of that name; empty if there is none. */
    public static Optional<Lint> named(String id) {
        return Arrays.stream(values()).filter(lint -> lint.id().equals(id)).findFirst();
    }

    static String ids() {
        return Arrays.stream(values()).map(Lint::id).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return id();
    }
}
