package dev.penstock.pool.meters;

import dev.penstock.backends.BackendView;
import dev.penstock.pool.alerts.Alerts;
import dev.penstock.pool.lints.Lints;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.Records;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the metrics of one pool are read from. Nothing here takes a slot or waits for a claim.
 *
 * @param pool the name of the pool
 * @param clock the clock of the pool
 * @param waits the waits of the pool since its start
 * @param records its load, sessions and promises
 * @param reports the reports of single claims that are kept
 * @param alerts its alerts
 * @param lints its lints
 * @param backends its backends
 * @param claims the claims in flight
 * @param maximum the most slots that it may have
 * @param minimumIdle the number of unclaimed slots that it keeps ready
 * @param database the attributes of the database by OpenTelemetry's conventions, names and values by turns
 * @param hikariNames whether it also has the metrics of HikariCP
 */
public record MeterSource(
        String pool,
        NanoClock clock,
        Supplier<WaitSnapshot> waits,
        Records records,
        Supplier<List<KeptReport>> reports,
        Alerts alerts,
        Lints lints,
        Supplier<List<BackendView>> backends,
        InFlight claims,
        IntSupplier maximum,
        IntSupplier minimumIdle,
        List<String> database,
        boolean hikariNames) {
    /** Makes the list unmodifiable. */
    public MeterSource {
        database = List.copyOf(database);
    }

    /**
     * The claims in flight.
     *
     * @param waiting the number that wait for a slot
     * @param oldestWait the age of the oldest one without a connection, in nanoseconds
     * @param oldestHold the time since the oldest one with a connection got it, in nanoseconds
     */
    public record InFlight(IntSupplier waiting, LongSupplier oldestWait, LongSupplier oldestHold) {}
}
