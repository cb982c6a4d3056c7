/** The exact accounting of all waits of a pool: wait events, ledgers, histograms and snapshots. */
module dev.penstock.waits {
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports dev.penstock.waits;
}
