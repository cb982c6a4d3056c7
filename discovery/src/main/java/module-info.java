/**
 * Finds the backends of a service in the background: by DNS, from a fixed list, or by a resolver of the application.
 */
module dev.penstock.discovery {
    requires transitive dev.penstock.waits;
    requires org.dnsjava;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.penstock.discovery;
    exports dev.penstock.discovery.dns;
}
