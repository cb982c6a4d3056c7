package dev.penstock.chaos.simulation;

import dev.penstock.backends.TargetServerType;
import dev.penstock.chaos.simulation.kernel.Fiber;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.pool.ClaimFailure;
import dev.penstock.pool.ClaimOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An actor that claims a connection, uses it, releases it and thinks, in a loop. */
final class Claimant {
    private static final long MILLI = 1_000_000;
    private static final int ODD_IN = 40;
    private static final long LONG_HOLD_NANOS = 100_000 * MILLI;
    private static final long LONGEST_HOLD_NANOS = 300_000 * MILLI;

    private final int id;
    private final Claimants all;
    private final Kernel kernel;
    private final Audit audit;
    private @Nullable Fiber fiber;
    private @Nullable Connection connection;
    private @Nullable FakeSession session;
    private long claimingSince = -1;
    private long deadline;
    private long pausesBefore;
    private long holdingSince;
    private TargetServerType target;

    Claimant(int id, Claimants all) {
        this.id = id;
        this.all = all;
        this.kernel = all.kernel;
        this.audit = all.audit;
        this.target = all.parameters.routing().defaultTarget();
    }

    /** The target of the present claim. */
    TargetServerType target() {
        return target;
    }

    /** Whether the claim waits in the queue and has not been woken. */
    boolean isQueued() {
        Fiber mine = fiber;
        return claimingSince >= 0 && mine != null && mine.waitState == Fiber.WaitState.PARKED && isWaiter(mine.blocker);
    }

    static boolean isWaiter(@Nullable Object blocker) {
        return blocker != null && blocker.getClass().getSimpleName().startsWith("ClaimWait");
    }

    /** Whether the claim waits for a check of its connection. */
    boolean validates() {
        Fiber mine = fiber;
        return claimingSince >= 0
                && mine != null
                && mine.waitState == Fiber.WaitState.PARKED
                && isEventCount(mine.blocker);
    }

    /** Whether the claim has not queued before the check. */
    boolean isFirstTry() {
        Fiber mine = fiber;
        return mine != null && isEventCount(mine.firstBlocker);
    }

    private static boolean isEventCount(@Nullable Object blocker) {
        return blocker != null && blocker.getClass().getSimpleName().equals("EventCount");
    }

    long holdsSince() {
        return holdingSince;
    }

    /** The begin of the present claim. */
    long claimsSince() {
        return claimingSince;
    }

    boolean isClaiming() {
        return claimingSince >= 0;
    }

    boolean holds() {
        return connection != null;
    }

    /** The deadline of the present claim. */
    long deadline() {
        return deadline;
    }

    /** The total pause of the process before the present claim began. */
    long pausesBefore() {
        return pausesBefore;
    }

    @Override
    public String toString() {
        return "claimant " + id;
    }

    void think() {
        if (!all.stopped) {
            kernel.after((long) (all.exponential(all.parameters.thinkMillis() * MILLI) / all.load), id, this::claim);
        }
    }

    void interrupt() {
        Fiber mine = fiber;
        if (mine != null && mine.waitState != Fiber.WaitState.NONE) {
            kernel.note("interrupt", id, 0);
            mine.interrupt();
        }
    }

    private void claim() {
        if (all.stopped) {
            return;
        }
        Fiber me = Fiber.current();
        fiber = me;
        boolean own = all.chance.nextInt(8) == 0;
        long timeout = own ? 1 + all.chance.nextInt(3_000) : all.pool.getConnectionTimeout();
        Optional<TargetServerType> asked = all.explicitTarget();
        target = asked.orElse(all.parameters.routing().defaultTarget());
        boolean free = audit.anyFree(target);
        claimingSince = kernel.elapsed();
        pausesBefore = audit.pauses();
        deadline = claimingSince + timeout * MILLI;
        audit.callBegins();
        try {
            ClaimOptions options = asked.map(ClaimOptions.none()::withTarget).orElse(ClaimOptions.none());
            if (own) {
                options = options.withTimeout(Duration.ofMillis(timeout));
            }
            claimed(own || asked.isPresent() ? all.pool.claim(options) : all.pool.getConnection());
        } catch (SQLException e) {
            failed(e);
        } finally {
            audit.callEnds();
            fiber = null;
        }
        audit.claimEnded(this, free, me);
        if (session != null && !isWaiter(me.firstBlocker)) {
            audit.claimedWithoutWait(session.server, this);
        }
        claimingSince = -1;
        if (connection == null) {
            think();
        }
    }

    private void claimed(Connection claimed) throws SQLException {
        FakeSession got = FakeSession.of(claimed);
        kernel.note("claimed", id, got.id);
        audit.handedOut(got, id, this);
        holdingSince = kernel.elapsed();
        got.holder = id;
        audit.heldChanged(1);
        session = got;
        connection = claimed;
        boolean longer = all.chance.nextInt(1_000) < all.longHoldsIn1000;
        long mean = longer ? LONG_HOLD_NANOS : all.parameters.holdMillis() * MILLI;
        long hold = all.chance.nextInt(8) == 0 ? 0 : Math.min(LONGEST_HOLD_NANOS, all.exponential(mean));
        if (all.chance.nextInt(3) == 0) {
            kernel.after(hold / 2, id, () -> use(hold / 2));
        } else {
            kernel.after(hold, id, this::release);
        }
    }

    private void failed(SQLException e) {
        if (!(e instanceof ClaimFailure)) {
            throw new AssertionError("a claim failed with an exception that is no ClaimFailure", e);
        }
        kernel.note(e.getClass().getSimpleName(), id, 0);
        audit.failed(e);
    }

    private void use(long left) {
        Connection mine = Objects.requireNonNull(connection);
        fiber = Fiber.current();
        try {
            if (all.chance.nextInt(3) == 0) {
                mine.setAutoCommit(false);
            }
            boolean writes =
                    target == TargetServerType.PRIMARY ? all.chance.nextBoolean() : all.chance.nextInt(20) == 0;
            try (Statement statement = mine.createStatement()) {
                statement.execute(writes ? "update one" : "select 1");
            }
        } catch (SQLException | IllegalStateException e) {
            kernel.note("statement failed", id, 0);
        } finally {
            fiber = null;
        }
        kernel.after(left, id, this::release);
    }

    private void release() {
        Connection mine = Objects.requireNonNull(connection);
        FakeSession held = Objects.requireNonNull(session);
        connection = null;
        session = null;
        kernel.note("release", id, held.id);
        held.holder = 0;
        audit.callBegins();
        audit.heldChanged(-1);
        try {
            release(mine, held);
        } finally {
            audit.callEnds();
        }
        think();
    }

    /** Closes the connection; some claimants abort it, and some evict it first. */
    private void release(Connection mine, FakeSession held) {
        int way = all.chance.nextInt(ODD_IN);
        try {
            if (way == 0) {
                mine.abort(Runnable::run);
                return;
            }
            if (way == 1) {
                all.pool.evictConnection(mine);
                held.evictedAt = kernel.elapsed();
                held.evictionReported = true;
            }
        } catch (SQLException | IllegalStateException e) {
            kernel.note("abort failed", id, 0);
            return;
        }
        try {
            mine.close();
        } catch (SQLException e) {
            throw new AssertionError("closing a claim failed", e);
        }
    }
}
