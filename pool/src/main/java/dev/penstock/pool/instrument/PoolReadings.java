package dev.penstock.pool.instrument;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.DiscoveryView;
import dev.penstock.backends.SlotView;
import dev.penstock.pool.ClaimReport;
import dev.penstock.pool.LeakReport;
import dev.penstock.pool.alerts.Alerts;
import dev.penstock.pool.chains.Chains;
import dev.penstock.pool.lints.Lints;
import dev.penstock.pool.reports.Reports;
import dev.penstock.pool.traces.Traces;
import dev.penstock.waits.RecordedClaim;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.Records;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The readings of one pool, each of which is taken when it is asked for.
 *
 * @param pool the name of the pool
 * @param clock its time of the day
 * @param waits its waits since its start
 * @param records its records of the last hour
 * @param reports its reports of single claims, and its rare events
 * @param alerts its rules and alerts
 * @param lints its lints
 * @param chains its blocking chains
 * @param backends its backends
 * @param discovery the state of discovery
 * @param holders the claims that hold a slot, the longest holder first; some have a stack
 * @param leaks the claims that hold one for too long
 * @param recordedClaims the last claims of each slot
 * @param waiting the number of claims that wait for a slot
 * @param maximum the most slots that it may have
 * @param slots its slots
 * @param settings its configuration at this moment, without secrets
 * @param traces its traces of claims
 */
public record PoolReadings(
        String pool,
        InstantSource clock,
        Supplier<WaitSnapshot> waits,
        Records records,
        Reports reports,
        Alerts alerts,
        Lints lints,
        Chains chains,
        Supplier<List<BackendView>> backends,
        Supplier<DiscoveryView> discovery,
        Supplier<List<ClaimReport.Holder>> holders,
        Supplier<List<LeakReport>> leaks,
        Supplier<List<RecordedClaim>> recordedClaims,
        IntSupplier waiting,
        IntSupplier maximum,
        Supplier<List<SlotView>> slots,
        Supplier<List<Setting>> settings,
        Traces traces) {
    /**
     * One property of the configuration: an immutable value.
     *
     * @param property its name
     * @param value its value as text; empty if there is none, or if it is hidden
     * @param set whether it is set, even if to its default
     * @param live whether it can be changed while the pool runs
     * @param hidden whether it has a value that may contain a secret
     */
    public record Setting(String property, Optional<String> value, boolean set, boolean live, boolean hidden) {}
}
