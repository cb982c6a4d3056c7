/** Wait events, ledgers, histograms and snapshots: what a pool is waiting on, exactly. */
module dev.penstock.waits {
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports dev.penstock.waits;
}
