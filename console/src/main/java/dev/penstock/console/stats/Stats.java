package dev.penstock.console.stats;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/**
 * The views of pools as records, by Jdbi over a {@link dev.penstock.console.sql.StatsDataSource}:
 *
 * <pre>{@code
 * Jdbi jdbi = Jdbi.create(stats).installPlugin(new SqlObjectPlugin());
 * List<Holder> holders = jdbi.withExtension(Stats.class, Stats::holders);
 * }</pre>
 *
 * <p>Each call is one query: it sees the records of one moment, ends after 5 seconds and returns at most 100,000 rows.
 * If it fails, Jdbi throws its unchecked {@code JdbiException}. An interface of the application may extend this one
 * with queries of its own. Jdbi decides about threads: an instance of {@code withExtension} belongs to its thread, one
 * of {@code onDemand} is thread-safe.
 */
@RegisterConstructorMapper(PoolTotals.class)
@RegisterConstructorMapper(WaitEventTotals.class)
@RegisterConstructorMapper(BackendWaits.class)
@RegisterConstructorMapper(OperationWaits.class)
@RegisterConstructorMapper(OutcomeCount.class)
@RegisterConstructorMapper(ActiveClaim.class)
@RegisterConstructorMapper(SampledClaim.class)
@RegisterConstructorMapper(Holder.class)
@RegisterConstructorMapper(LeakedClaim.class)
@RegisterConstructorMapper(ReportedClaim.class)
@RegisterConstructorMapper(PoolEvent.class)
@RegisterConstructorMapper(RuleState.class)
@RegisterConstructorMapper(PastAlert.class)
@RegisterConstructorMapper(LintRow.class)
@RegisterConstructorMapper(LoadSecond.class)
@RegisterConstructorMapper(SlotUse.class)
@RegisterConstructorMapper(RecordStore.class)
@RegisterConstructorMapper(BackendState.class)
@RegisterConstructorMapper(SlotRow.class)
@RegisterConstructorMapper(OpenSession.class)
@RegisterConstructorMapper(StatusTask.class)
@RegisterConstructorMapper(CurrentSetting.class)
@RegisterConstructorMapper(LoadPeriod.class)
@RegisterConstructorMapper(LoadShare.class)
public interface Stats {
    /** A pool: its size, and the sums of all its claims. */
    @SqlQuery("SELECT * FROM pools")
    List<PoolTotals> pools();

    /** A wait event: all waits on it since the pool started, exact. */
    @SqlQuery("SELECT * FROM wait_events")
    List<WaitEventTotals> waitEvents();

    /** A wait event at one backend; only those that had a wait. */
    @SqlQuery("SELECT * FROM wait_events_by_backend")
    List<BackendWaits> waitEventsByBackend();

    /** A wait event of one operation, or of the pool's own work; only those that had a wait. */
    @SqlQuery("SELECT * FROM wait_events_by_operation")
    List<OperationWaits> waitEventsByOperation();

    /** How claims ended since the pool started, exact. */
    @SqlQuery("SELECT * FROM claim_outcomes")
    List<OutcomeCount> claimOutcomes();

    /** A claim in flight at this moment, the oldest first. */
    @SqlQuery("SELECT * FROM activity ORDER BY age_nanos DESC")
    List<ActiveClaim> activity();

    /**
     * A claim that was in flight at one second of the last hour.
     *
     * @param from the first moment, inclusive
     * @param to the last moment, inclusive
     */
    @SqlQuery("SELECT * FROM samples WHERE sample_time BETWEEN :from AND :to")
    List<SampledClaim> samples(@Bind("from") Instant from, @Bind("to") Instant to);

    /** A claim that holds a slot at this moment, the longest first. */
    @SqlQuery("SELECT * FROM holders ORDER BY held_nanos DESC")
    List<Holder> holders();

    /** A claim that has held its slot for longer than leakDetectionThreshold. */
    @SqlQuery("SELECT * FROM leaks")
    List<LeakedClaim> leaks();

    /** A report of a claim: in flight, or kept because it was slow, failed, leaked or an example, the oldest first. */
    @SqlQuery("SELECT * FROM claim_reports ORDER BY began")
    List<ReportedClaim> claimReports();

    /**
     * A rare event: health and roles of backends, stalls, commands, changes of the configuration.
     *
     * @param from the first moment, inclusive
     * @param to the last moment, inclusive
     */
    @SqlQuery("SELECT * FROM events WHERE sample_time BETWEEN :from AND :to")
    List<PoolEvent> events(@Bind("from") Instant from, @Bind("to") Instant to);

    /** A rule that raises an alert, and its state at this moment. */
    @SqlQuery("SELECT * FROM alerts")
    List<RuleState> alerts();

    /** An alert that fired or was resolved; the last 64. */
    @SqlQuery("SELECT * FROM alert_history")
    List<PastAlert> alertHistory();

    /** A habit that costs connections or time, and whether the pool has it at this moment. */
    @SqlQuery("SELECT * FROM lints")
    List<LintRow> lints();

    /**
     * The load of one second of the last hour: in all, of one event or of one backend, exact.
     *
     * @param from the first moment, inclusive
     * @param to the last moment, inclusive
     */
    @SqlQuery("SELECT * FROM load_timeline WHERE sample_time BETWEEN :from AND :to")
    List<LoadSecond> loadTimeline(@Bind("from") Instant from, @Bind("to") Instant to);

    /** The use of the slots: since the start, and in the last hour. */
    @SqlQuery("SELECT * FROM usage")
    List<SlotUse> usage();

    /** A store of the past, with its size and the number of dropped entries. */
    @SqlQuery("SELECT * FROM records")
    List<RecordStore> records();

    /** A backend as the pool sees it at this moment. */
    @SqlQuery("SELECT * FROM backends")
    List<BackendState> backends();

    /** A slot of the pool at this moment, in the order of backends. */
    @SqlQuery("SELECT * FROM slots")
    List<SlotRow> slots();

    /** A session that is open at this moment, the oldest first. */
    @SqlQuery("SELECT * FROM sessions")
    List<OpenSession> sessions();

    /** The status task of a backend, which tends its slots. */
    @SqlQuery("SELECT * FROM status_tasks")
    List<StatusTask> statusTasks();

    /** A property of the pool's configuration at this moment, without secrets. */
    @SqlQuery("SELECT * FROM settings")
    List<CurrentSetting> settings();

    /** The load of the last minute, 5 minutes, 15 minutes and hour, as far as it is recorded. */
    @SqlQuery("SELECT * FROM load_periods()")
    List<LoadPeriod> loadPeriods();

    /**
     * The load in a time range by a dimension, the highest first.
     *
     * @param dimension event, class or backend, which are exact; or operation, frame, claim, slot or a column of
     *     samples
     * @param from the first moment, inclusive
     * @param to the last moment, inclusive
     */
    @SqlQuery("SELECT * FROM load_top(:dimension, :from, :to)")
    List<LoadShare> loadTop(@Bind("dimension") String dimension, @Bind("from") Instant from, @Bind("to") Instant to);

    /**
     * A page of text about one claim, in flight or kept; of an unknown claim, a sentence that names the kept ones.
     *
     * @param claim its ID, as logs and exceptions print it
     */
    @SqlQuery("SELECT explain(:claim)")
    String explain(@Bind("claim") String claim);
}
