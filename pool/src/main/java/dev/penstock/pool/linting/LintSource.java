package dev.penstock.pool.linting;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.Balance;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.diagnostics.ServerLoad;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.waits.RecordedClaim;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.Usage;
import dev.penstock.waits.sessions.SessionCounts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a pool knows of itself. No method blocks. Used by one thread at a time. */
interface LintSource {
    /** The claims that hold a slot, the longest holder first. */
    List<HeldSlot> held();

    /** The claims without a connection, in no order; of very many, a part. */
    List<WaitingClaim> waiting(long now);

    /** The last claims that ended, of some slots. */
    List<RecordedClaim> ended();

    /** The sums since the start; empty if another thread reads them. */
    Optional<WaitSnapshot> totals();

    /** The use of the slots. */
    Usage usage();

    /** How many sessions were opened and closed since the start. */
    SessionCounts sessions();

    /** The claims that left a transaction open, since the start. */
    long transactionsLeft();

    /** The backends. */
    List<BackendView> views();

    /** How claims choose among backends. */
    Balance balance();

    /** The state of discovery. */
    DiscoveryView discovery();

    /** The connections of servers that were asked for them lately, by the label of the backend. */
    Map<String, ServerLoad> serverLoads();
}
