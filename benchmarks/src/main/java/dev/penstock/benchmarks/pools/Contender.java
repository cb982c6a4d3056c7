package dev.penstock.benchmarks.pools;

import dev.penstock.pool.PenstockConfig;
import java.util.Map;
import java.util.Properties;

/**
 * A pool in one configuration. All have the same size, the same claim timeout, automatic commit and no test of a
 * connection on claim; all other settings are the pool's defaults.
 */
public enum Contender {
    /** Penstock with its defaults: full recording. */
    PENSTOCK("penstock", (target, size) -> Pools.penstock(target, size, Map.of())),
    /** Penstock without recording. */
    PENSTOCK_OFF("penstock-off", (target, size) -> Pools.penstock(target, size, Map.of("recording", "off"))),
    /** Penstock that records claims but no statements. */
    PENSTOCK_CLAIMS("penstock-claims", (target, size) -> Pools.penstock(target, size, Map.of("recording", "claims"))),
    /** Penstock with records as rare as once in an hour. */
    PENSTOCK_UNRECORDED(
            "penstock-unrecorded",
            (target, size) ->
                    Pools.penstock(target, size, Map.of("statusInterval", "3600000", "statusTimeout", "7200000"))),
    /** Penstock without barging: waiters are served in strict order. */
    PENSTOCK_ORDERED("penstock-ordered", (target, size) -> Pools.penstock(target, size, Map.of("maxBarging", "0"))),
    /** HikariCP without metrics. */
    HIKARI("hikari", Pools::hikari),
    /** HikariCP with metrics in a simple Micrometer registry. */
    HIKARI_MICROMETER("hikari-micrometer", Pools::hikariMicrometer),
    /** HikariCP with leak detection. */
    HIKARI_LEAKS("hikari-leaks", Pools::hikariLeaks),
    /** Agroal without metrics. */
    AGROAL("agroal", (target, size) -> Pools.agroal(target, size, false)),
    /** Agroal with its metrics. */
    AGROAL_METRICS("agroal-metrics", (target, size) -> Pools.agroal(target, size, true)),
    /** Commons DBCP. */
    DBCP("dbcp2", Pools::dbcp),
    /** Tomcat's pool. */
    TOMCAT("tomcat", Pools::tomcat),
    /** Vibur. */
    VIBUR("vibur", Pools::vibur),
    /** c3p0. */
    C3P0("c3p0", Pools::c3p0);

    /** The claim timeout, in milliseconds. */
    static final int WAIT_MILLIS = 300_000;

    private final String label;
    private final Opener opener;

    Contender(String label, Opener opener) {
        this.label = label;
        this.opener = opener;
    }

    /** Starts a pool. */
    @FunctionalInterface
    private interface Opener {
        OpenPool open(Target target, int size) throws Exception;
    }

    /** The name in parameters, tables and plots. */
    public String label() {
        return label;
    }

    /** The contender of a name; its label. */
    public static Contender of(String label) {
        for (Contender contender : values()) {
            if (contender.label.equals(label)) {
                return contender;
            }
        }
        throw new IllegalArgumentException("there is no pool '" + label + "'");
    }

    /** Whether this is another contender with one changed setting. */
    public boolean isVariant() {
        return label.indexOf('-') >= 0;
    }

    /** Whether this build of Penstock supports the settings of this contender. */
    public boolean available() {
        if (this != PENSTOCK_OFF && this != PENSTOCK_CLAIMS) {
            return true;
        }
        Properties properties = new Properties();
        properties.setProperty("recording", "off");
        try {
            new PenstockConfig(properties);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Starts the pool and waits until it has all its connections. The caller closes it. */
    public OpenPool open(Target target, int size) {
        return start(target, size).filledWith(size);
    }

    /** Starts the pool. The caller closes it. */
    public OpenPool start(Target target, int size) {
        try {
            return opener.open(target, size);
        } catch (Exception e) {
            throw new IllegalStateException(label + " does not start", e);
        }
    }
}
