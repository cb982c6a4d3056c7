package dev.penstock.pool.linting;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.Balance;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.diagnostics.ServerLoad;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.pool.blocking.PoolChains;
import dev.penstock.waits.RecordedClaim;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.Records;
import dev.penstock.waits.history.Usage;
import dev.penstock.waits.sessions.SessionCounts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a running pool knows of itself.
 *
 * @param chains its blocking chains, with its backends and accounts
 * @param records its records
 * @param chosenBalance how claims choose among backends
 */
record PoolLintSource(PoolChains chains, Records records, Supplier<Balance> chosenBalance) implements LintSource {
    /** Of more claims, one in two, three or more is read. */
    private static final int MOST_READ = 4_096;

    private static final int MOST_SLOTS = 64;
    private static final int MOST_OF_SLOT = 32;

    @Override
    public List<HeldSlot> held() {
        return chains.backends().heldSlots();
    }

    @Override
    public List<WaitingClaim> waiting(long now) {
        int waiting = chains.accounts().waitingCount();
        return waiting == 0 ? List.of() : chains.accounts().waitingClaims(now, waiting / MOST_READ + 1);
    }

    @Override
    public List<RecordedClaim> ended() {
        return chains.accounts().recordedClaims(MOST_SLOTS, MOST_OF_SLOT);
    }

    @Override
    public Optional<WaitSnapshot> totals() {
        return chains.accounts().tryTotals();
    }

    @Override
    public Usage usage() {
        return records.usage();
    }

    @Override
    public SessionCounts sessions() {
        return records.sessionCounts();
    }

    @Override
    public long transactionsLeft() {
        return chains.backends().sessions().transactionsLeft();
    }

    @Override
    public List<BackendView> views() {
        return chains.backends().views();
    }

    @Override
    public Balance balance() {
        return chosenBalance.get();
    }

    @Override
    public DiscoveryView discovery() {
        return chains.backends().discovery();
    }

    @Override
    public Map<String, ServerLoad> serverLoads() {
        return chains.serverLoads();
    }
}
