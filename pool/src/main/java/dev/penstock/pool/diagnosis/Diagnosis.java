package dev.penstock.pool.diagnosis;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.backends.service.OperatorCommands;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.Freshness;
import dev.penstock.pool.AllSlotsClaimedException;
import dev.penstock.pool.AuthenticationRefusedException;
import dev.penstock.pool.ClaimInterruptedException;
import dev.penstock.pool.ClaimReport;
import dev.penstock.pool.ClaimShedException;
import dev.penstock.pool.NoBackendOnlineException;
import dev.penstock.pool.NoBackendsException;
import dev.penstock.pool.OperationReport;
import dev.penstock.pool.PoolClosedException;
import dev.penstock.pool.SessionsRefusedException;
import dev.penstock.pool.TooManyWaitersException;
import dev.penstock.pool.claims.ClaimFailures;
import dev.penstock.pool.claims.Claims;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.deadlocks.ClaimDeadlockException;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.pool.operations.OperationCancelledException;
import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.text.ForeignText;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells why a claim gets no connection, and which claims hold slots, from what the pool knows at that moment.
 * Thread-safe. Reads the pool and changes nothing.
 */
public final class Diagnosis implements ClaimFailures {
    /** A stack stops its thread for a moment. If many claims fail at once, each must not stop all holders. */
    private static final int STACKS_REPORTED = 16;

    private final Supplier<PoolSettings> settings;
    private final Backends backends;
    private final IntSupplier waiting;
    private final CorrelationIds ids;
    private final Supplier<Optional<Duration>> unstartedFor;
    private final PoolStates states;

    /**
     * The diagnosis of one pool.
     *
     * @param waiting the number of claims that wait
     * @param accounts the accounts whose clock and IDs the pool uses
     */
    public Diagnosis(Supplier<PoolSettings> settings, Backends backends, IntSupplier waiting, WaitAccounts accounts) {
        this(settings, backends, waiting, accounts, Optional::empty, Optional::empty);
    }

    /**
     * The diagnosis of one pool.
     *
     * @param waiting the number of claims that wait
     * @param unstartedFor the age of the pool if it has had no connection yet, otherwise empty
     * @param blockers the blocking chain of claims that wait for a slot, in one line
     */
    public Diagnosis(
            Supplier<PoolSettings> settings,
            Backends backends,
            IntSupplier waiting,
            WaitAccounts accounts,
            Supplier<Optional<Duration>> unstartedFor,
            Supplier<Optional<String>> blockers) {
        this.unstartedFor = unstartedFor;
        this.settings = settings;
        this.backends = backends;
        this.waiting = waiting;
        this.ids = accounts.ids();
        this.states = new PoolStates(
                backends, stacks -> holders(backends.heldSlots(), stacks), STACKS_REPORTED, blockers, accounts.clock());
    }

    @Override
    public Optional<Hopeless> hopeless() {
        if (backends.refuseSessions()) {
            return Optional.of(backends.hasSlots() ? Hopeless.SESSIONS_REFUSED : Hopeless.CREDENTIALS_REFUSED);
        }
        if (isStartOver()) {
            return Optional.of(Hopeless.NOT_STARTED);
        }
        if (backends.hasSlots()) {
            return Optional.empty();
        }
        BackendSet found = backends.backendSet();
        if (found.freshness() == Freshness.NONE
                && found.failure().filter(DiscoveryFailure::negative).isPresent()) {
            return Optional.of(Hopeless.NO_BACKENDS);
        }
        return Optional.empty();
    }

    /** Whether the application has limited the wait for the first connection, and the limit is reached in vain. */
    private boolean isStartOver() {
        Duration limit = settings.get().life().startTimeout().orElse(null);
        if (limit == null) {
            return false;
        }
        Duration since = unstartedFor.get().orElse(Duration.ZERO);
        return since.compareTo(limit) >= 0 && backends.isUnreachable();
    }

    @Override
    public SQLException hopeless(Hopeless reason, AcquireTimeline timeline) {
        ClaimReport report = report(timeline);
        return explained(hopeless(reason, head(report), report));
    }

