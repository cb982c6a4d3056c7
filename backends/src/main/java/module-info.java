/** Slots, slot sets and their status tasks: one set per backend, tended in the background. */
module dev.penstock.backends {
    requires transitive dev.penstock.discovery;
    requires transitive dev.penstock.waits;
    requires transitive java.sql;
    requires java.management;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.penstock.backends;
    exports dev.penstock.backends.jdbc;
}
