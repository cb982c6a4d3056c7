package dev.penstock.pool.tracing;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.FailureText;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.claims.ClaimObserver;
import dev.penstock.pool.claims.ClaimTracing;
import dev.penstock.pool.jdbc.ClaimedConnection;
import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.ClaimTotals;
import dev.penstock.waits.jfr.ClaimFlight;
import dev.penstock.waits.jfr.PoolFlight;
import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.text.ForeignText;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records claims as JFR events while a recording wants them, and lets the pool's traces observe claims. Thread-safe.
 */
public final class FlightTracing implements ClaimTracing {
    private static final int MOST_NAME = 100;

    private final PoolFlight flight;
    private final PoolTraces traces;
    private final Supplier<List<BackendView>> backends;
    private final IntSupplier waiting;

    /**
     * Observes the claims of a pool for {@code flight} and for {@code traces}.
     *
     * @param backends the backends of the pool at the moment of the call
     * @param waiting the number of claims that wait at the moment of the call
     */
    public FlightTracing(
            PoolFlight flight, PoolTraces traces, Supplier<List<BackendView>> backends, IntSupplier waiting) {
        this.flight = flight;
        this.traces = traces;
        this.backends = backends;
        this.waiting = waiting;
    }

    /** Called at each beat of the supervisor: begins to record the state of the pool if a recording wants it. */
    public void beat() {
        flight.recordStates(this::states);
    }

    private List<PoolFlight.BackendState> states() {
        int claims = waiting.getAsInt();
        return backends.get().stream().map(view -> state(view, claims)).toList();
    }

    private static PoolFlight.BackendState state(BackendView view, int claims) {
        SlotCounts slots = view.slots();
        return new PoolFlight.BackendState(
                view.backend().label(),
                view.health().name(),
                new PoolFlight.Slots(slots.connecting(), slots.unclaimed(), slots.held(), slots.checking()),
                claims);
    }

    @Override
    public boolean tracesAll() {
        return flight.wantsClaims();
    }

    @Override
    public void claimed(ClaimedConnection connection, Slot slot, @Nullable Operation within, long began) {
        traces.claimed(connection, slot, within, began);
        if (flight.wantsClaims()) {
            traces.guarded(() -> {
                ClaimFlight claim = flight.begin();
                claim.identify(slot.ledger().printedClaimId(), name(within));
                claim.acquired(slot.set().backend().label(), slot.id(), null);
                connection.observe(new FlightTrace(claim));
            });
        }
    }

    private static @Nullable String name(@Nullable Operation within) {
        return within == null ? null : within.name();
    }

    @Override
    public @Nullable Acquire begin(AcquireTimeline timeline, @Nullable Operation within) {
        Acquire traced = traces.begin(timeline, within);
        if (!flight.wantsClaims()) {
            return traced;
        }
        ClaimFlight claim = flight.begin();
        claim.identify(timeline::claim, name(within));
        return new FlightAcquire(claim, traced);
    }

    /** A claim that has no connection yet, and its trace, if it has one. */
    private final class FlightAcquire implements Acquire {
        private final ClaimFlight claim;
        private final @Nullable Acquire traced;

        FlightAcquire(ClaimFlight claim, @Nullable Acquire traced) {
            this.claim = claim;
            this.traced = traced;
        }

        @Override
        public void acquired(
                AcquireTimeline timeline,
                ClaimedConnection connection,
                Slot slot,
                ClaimObserver.@Nullable Handover handover) {
            if (traced != null) {
                traced.acquired(timeline, connection, slot, handover);
            }
            traces.guarded(() -> {
                if (handover != null) {
                    Thread by = handover.by();
                    String from = by == null ? null : ForeignText.line(by.getName(), MOST_NAME);
                    claim.handedOver(from, handover.overtaken());
                }
                claim.acquired(slot.set().backend().label(), slot.id(), timeline::toString);
                connection.observe(new FlightTrace(claim));
            });
        }

        @Override
        public void failed(AcquireTimeline timeline, ClaimTotals.Outcome outcome, Throwable failure) {
            if (traced != null) {
                traced.failed(timeline, outcome, failure);
            }
            traces.guarded(() -> claim.failed(
                    outcome.name().toLowerCase(Locale.ROOT), timeline.toString(), FailureText.withoutMessage(failure)));
        }
    }
}
