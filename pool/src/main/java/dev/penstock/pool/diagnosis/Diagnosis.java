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
import dev.penstock.pool.claims.ClaimQueue;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says why a claim gets no connection, from what the pool knows at that moment. Thread-safe; reads only. */
public final class Diagnosis {
    /** Taking a stack stops its thread for a moment; claims that fail in a crowd must not stop all holders each. */
    private static final int STACKS_REPORTED = 16;

    private final Supplier<PoolSettings> settings;
    private final Backends backends;
    private final ClaimQueue queue;
    private final CorrelationIds ids;

    public Diagnosis(Supplier<PoolSettings> settings, Backends backends, ClaimQueue queue, CorrelationIds ids) {
        this.settings = settings;
        this.backends = backends;
        this.queue = queue;
        this.ids = ids;
    }

    /** Why no claim can succeed however long it waits; empty where waiting may help. */
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
        return refused ? Optional.of(Hopeless.AUTHENTICATION) : Optional.empty();
    }

    /** The reasons for which waiting is in vain. */
    public enum Hopeless {
        NO_BACKENDS,
        AUTHENTICATION
    }

    public SQLException failure(Hopeless reason, AcquireTimeline timeline) {
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
            case AUTHENTICATION ->
                new AuthenticationRefusedException(
                        head + "every backend refuses the credentials of user '"
                                + settings.get().user().orElse("") + "', and attempts have stopped; "
                                + report.summary(),
                        report);
        };
    }

    public SQLException timedOut(AcquireTimeline timeline, Duration timeout, @Nullable TargetServerType demand) {
        ClaimReport report = report(timeline);
        String within = " within " + timeout.toMillis() + " ms: ";
        String head = "pool " + report.pool() + ": claim " + report.claim() + " got no connection" + within;
        if (report.backends().isEmpty()) {
            return new NoBackendsException(head + "no backend is known; " + report.summary(), report);
        }
        if (demand != null && backends.waitReason(demand) == WaitEvent.CLAIM_WAIT_BACKEND) {
            return new NoBackendOnlineException(
                    head + "no backend that may serve '" + demand + "' is online; " + report.summary(), report);
        }
        boolean online = report.backends().stream().anyMatch(view -> view.health() == BackendHealth.ONLINE);
        return online
                ? new AllSlotsClaimedException(head + missing(report) + "; " + report.summary(), report)
                : new NoBackendOnlineException(head + "no backend is online; " + report.summary(), report);
    }

    private static String missing(ClaimReport report) {
        long suspended = report.reasons().getOrDefault(WaitEvent.CLAIM_WAIT_ADMIN, 0L);
        if (suspended > report.waited().toNanos() / 2) {
            return "the pool is suspended";
        }
        long checking = report.reasons().getOrDefault(WaitEvent.CLAIM_VALIDATE, 0L);
        return checking > report.waited().toNanos() / 2
                ? "the connections that were free did not pass their check in time"
                : "no slot became free";
    }

    public SQLException interrupted(AcquireTimeline timeline) {
        ClaimReport report = report(timeline);
        return new ClaimInterruptedException(
                head(report) + "the claimant was interrupted; " + report.summary(), report);
    }

    public SQLException tooManyWaiters(AcquireTimeline timeline) {
        ClaimReport report = report(timeline);
        return new TooManyWaitersException(
                head(report) + "no slot is free, and " + report.waiting() + " claims wait already (maxWaiters "
                        + settings.get().claims().maxWaiters() + "); " + report.summary(),
                report);
    }

    public SQLException shed(AcquireTimeline timeline) {
        ClaimReport report = report(timeline);
        return new ClaimShedException(
                head(report) + "claims have waited for longer than " + Claims.QUEUE_TARGET.toMillis()
                        + " ms for too long, and the oldest are given up; " + report.summary(),
                report);
    }

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
                queue.size(),
                backends.heartbeatAge(),
                backends.views(),
                backends.discovery(),
                holders(STACKS_REPORTED));
    }

    /** The claims that hold a slot, the longest first. */
    public List<ClaimReport.Holder> holders() {
        return holders(Integer.MAX_VALUE);
    }

    private List<ClaimReport.Holder> holders(int stacks) {
        return described(backends.heldSlots(), stacks);
    }

    /** How an operation ended, for who asked for it. */
    public OperationReport report(OperatorCommands.Outcome outcome) {
        return new OperationReport(outcome.complete(), outcome.held(), described(outcome.heldSlots(), STACKS_REPORTED));
    }

    private List<ClaimReport.Holder> described(List<HeldSlot> heldSlots, int stacks) {
        List<ClaimReport.Holder> described = new ArrayList<>();
        for (HeldSlot held : heldSlots) {
            described.add(holder(held, described.size() < stacks));
        }
        return described;
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
