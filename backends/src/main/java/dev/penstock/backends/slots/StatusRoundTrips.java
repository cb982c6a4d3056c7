package dev.penstock.backends.slots;

import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.jfr.FlightSpan;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The status round trips of one backend, one at a time: their times, and whether one is overdue. Thread-safe. */
final class StatusRoundTrips {
    private static final long CLAIM_REQUEST_NANOS = Duration.ofMillis(50).toNanos();
    private static final int MAX_DOUBLINGS = 6;
    private static final long NONE = -1;

    private final BackendMeters meters;
    private final CorrelationIds ids;
    private final NanoClock clock;
    private final Consumer<StatusMessage> mailbox;

    /** The last claim that waits and caused no request yet; 0 for none. */
    private final AtomicLong waitingClaim = new AtomicLong();

    private final AtomicReference<@Nullable Trip> outstanding = new AtomicReference<>();

    /** Takeovers since the last reply. */
    private final AtomicInteger vainTakeovers = new AtomicInteger();

    private volatile long requestedAt;

    /** A wait before this time does not count for a stall. */
    private volatile long stallClockStart;

    private volatile long lastNanos = NONE;

    StatusRoundTrips(BackendMeters meters, CorrelationIds ids, NanoClock clock, Consumer<StatusMessage> mailbox) {
        this.meters = meters;
        this.ids = ids;
        this.clock = clock;
        this.mailbox = mailbox;
        this.stallClockStart = clock.nanoTime();
        this.requestedAt = stallClockStart - CLAIM_REQUEST_NANOS;
    }

    /**
     * Begins a round trip for a waiting claim, unless a request was sent in the last 50 ms.
     *
     * @param running whether the status task runs already, so that the request need not wait for that
     */
    void beginFor(long claimId, long now, boolean running) {
        waitingClaim.set(claimId);
        if (now - requestedAt >= CLAIM_REQUEST_NANOS) {
            begin(now, running);
        }
    }

    /** Begins a round trip unless one is without reply; {@code running} as for {@link #beginFor}. */
    void begin(long now, boolean running) {
        if (outstanding.get() != null) {
            return;
        }
        StatusMessage.Request request = new StatusMessage.Request(ids.next(), waitingClaim.getAndSet(0), now);
        Trip trip = new Trip(request, beginFlight(request));
        if (outstanding.compareAndSet(null, trip)) {
            requestedAt = now;
            meters.meter(WaitEvent.SLOT_STATUS).begin(now);
            meters.meter(WaitEvent.STATUS_DISPATCH).begin(now);
            if (running) {
                markRunning(now);
            }
            send(trip);
        } else {
            waitingClaim.compareAndSet(0, trip.request.claimId());
        }
    }

    private FlightSpan beginFlight(StatusMessage.Request request) {
        long claim = request.claimId();
        return meters.flight()
                .roundTrip(
                        meters.label(),
                        () -> ids.format(request.roundTrip()),
                        () -> claim == 0 ? null : ids.format(claim));
    }

    /** If the request cannot be sent, it is outstanding no longer. Otherwise no request would ever follow it. */
    private void send(Trip trip) {
        try {
            mailbox.accept(trip.request);
        } catch (RuntimeException | Error e) {
            if (outstanding.compareAndSet(trip, null)) {
                record(trip, trip.request.sentAt(), trip.request.sentAt());
            }
            throw e;
        }
    }

    /** Records that the status task runs since {@code now}: the dispatch of the request under way has ended. */
    void markRunning(long now) {
        Trip trip = outstanding.get();
        if (trip != null) {
            markRunning(trip, now);
        }
    }

    private void markRunning(Trip trip, long now) {
        long began = Math.max(trip.request.sentAt(), now);
        if (trip.runBegan.compareAndSet(null, began)) {
            meters.meter(WaitEvent.STATUS_DISPATCH).end(trip.request.sentAt(), began);
            meters.meter(WaitEvent.STATUS_RUN).begin(began);
        }
    }

    /**
     * Ends a round trip and records its dispatch and its run. Returns false if the request has been answered before.
     *
     * @param taskBegan when the status task began to run
     */
    boolean end(StatusMessage.Request request, long taskBegan) {
        Trip trip = outstanding.get();
        if (trip == null || !trip.request.equals(request) || !outstanding.compareAndSet(trip, null)) {
            return false;
        }
        long now = clock.nanoTime();
        record(trip, taskBegan, now);
        lastNanos = now - request.sentAt();
        vainTakeovers.set(0);
        return true;
    }

    private void record(Trip trip, long taskBegan, long now) {
        markRunning(trip, taskBegan);
        Long runBegan = trip.runBegan.get();
        meters.meter(WaitEvent.STATUS_RUN).end(runBegan == null ? now : runBegan, now);
        meters.meter(WaitEvent.SLOT_STATUS).end(trip.request.sentAt(), now);
        trip.flight.waited(runBegan == null ? 0 : runBegan - trip.request.sentAt());
        trip.flight.end(null);
    }

    /**
     * The request that has been without reply for longer than {@code limit}; otherwise null. The limit doubles with
     * each takeover since the last reply.
     */
    StatusMessage.@Nullable Request overdue(long now, Duration limit) {
        Trip trip = outstanding.get();
        if (trip == null) {
            return null;
        }
        long longest = limit.toNanos() << Math.min(vainTakeovers.get(), MAX_DOUBLINGS);
        boolean isOverdue = Math.min(now - trip.request.sentAt(), now - stallClockStart) > longest;
        return isOverdue ? trip.request : null;
    }

    /** Gives the request its whole time again. */
    void restartStallClock(long now) {
        stallClockStart = now;
    }

    /** A fresh status task has taken over and has its time to reply. */
    void addTakeover(long now) {
        vainTakeovers.incrementAndGet();
        stallClockStart = now;
    }

    /** The duration of the last round trip in nanoseconds; negative if none has ended. */
    long lastNanos() {
        return lastNanos;
    }

    /** A request without reply, and since when the status task runs for it; null until it runs. */
    private static final class Trip {
        final StatusMessage.Request request;
        final FlightSpan flight;
        final AtomicReference<@Nullable Long> runBegan = new AtomicReference<>();

        Trip(StatusMessage.Request request, FlightSpan flight) {
            this.request = request;
            this.flight = flight;
        }
    }
}
