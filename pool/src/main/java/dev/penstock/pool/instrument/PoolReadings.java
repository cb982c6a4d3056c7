package dev.penstock.pool.instrument;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.pool.ClaimReport;
import dev.penstock.pool.LeakReport;
import dev.penstock.pool.reports.Reports;
import dev.penstock.waits.RecordedClaim;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.Records;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The readings of one pool, each of which is taken when it is asked for.
 *
 * @param pool the name of the pool
 * @param waits its waits since its start
 * @param records its records of the last hour
 * @param reports its reports of single claims, and its rare events
 * @param backends its backends
 * @param discovery the state of discovery
 * @param holders the claims that hold a slot
 * @param leaks the claims that hold one for too long
 * @param recordedClaims the last claims of each slot
 * @param waiting the number of claims that wait for a slot
 * @param maximum the most slots that it may have
 */
public record PoolReadings(
        String pool,
        Supplier<WaitSnapshot> waits,
        Records records,
        Reports reports,
        Supplier<List<BackendView>> backends,
        Supplier<DiscoveryView> discovery,
        Supplier<List<ClaimReport.Holder>> holders,
        Supplier<List<LeakReport>> leaks,
        Supplier<List<RecordedClaim>> recordedClaims,
        IntSupplier waiting,
        IntSupplier maximum) {}
