/** Scenarios on real servers, and the runnable demo. */
@SuppressWarnings("requires-automatic")
module dev.penstock.chaos {
    requires dev.penstock.console;
    requires dev.penstock.lab;
    requires dev.penstock.pool;
    requires java.management;
    requires java.sql;
    requires org.jdbi.v3.core;
    requires static transitive org.jspecify;
    requires tools.jackson.databind;

    exports dev.penstock.chaos.demo;

    opens dev.penstock.chaos.report.model to
            tools.jackson.databind;
}
