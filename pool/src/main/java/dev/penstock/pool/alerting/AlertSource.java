package dev.penstock.pool.alerting;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.PromiseLog;
import java.util.List;
import java.util.Optional;

/** The figures of a pool. No method blocks. Used by one thread at a time. */
interface AlertSource {
    /** The claims that hold a slot, the longest holder first. */
    List<HeldSlot> held();

    /** The claims without a connection, in no order; of very many, one in {@link #step()}. */
    List<WaitingClaim> waiting(long now);

    /** For how many claims each of {@link #waiting} stands. */
    int step();

    /** The sums since the start; empty if another thread reads them. */
    Optional<WaitSnapshot> totals();

    /** The sums since the start with their distributions; empty if another thread reads them. */
    Optional<WaitSnapshot> distributions();

    /** The backends. */
    List<BackendView> views();

    /** The state of discovery. */
    DiscoveryView discovery();

    /** The violations of promises. */
    PromiseLog promises();

    /** The ID of the claim that failed last; empty if none is kept. */
    Optional<String> lastFailed();

    /** The ID of the kept claim that was slowest to get its connection; empty if none is kept. */
    Optional<String> slowest();

    /** The blocking chain of a claim that waits, in one line; empty if the pool knows of none. Asks no server. */
    Optional<String> blockers(String claim);

    /** A page about a claim. */
    String explain(String claim);
}
