/** Slots, slot sets and their status tasks: one set per backend, tended in the background. */
@SuppressWarnings("module") // The modules it exports to are built later.
module dev.penstock.backends {
    requires static com.google.errorprone.annotations;
    requires transitive dev.penstock.discovery;
    requires transitive dev.penstock.waits;
    requires transitive java.sql;
    requires java.management;
    requires org.slf4j;
    requires static org.jspecify;

    exports dev.penstock.backends;
    exports dev.penstock.backends.diagnostics to
            dev.penstock.pool;
    exports dev.penstock.backends.jdbc;
    exports dev.penstock.backends.roles to
            dev.penstock.pool;
    exports dev.penstock.backends.service to
            dev.penstock.pool;
    exports dev.penstock.backends.slots to
            dev.penstock.pool;
    exports dev.penstock.backends.threads to
            dev.penstock.pool;
}
