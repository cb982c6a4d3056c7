package dev.penstock.pool.meters;

/**
 * The catalogue of metrics: each name, kind and meaning once. Names are public API: they are only ever added.
 *
 * <p>Names have dots, as Micrometer's; each registry translates them. {@link #prometheusName} is the translation for
 * Prometheus, without the ending {@code _total} of a counter.
 */
public enum Metric {
    WAIT_EVENTS("penstock.wait.events", Kind.COUNTER, "Waits that ended, by wait event"),
    WAIT_EVENTS_ACTIVE("penstock.wait.events.active", Kind.GAUGE, "Waits under way, by wait event"),
    WAIT_EVENT_SECONDS(
            "penstock.wait.event.seconds",
            Kind.COUNTER,
            Unit.SECONDS,
            "The time of all waits with those under way, by wait event"),
    WAIT_EVENT_DURATION(
            "penstock.wait.event.duration",
            Kind.HISTOGRAM,
            Unit.SECONDS,
            "The durations of the waits that ended, by wait event, within 1 %"),
    BACKEND_WAIT_EVENTS("penstock.backend.wait.events", Kind.COUNTER, "Waits that ended, by backend and wait event"),
    BACKEND_WAIT_EVENT_SECONDS(
            "penstock.backend.wait.event.seconds",
            Kind.COUNTER,
            Unit.SECONDS,
            "The time of all waits with those under way, by backend and wait event"),
    LOAD("penstock.load", Kind.GAUGE, "The average number of claims in flight in the last second"),
    CLAIM_OLDEST_WAIT(
            "penstock.claim.oldest.wait",
            Kind.GAUGE,
            Unit.SECONDS,
            "The time since the oldest claim without a connection began; 0 if there is none"),
    CLAIM_OLDEST_HOLD(
            "penstock.claim.oldest.hold",
            Kind.GAUGE,
            Unit.SECONDS,
            "The time since the oldest claim with a connection got it; 0 if there is none"),
    CLAIMS("penstock.claims", Kind.COUNTER, "Claims that ended, by outcome"),
    CLAIMS_WAITING("penstock.claims.waiting", Kind.GAUGE, "Claims that wait for a slot"),
    SLOTS("penstock.slots", Kind.GAUGE, "Slots by backend and state"),
    SLOTS_MAX("penstock.slots.max", Kind.GAUGE, "The most slots that the pool may have"),
    SESSIONS_OPENED("penstock.sessions.opened", Kind.COUNTER, "Sessions that were opened"),
    SESSIONS_CLOSED("penstock.sessions.closed", Kind.COUNTER, "Sessions that left their slot, by reason"),
    BACKEND_UP(
            "penstock.backend.up",
            Kind.GAUGE,
            "1 unless the backend does not answer, refuses the credentials, is drained or has a stalled status task;"
                    + " of 'other' the share with 1"),
    PROMISE_VIOLATIONS(
            "penstock.promise.violations",
            Kind.COUNTER,
            "Violations of its promises that the pool found on itself, by promise"),
    ALERT_FIRING("penstock.alert.firing", Kind.GAUGE, "1 while the rule of the pool fires, otherwise 0"),
    LINT_RAISED("penstock.lint.raised", Kind.GAUGE, "1 while the lint of the pool is raised, otherwise 0"),

    OTEL_COUNT("db.client.connection.count", Kind.GAUGE, "Connections that are in the state"),
    OTEL_IDLE_MAX("db.client.connection.idle.max", Kind.GAUGE, "The most idle open connections"),
    OTEL_IDLE_MIN("db.client.connection.idle.min", Kind.GAUGE, "The fewest idle open connections"),
    OTEL_MAX("db.client.connection.max", Kind.GAUGE, "The most open connections"),
    OTEL_PENDING("db.client.connection.pending_requests", Kind.GAUGE, "Requests that wait for an open connection"),
    OTEL_TIMEOUTS("db.client.connection.timeouts", Kind.COUNTER, "Requests for a connection that timed out"),
    OTEL_CREATE_TIME(
            "db.client.connection.create_time", Kind.HISTOGRAM, Unit.SECONDS, "The time to create a connection"),
    OTEL_WAIT_TIME(
            "db.client.connection.wait_time", Kind.HISTOGRAM, Unit.SECONDS, "The time to get an open connection"),
    OTEL_USE_TIME(
            "db.client.connection.use_time",
            Kind.HISTOGRAM,
            Unit.SECONDS,
            "The time between the claim of a connection and its return"),

    HIKARI_TOTAL("hikaricp.connections", Kind.GAUGE, "Total connections"),
    HIKARI_ACTIVE("hikaricp.connections.active", Kind.GAUGE, "Active connections"),
    HIKARI_IDLE("hikaricp.connections.idle", Kind.GAUGE, "Idle connections"),
    HIKARI_PENDING("hikaricp.connections.pending", Kind.GAUGE, "Pending threads"),
    HIKARI_MAX("hikaricp.connections.max", Kind.GAUGE, "Max connections"),
    HIKARI_MIN("hikaricp.connections.min", Kind.GAUGE, "Min connections"),
    HIKARI_TIMEOUT("hikaricp.connections.timeout", Kind.COUNTER, "Connection timeout total count"),
    HIKARI_ACQUIRE("hikaricp.connections.acquire", Kind.TIMER, Unit.SECONDS, "Connection acquire time"),
    HIKARI_USAGE("hikaricp.connections.usage", Kind.TIMER, Unit.SECONDS, "Connection usage time"),
    HIKARI_CREATION("hikaricp.connections.creation", Kind.TIMER, Unit.SECONDS, "Connection creation time");

    /** The kind of a metric. */
    public enum Kind {
        /** A number that never decreases. */
        COUNTER,
        /** A number at one moment. */
        GAUGE,
        /** Durations with their distribution. */
        HISTOGRAM,
        /** Durations with number, sum and maximum, as a Micrometer timer without histogram. */
        TIMER
    }

    /** The unit of a metric. */
    public enum Unit {
        NONE,
        SECONDS
    }

    private static final String SECONDS = "seconds";

    private final String dotted;
    private final Kind kind;
    private final Unit unit;
    private final String help;

    Metric(String dotted, Kind kind, String help) {
        this(dotted, kind, Unit.NONE, help);
    }

    Metric(String dotted, Kind kind, Unit unit, String help) {
        this.dotted = dotted;
        this.kind = kind;
        this.unit = unit;
        this.help = help;
    }

    /** The name with dots. */
    public String dottedName() {
        return dotted;
    }

    /** The name in Prometheus, with its unit and without the ending of its kind. */
    public String prometheusName() {
        String name = dotted.replace('.', '_');
        return unit == Unit.NONE || name.endsWith("_" + SECONDS) ? name : name + "_" + SECONDS;
    }

    /** The name of the tag that has the name of the pool. */
    public String poolTag() {
        return dotted.startsWith("db.client.") ? "db.client.connection.pool.name" : "pool";
    }

    /** The kind. */
    public Kind kind() {
        return kind;
    }

    /** The name of the unit; empty if it has none. */
    public String unit() {
        return unit == Unit.NONE ? "" : SECONDS;
    }

    /** One sentence on its meaning. */
    public String help() {
        return help;
    }
}
