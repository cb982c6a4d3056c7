/**
 * Finds the backends of a service in the background: by DNS, from a fixed list, or by a resolver of the application.
 */
@SuppressWarnings("module") // The modules of qualified exports are compiled later.
module dev.penstock.discovery {
    requires static com.google.errorprone.annotations;
    requires transitive dev.penstock.waits;
    requires org.dnsjava;
    requires org.slf4j;
    requires static org.jspecify;

    exports dev.penstock.discovery;
    exports dev.penstock.discovery.dns;
    exports dev.penstock.discovery.file to
            dev.penstock.pool;
    exports dev.penstock.discovery.subset to
            dev.penstock.pool;
}