    private SQLException hopeless(Hopeless reason, String head, ClaimReport report) {
        return switch (reason) {
            case NO_BACKENDS ->
                new NoBackendsException(
                        head + "no backend is known: "
                                + report.discovery()
                                        .lastError()
                                        .map(DiscoveryFailure::message)
                                        .orElse("none was found"),
                        report);
            case CREDENTIALS_REFUSED ->
                new AuthenticationRefusedException(
                        head + "every backend refuses the credentials of user '"
                                + settings.get().user().orElse("") + "', and attempts have stopped; "
                                + report.summary(),
                        report);
            case SESSIONS_REFUSED -> sessionsRefused(head, report);
            case NOT_STARTED -> notStarted(head, report);
        };
    }

    private SQLException sessionsRefused(String head, ClaimReport report) {
        String state = backends.lastFailure()
                .filter(SQLException.class::isInstance)
                .map(failure -> ForeignText.sqlState(((SQLException) failure).getSQLState()))
                .filter(known -> !known.isEmpty())
                .orElse("08004");
        return new SessionsRefusedException(
                head + "every backend refuses sessions, and to wait is in vain; " + report.summary(), state, report);
    }

    private SQLException notStarted(String head, ClaimReport report) {
        String text = head + "the pool has had no connection since its start (initializationFailTimeout "
                + settings.get().life().startTimeout().orElse(Duration.ZERO).toMillis() + "); ";
        return report.backends().isEmpty()
                ? new NoBackendsException(text + "no backend is known; " + report.summary(), report)
                : new NoBackendOnlineException(text + "no backend is online; " + report.summary(), report);
    }

    @Override
    public SQLException noThread(AcquireTimeline timeline, Throwable cause) {
        ClaimReport report = report(timeline);
        SQLException failure =
                new AllSlotsClaimedException(head(report) + cause.getMessage() + "; " + report.summary(), report);
        failure.initCause(cause);
        return failure;
    }

    /** Adds the last error of a backend as the cause. Claims that fail at once have the same cause. */
    private SQLException explained(SQLException failure) {
        backends.lastFailure().ifPresent(failure::initCause);
        return failure;
    }

    @Override
    public SQLException timedOut(AcquireTimeline timeline, Duration timeout, @Nullable TargetServerType target) {
        return explained(timedOut(report(timeline), limit(timeline, timeout), target));
    }

    private static String limit(AcquireTimeline timeline, Duration timeout) {
        Operation within = timeline.within();
        return within != null && within.remainingNanos() <= 0
                ? " by the deadline of operation '" + within.name() + "': "
                : " within " + timeout.toMillis() + " ms: ";
    }

    private SQLException timedOut(ClaimReport report, String within, @Nullable TargetServerType target) {
        String head = "pool " + report.pool() + ": claim " + report.claim() + " got no connection" + within;
        if (report.backends().isEmpty()) {
            return new NoBackendsException(head + "no backend is known; " + report.summary(), report);
        }
        if (target != null && backends.waitReason(target) == WaitEvent.CLAIM_WAIT_BACKEND) {
            return new NoBackendOnlineException(
                    head + "no backend that may serve '" + target + "' is online; " + report.summary(), report);
        }
        boolean online = report.backends().stream().anyMatch(view -> view.health() == BackendHealth.ONLINE);
        return online
                ? new AllSlotsClaimedException(head + missing(report) + "; " + report.summary(), report)
                : new NoBackendOnlineException(head + "no backend is online; " + report.summary(), report);
    }

    private static String missing(ClaimReport report) {
        if (isLongerThanHalf(WaitEvent.CLAIM_WAIT_ADMIN, report)) {
            return "the pool is suspended";
        }
        return isLongerThanHalf(WaitEvent.CLAIM_VALIDATE, report)
                ? "the free connections did not pass their validation in time"
                : "no slot became free";
    }

    private static boolean isLongerThanHalf(WaitEvent reason, ClaimReport report) {
        return report.reasons().getOrDefault(reason, 0L) > report.waited().toNanos() / 2;
    }

