package dev.penstock.pool.diagnosis;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
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
import dev.penstock.pool.TooManyWaitersException;
import dev.penstock.pool.claims.ClaimFailures;
import dev.penstock.pool.claims.Claims;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitEvent;
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

    /**
     * The diagnosis of one pool.
     *
     * @param waiting the number of claims that wait
     */
    public Diagnosis(Supplier<PoolSettings> settings, Backends backends, IntSupplier waiting, CorrelationIds ids) {
        this.settings = settings;
        this.backends = backends;
        this.waiting = waiting;
        this.ids = ids;
    }

    @Override
    public Optional<Hopeless> hopeless() {
        if (backends.hasSlots()) {
            return Optional.empty();
        }
        BackendSet found = backends.backendSet();
        if (found.freshness() == Freshness.NONE
                && found.failure().filter(DiscoveryFailure::negative).isPresent()) {
            return Optional.of(Hopeless.NO_BACKENDS);
        }
        List<BackendView> views = backends.views();
        boolean refused = !views.isEmpty() && views.stream().allMatch(view -> view.health() == BackendHealth.REFUSED);
        return refused ? Optional.of(Hopeless.CREDENTIALS_REFUSED) : Optional.empty();
    }

    @Override
    public SQLException hopeless(Hopeless reason, AcquireTimeline timeline) {
        ClaimReport report = report(timeline);
        String head = head(report);
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
        };
    }

    @Override
    public SQLException timedOut(AcquireTimeline timeline, Duration timeout, @Nullable TargetServerType target) {
        ClaimReport report = report(timeline);
        String within = " within " + timeout.toMillis() + " ms: ";
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
    public SQLException closed(AcquireTimeline timeline) {
        ClaimReport report = report(timeline);
        return new PoolClosedException(head(report) + "the pool is closed", report);
    }

    private static String head(ClaimReport report) {
        return "pool " + report.pool() + ": claim " + report.claim() + " got no connection: ";
    }

    private ClaimReport report(AcquireTimeline timeline) {
        return new ClaimReport(
                settings.get().poolName(),
                timeline.claim(),
                Duration.ofNanos(timeline.cursor() - timeline.beginNanos()),
                timeline.reasons(),
                settings.get().policy().size().maximum(),
                waiting.getAsInt(),
                backends.heartbeatAge(),
                backends.views(),
                backends.discovery(),
                holders(backends.heldSlots(), STACKS_REPORTED));
    }

    /** The claims that hold a slot, the longest holder first, each with the stack of its thread. */
    public List<ClaimReport.Holder> holders() {
        return holders(backends.heldSlots(), Integer.MAX_VALUE);
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
