/** The data source: claims, waiters, JDBC wrappers and diagnosis. */
// The console is compiled later, and Micrometer has no module descriptors.
@SuppressWarnings({"module", "requires-automatic"})
module dev.penstock.pool {
    requires static com.google.errorprone.annotations;
    requires static context.propagation;
    requires transitive dev.penstock.backends;
    requires java.management;
    requires transitive java.naming;
    requires transitive java.sql;
    requires static io.opentelemetry.api;
    requires static io.opentelemetry.context;
    requires static io.prometheus.metrics.model;
    requires static micrometer.core;
    requires static micrometer.registry.prometheus;
    requires static micrometer.tracing;
    requires org.slf4j;
    requires static org.jspecify;

    uses dev.penstock.pool.console.ConsoleProvider;
    uses java.sql.Driver;

    exports dev.penstock.pool;
    exports dev.penstock.pool.alerts;
    exports dev.penstock.pool.chains;
    exports dev.penstock.pool.console to
            dev.penstock.console;
    exports dev.penstock.pool.deadlocks;
    exports dev.penstock.pool.health;
    exports dev.penstock.pool.instrument;
    exports dev.penstock.pool.lints;
    exports dev.penstock.pool.metrics;
    exports dev.penstock.pool.operations;
    exports dev.penstock.pool.propagation;
    exports dev.penstock.pool.reports;
    exports dev.penstock.pool.spans;
    exports dev.penstock.pool.traces;
}
