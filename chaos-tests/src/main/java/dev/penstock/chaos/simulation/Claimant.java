package dev.penstock.chaos.simulation;

import dev.penstock.pool.ClaimFailure;
import dev.penstock.pool.ClaimOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One who claims, uses, gives back and thinks. */
final class Claimant {
    private static final long MILLI = 1_000_000;
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

    Claimant(int id, Claimants all) {
        this.id = id;
        this.all = all;
        this.kernel = all.kernel;
        this.audit = all.audit;
    }

    boolean isClaiming() {
        return claimingSince >= 0;
    }

    boolean holds() {
        return connection != null;
    }

    /** When its claim must have ended. */
    long deadline() {
        return deadline;
    }

    /** For how long the process had stood still when its claim began. */
    long pausesBefore() {
        return pausesBefore;
    }

    @Override
    public String toString() {
        return "claimant " + id;
    }

    void think() {
        if (!all.stopped) {
            kernel.after((long) (all.about(all.plan.thinkMillis() * MILLI) / all.haste), id, this::claim);
        }
    }

    void interrupt() {
        Fiber mine = fiber;
        if (mine != null && mine.rest != Fiber.Rest.NONE) {
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
        boolean free = audit.anyFree();
        claimingSince = kernel.elapsed();
        pausesBefore = audit.pauses();
        deadline = claimingSince + timeout * MILLI;
        audit.enters();
        try {
            Connection claimed = own
                    ? all.pool.claim(ClaimOptions.none().withTimeout(Duration.ofMillis(timeout)))
                    : all.pool.getConnection();
            claimed(claimed);
        } catch (SQLException e) {
            failed(e);
        } finally {
            audit.leaves();
            fiber = null;
        }
        audit.claimEnded(this, free, me);
        claimingSince = -1;
        if (connection == null) {
            think();
        }
    }

    private void claimed(Connection claimed) throws SQLException {
        FakeSession got = FakeSession.of(claimed);
        kernel.note("claimed", id, got.id);
        audit.handedOut(got, id);
        got.holder = id;
        audit.holds(1);
        session = got;
        connection = claimed;
        boolean longer = all.chance.nextInt(1_000) < all.longHoldsIn1000;
        long mean = longer ? LONG_HOLD_NANOS : all.plan.holdMillis() * MILLI;
        long hold = all.chance.nextInt(8) == 0 ? 0 : Math.min(LONGEST_HOLD_NANOS, all.about(mean));
        if (all.chance.nextInt(3) == 0) {
            kernel.after(hold / 2, id, () -> use(hold / 2));
        } else {
            kernel.after(hold, id, this::giveBack);
        }
    }

    private void failed(SQLException e) {
        if (!(e instanceof ClaimFailure)) {
            throw new AssertionError("a claim failed otherwise than a claim may", e);
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
            try (Statement statement = mine.createStatement()) {
                statement.execute("select 1");
            }
        } catch (SQLException | IllegalStateException e) {
            kernel.note("statement failed", id, 0);
        } finally {
            fiber = null;
        }
        kernel.after(left, id, this::giveBack);
    }

    private void giveBack() {
        Connection mine = Objects.requireNonNull(connection);
        FakeSession held = Objects.requireNonNull(session);
        connection = null;
        session = null;
        kernel.note("gives back", id, held.id);
        held.holder = 0;
        audit.enters();
        audit.holds(-1);
        try {
            mine.close();
        } catch (SQLException e) {
            throw new AssertionError("closing a claim failed", e);
        } finally {
            audit.leaves();
        }
        think();
    }
}
