package dev.penstock.backends.slots;

import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitEvent;
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

    private final AtomicReference<StatusMessage.@Nullable Request> outstanding = new AtomicReference<>();

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

    /** Begins a round trip for a waiting claim, unless a request was sent in the last 50 ms. */
    void beginFor(long claimId, long now) {
        waitingClaim.set(claimId);
        if (now - requestedAt >= CLAIM_REQUEST_NANOS) {
            begin(now);
        }
    }

    /** Begins a round trip unless one is without reply. */
    void begin(long now) {
        if (outstanding.get() != null) {
            return;
        }
        StatusMessage.Request request = new StatusMessage.Request(ids.next(), waitingClaim.getAndSet(0), now);
        if (outstanding.compareAndSet(null, request)) {
            requestedAt = now;
            meters.meter(WaitEvent.SLOT_STATUS).begin();
            send(request);
        } else {
            waitingClaim.compareAndSet(0, request.claimId());
        }
    }

    /** If the request cannot be sent, it is outstanding no longer. Otherwise no request would ever follow it. */
    private void send(StatusMessage.Request request) {
        try {
            mailbox.accept(request);
        } catch (RuntimeException | Error e) {
            if (outstanding.compareAndSet(request, null)) {
                meters.meter(WaitEvent.SLOT_STATUS).end(0);
            }
            throw e;
        }
    }

    /**
     * Ends a round trip and records its dispatch and its run. Returns false if the request has been answered before.
     *
     * @param taskBegan when the status task began to run
     */
    boolean end(StatusMessage.Request request, long taskBegan) {
        if (!outstanding.compareAndSet(request, null)) {
            return false;
        }
        long now = clock.nanoTime();
        long runBegan = Math.max(request.sentAt(), taskBegan);
        long took = now - request.sentAt();
        meters.meter(WaitEvent.STATUS_DISPATCH).record(runBegan - request.sentAt());
        meters.meter(WaitEvent.STATUS_RUN).record(now - runBegan);
        meters.meter(WaitEvent.SLOT_STATUS).end(took);
        lastNanos = took;
        vainTakeovers.set(0);
        return true;
    }

    /**
     * The request that has been without reply for longer than {@code limit}; otherwise null. The limit doubles with
     * each takeover since the last reply.
     */
    StatusMessage.@Nullable Request overdue(long now, Duration limit) {
        StatusMessage.Request request = outstanding.get();
        long longest = limit.toNanos() << Math.min(vainTakeovers.get(), MAX_DOUBLINGS);
        boolean isOverdue = request != null && Math.min(now - request.sentAt(), now - stallClockStart) > longest;
        return isOverdue ? request : null;
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
}
