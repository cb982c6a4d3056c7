/** The environment of a connection pool under test: real servers with controllable faults. */
module dev.penstock.lab {
    requires transitive java.sql;
    requires org.dnsjava;
    requires org.tukaani.xz;
    requires static transitive org.jspecify;

    exports dev.penstock.lab;
    exports dev.penstock.lab.dns;
    exports dev.penstock.lab.jdbc;
    exports dev.penstock.lab.postgres;
    exports dev.penstock.lab.property;
    exports dev.penstock.lab.tcp;

    provides java.sql.Driver with
            dev.penstock.lab.jdbc.StubDriver;
}
