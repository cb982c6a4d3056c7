/** The exact accounting of all waits of a pool: wait events, ledgers, histograms and snapshots. */
@SuppressWarnings("module") // The modules of qualified exports are compiled later.
module dev.penstock.waits {
    requires static com.google.errorprone.annotations;
    requires static jdk.jfr;
    requires static org.jspecify;

    exports dev.penstock.waits;
    exports dev.penstock.waits.calls;
    exports dev.penstock.waits.history;
    exports dev.penstock.waits.jfr;
    exports dev.penstock.waits.operations;
    exports dev.penstock.waits.recorder;
    exports dev.penstock.waits.sessions;
    exports dev.penstock.waits.text to
            dev.penstock.backends,
            dev.penstock.discovery,
            dev.penstock.pool;
}
