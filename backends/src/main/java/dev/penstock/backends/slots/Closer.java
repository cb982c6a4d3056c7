package dev.penstock.backends.slots;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.threads.BoundedWorkers;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitMeter;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the connections of one backend on its own threads, so that nobody waits for it, and tells when another may
 * take the place of one: when it is closed, or {@link ClosingSession#LIMIT} after its close began, from when on another
 * thread takes the place of the one that closes it, too. One that waits for a thread counts until all of them hang,
 * and no longer than {@link #MOST_QUEUED} and what a stuck status task takes to have a successor, which hands it over
 * again. Thread-safe.
 */
final class Closer {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.backends");

    private static final Duration CLOSE_AGAIN = Duration.ofSeconds(1);

    /** How long one counts that waits for a thread. */
    private static final Duration MOST_QUEUED = Duration.ofSeconds(10);

    private final String label;
    private final EffectRunner.Context context;
    private final NanoClock clock;
    private final Deadlines deadlines;
    private final BoundedWorkers threads;
    private final WaitMeter meter;
    private final Runnable parted;

    /**
     * Creates the closer of a backend.
     *
     * @param meter of what a close takes
     * @param parted told that another connection may take the place of one; neither blocks nor throws
     */
    Closer(
            String label,
            EffectRunner.Context context,
            Deadlines deadlines,
            BoundedWorkers threads,
            WaitMeter meter,
            Runnable parted) {
        this.label = label;
        this.context = context;
        this.clock = context.accounts().clock();
        this.deadlines = deadlines;
        this.threads = threads;
        this.meter = meter;
        this.parted = parted;
    }

    /**
     * Closes the connection, however long it waits for a thread. Who may have got stuck in handing it over is no reason
     * not to: it is closed once, however often this is called.
     */
    void close(ClosingSession gone) {
        BackendsPolicy.Status status = context.policy().status();
        Duration takeover = status.timeout().plus(status.interval().multipliedBy(2));
        waits(gone, clock.nanoTime() + takeover.plus(MOST_QUEUED).toNanos());
        try {
            threads.submit(call -> {
                if (gone.begin()) {
                    close(gone, call);
                }
            });
        } catch (RuntimeException | Error e) {
            String form = "pool {}: no thread closes a connection to {} now";
            context.machinery().teller().tell(() -> SafeLog.warn(LOGGER, form, context.pool(), label, e));
            deadlines.plan(CLOSE_AGAIN, () -> close(gone));
        }
    }

    /** It counts while it waits for a thread, and one may come. */
    private void waits(ClosingSession gone, long until) {
        deadlines.plan(ClosingSession.LIMIT, () -> {
            boolean inVain = threads.isExhausted() || clock.nanoTime() - until >= 0;
            if (!gone.begun() && inVain) {
                over(gone);
            } else if (!gone.begun()) {
                waits(gone, until);
            }
        });
    }

    private void close(ClosingSession gone, BoundedWorkers.Call call) {
        AtomicReference<@Nullable Throwable> error = new AtomicReference<>();
        try {
            giveUpLate(call, () -> over(gone), () -> error.set(close(gone.connection())));
        } finally {
            over(gone);
        }
        Throwable thrown = error.get();
        if (thrown != null) {
            SafeLog.debug(LOGGER, "pool {}: a connection to {} did not close cleanly", context.pool(), label, thrown);
        }
    }

    private static void cancel(@Nullable Future<?> planned) {
        if (planned != null) {
            planned.cancel(false);
        }
    }

    private void over(ClosingSession gone) {
        if (gone.end()) {
            parted.run();
        }
    }

    private @Nullable Throwable close(Connection connection) {
        long began = clock.nanoTime();
        meter.begin();
        try {
            context.connector().close(connection);
            return null;
        } catch (Throwable e) {
            return e;
        } finally {
            meter.end(clock.nanoTime() - began);
        }
    }

    /**
     * Aborts the connection that a claim holds; nobody waits for that either. Where it finds a thread so late that the
     * server has answered since, the claim keeps it, however the server is by then.
     */
    void abort(Slot slot, Connection connection) {
        String claim = slot.ledger()
                .heldClaim(clock.nanoTime())
                .map(held -> "claim " + context.accounts().ids().format(held.claimId()) + " of thread '"
                        + held.holder().getName() + "', which has held it for " + held.heldNanos() / 1_000_000 + " ms,")
                .orElse("a claim");
        String form = "pool {}: the server of {} is dead: {} loses its connection";
        context.machinery().teller().tell(() -> SafeLog.warn(LOGGER, form, context.pool(), label, claim));
        threads.submit(call -> {
            if (slot.tracking.aborted) {
                giveUpLate(call, () -> {}, () -> abort(connection));
            }
        });
    }

    private void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (Exception e) {
            SafeLog.warn(LOGGER, "pool {}: a connection to {} cannot be aborted", context.pool(), label, e);
        }
    }

    /**
     * What the driver does may hang: whoever comes next waits for it no longer than {@link ClosingSession#LIMIT}, and it is
     * interrupted when it takes longer than an attempt to connect may.
     */
    private void giveUpLate(BoundedWorkers.Call call, Runnable late, Runnable work) {
        Future<?> compensate = deadlines.schedule(ClosingSession.LIMIT, () -> {
            call.compensate();
            late.run();
        });
        Future<?> limit = deadlines.schedule(context.policy().connect().timeout(), call::giveUp);
        try {
            work.run();
        } finally {
            cancel(compensate);
            cancel(limit);
        }
    }
}
