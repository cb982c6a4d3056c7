/** Scenarios on real servers, the chaos suite, and the runnable demo. */
@SuppressWarnings("requires-automatic")
module dev.penstock.chaos {
    requires com.zaxxer.hikari;
    requires dev.penstock.console;
    requires dev.penstock.lab;
    requires dev.penstock.pool;
    requires info.picocli;
    requires io.agroal.api;
    requires java.management;
    requires java.sql;
    requires org.apache.commons.dbcp2;
    requires org.jdbi.v3.core;
    requires org.postgresql.jdbc;
    requires static transitive org.jspecify;
    requires static org.junit.jupiter.api;
    requires tools.jackson.databind;

    exports dev.penstock.chaos.demo;
    exports dev.penstock.chaos.driver;
    exports dev.penstock.chaos.junit;
    exports dev.penstock.chaos.pools;

    opens dev.penstock.chaos.report.model to
            tools.jackson.databind;
    opens dev.penstock.chaos.suite to
            info.picocli;
}