    @Override
    public SQLException interrupted(AcquireTimeline timeline) {
        ClaimReport report = report(timeline);
        return new ClaimInterruptedException(
                head(report) + "the claimant was interrupted; " + report.summary(), report);
    }

    @Override
    public SQLException tooManyWaiters(AcquireTimeline timeline) {
        ClaimReport report = report(timeline);
        return new TooManyWaitersException(
                head(report) + "no slot is free, and " + report.waiting() + " claims wait already (maxWaiters "
                        + settings.get().claims().maxWaiters() + "); " + report.summary(),
                report);
    }

    @Override
    public SQLException shed(AcquireTimeline timeline) {
        ClaimReport report = report(timeline);
        return new ClaimShedException(
                head(report) + "the delay of the queue stays above " + Claims.QUEUE_TARGET.toMillis()
                        + " ms, and the oldest claims are given up; " + report.summary(),
                report);
    }

    @Override
    public SQLException cancelled(AcquireTimeline timeline) {
        ClaimReport report = report(timeline);
        Operation within = timeline.within();
        return new OperationCancelledException(
                head(report) + "operation '" + (within == null ? "" : within.name()) + "' was cancelled", report);
    }

    @Override
    public SQLException deadlocked(Deadlock deadlock, AcquireTimeline timeline) {
        ClaimReport report = report(timeline);
        return new ClaimDeadlockException(
                head(report) + "it was the youngest claim of a deadlock: " + deadlock
                        + ". Close the connections of this thread and repeat its whole work; a thread that holds a"
                        + " connection should not ask the same pool for another",
                report,
                deadlock);
    }

    @Override
    public SQLException closed(AcquireTimeline timeline) {
        ClaimReport report = report(timeline);
        return new PoolClosedException(head(report) + "the pool is closed", report);
    }

    private static String head(ClaimReport report) {
        return "pool " + report.pool() + ": claim " + report.claim() + " got no connection: ";
    }

    private ClaimReport report(AcquireTimeline timeline) {
        PoolStates.State state = states.present();
        return new ClaimReport(
                settings.get().poolName(),
                timeline.claim(),
                Duration.ofNanos(timeline.cursor() - timeline.beginNanos()),
                timeline.reasons(),
                settings.get().policy().size().maximum(),
                waiting.getAsInt(),
                backends.heartbeatAge(),
                state.backends(),
                state.discovery(),
                state.holders(),
                timeline.reasons().containsKey(WaitEvent.CLAIM_WAIT_SLOT) ? state.blockers() : Optional.empty());
    }

    /** The claims that hold a slot, the longest holder first, each with the stack of its thread. */
    public List<ClaimReport.Holder> holders() {
        return holders(backends.heldSlots(), Integer.MAX_VALUE);
    }

    /** The same claims; a stack costs a stop of its thread, so only the sixteen longest holders have one. */
    public List<ClaimReport.Holder> holdersWithSomeStacks() {
        return holders(backends.heldSlots(), STACKS_REPORTED);
    }

    /** The report of an operator's command. */
    public OperationReport report(OperatorCommands.Outcome outcome) {
        return new OperationReport(outcome.complete(), outcome.held(), holders(outcome.heldSlots(), STACKS_REPORTED));
    }

    private List<ClaimReport.Holder> holders(List<HeldSlot> heldSlots, int stacks) {
        List<ClaimReport.Holder> holders = new ArrayList<>();
        for (HeldSlot held : heldSlots) {
            holders.add(holder(held, holders.size() < stacks));
        }
        return holders;
    }

    private ClaimReport.Holder holder(HeldSlot held, boolean withStack) {
        Thread thread = held.claim().holder();
        return new ClaimReport.Holder(
                ids.format(held.claim().claimId()),
                held.backend(),
                held.claim().attributes().operation(),
                thread.getName(),
                Duration.ofNanos(held.claim().heldNanos()),
                held.claim().executing()
                        ? Optional.of(Duration.ofNanos(held.claim().executingNanos()))
                        : Optional.empty(),
                withStack ? List.of(thread.getStackTrace()) : List.of());
    }
}
