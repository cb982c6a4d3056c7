package dev.penstock.pool.alerting;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.pool.blocking.PoolChains;
import dev.penstock.pool.chains.Chain;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.pool.reports.Reports;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitAccounts.WaitingClaim;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.PromiseLog;
import dev.penstock.waits.history.Records;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The figures of a running pool.
 *
 * @param backends its backends
 * @param accounts its accounts
 * @param records its records
 * @param reports its reports
 * @param chains its blocking chains
 * @param explanation a page about the claim of an ID
 */
record PoolAlertSource(
        Backends backends,
        WaitAccounts accounts,
        Records records,
        Reports reports,
        PoolChains chains,
        UnaryOperator<String> explanation)
        implements AlertSource {
    /** Of more claims, one in two, three or more is read. */
    private static final int MOST_READ = 4_096;

    @Override
    public List<HeldSlot> held() {
        return backends.heldSlots();
    }

    @Override
    public List<WaitingClaim> waiting(long now) {
        return accounts.waitingCount() == 0 ? List.of() : accounts.waitingClaims(now, step());
    }

    @Override
    public int step() {
        return accounts.waitingCount() / MOST_READ + 1;
    }

    @Override
    public Optional<WaitSnapshot> totals() {
        return accounts.tryTotals();
    }

    @Override
    public Optional<WaitSnapshot> distributions() {
        return accounts.trySnapshot();
    }

    /** Reads the state that the pool has; asks no server. */
    @Override
    public List<BackendView> views() {
        return backends.views();
    }

    @Override
    public DiscoveryView discovery() {
        return backends.discovery();
    }

    @Override
    public PromiseLog promises() {
        return records.promises();
    }

    @Override
    public Optional<String> lastFailed() {
        return reports.kept(KeptReport.Kind.FAILED).stream().findFirst().map(KeptReport::claim);
    }

    @Override
    public Optional<String> slowest() {
        return reports.kept(KeptReport.Kind.SLOW_ACQUIRE).stream()
                .max(Comparator.comparingLong(KeptReport::acquireNanos))
                .map(KeptReport::claim);
    }

    @Override
    public Optional<String> blockers(String claim) {
        return chains.present(claim).map(Chain::brief);
    }

    @Override
    public String explain(String claim) {
        return explanation.apply(claim);
    }
}
