/** SQL over the live records of pools, and the terminal that asks it. */
@SuppressWarnings({"module", "requires-automatic"}) // H2 and JLine are automatic modules.
module dev.penstock.console {
    requires static com.google.errorprone.annotations;
    requires transitive dev.penstock.pool;
    requires com.h2database;
    requires info.picocli;
    requires java.management;
    requires java.management.rmi;
    requires java.net.http;
    requires transitive java.sql;
    requires static jdk.attach;
    requires jdk.httpserver;
    requires jdk.management;
    requires static org.jdbi.v3.core;
    requires static org.jdbi.v3.sqlobject;
    requires org.jline;
    requires static org.jspecify;
    requires tools.jackson.databind;

    exports dev.penstock.console.engine to
            com.h2database;
    exports dev.penstock.console.http;
    exports dev.penstock.console.source;
    exports dev.penstock.console.sql;
    exports dev.penstock.console.stats;

    opens dev.penstock.console.terminal to
            info.picocli;

    provides dev.penstock.pool.console.ConsoleProvider with
            dev.penstock.console.provider.HttpConsoleProvider;
}
