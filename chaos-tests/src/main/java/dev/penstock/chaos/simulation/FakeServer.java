package dev.penstock.chaos.simulation;

import dev.penstock.backends.RoleReading;
import dev.penstock.chaos.simulation.kernel.ActorIds;
import dev.penstock.chaos.simulation.kernel.Fiber;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.discovery.Backend;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A simulated server that is up, frozen, down, starting, or refuses logins, with hostile answers at times. */
final class FakeServer {
    private static final long SECOND = 1_000_000_000L;
    private static final long LOOK_NANOS = 5 * SECOND;
    private static final long QUICK_NANOS = 3_000_000L;
    private static final int SLOW_IN = 8;

    /** A text that would fill a log, forge a line of it, and turn the direction of writing. */
    private static final String FLOOD = "no \n2026-11-30 INFO all is well \u202e\u0007".repeat(10_000);

    /** The pool's longest wait for a close, after which it counts the connection as closed. */
    private static final long CLOSE_BOUND_NANOS = SECOND - 1_000_000;

    /** The longest time from the death of a server to the abort of its held connections. */
    private static final long ABORT_NANOS = 5 * SECOND;

    /** The number of consecutive unanswered probes after which the pool may abort held connections. */
    private static final int DEAD_AFTER = 2;

    /** The server's treatment of clients. */
    enum Condition {
        UP,
        FROZEN,
        DOWN,
        STARTING,
        REFUSING,
        /** Each login goes on byte by byte, past every limit of the driver. Other requests have no answer. */
        DRIPPING,
        /** Each login is refused by a huge text of several lines. */
        FLOODING
    }

    final int number;
    final Backend backend;
    private final Kernel kernel;
    private final DriverFaultRates faultRates;
    private final List<FakeSession> sessions = new ArrayList<>();
    private Condition condition = Condition.UP;
    private long since;
    private int capacity = Integer.MAX_VALUE;
    private int unanswered;
    private long lies;
    private long sickAt = Long.MIN_VALUE / 2;
    private long deadAt = Long.MIN_VALUE / 2;
    private long abortsFrom = Long.MAX_VALUE;
    final Replica replica;
    final ConnectRateCheck connectRate;

    FakeServer(int number, Backend backend, Kernel kernel, DriverFaultRates faultRates) {
        this.number = number;
        this.backend = backend;
        this.kernel = kernel;
        this.faultRates = faultRates;
        this.replica = new Replica(kernel);
        this.connectRate = new ConnectRateCheck(kernel);
    }

    Condition condition() {
        return condition;
    }

    /** Sets the condition; a server that goes down or starts ends its sessions. */
    void setCondition(Condition now) {
        kernel.note("server " + now, number, sessions.size());
        sickAt = sickAt();
        condition = now;
        since++;
        if (now == Condition.DOWN || now == Condition.STARTING) {
            endAllSessions();
        }
    }

    /** Sets the condition for a while; a later change takes precedence. */
    void setCondition(Condition now, long nanos) {
        setCondition(now);
        long mine = since;
        kernel.after(nanos, ActorIds.ENVIRONMENT, () -> {
            if (since == mine) {
                setCondition(Condition.UP);
            }
        });
    }

    /** Lets the server report something false for a while; a later lie takes precedence. */
    void lie(Replica.Lie lie, long nanos) {
        kernel.note("server lies about its " + lie, number, nanos);
        replica.setLie(lie);
        lies++;
        long mine = lies;
        kernel.after(nanos, ActorIds.ENVIRONMENT, () -> {
            if (lies == mine) {
                replica.setLie(Replica.Lie.NONE);
            }
        });
    }

    /** Leaves only {@code free} connections for the pool, for a while. */
    void limitConnections(int free, long nanos) {
        capacity = alive() + free;
        kernel.note("connections limited", number, capacity);
        kernel.after(nanos, ActorIds.ENVIRONMENT, this::liftConnectionLimit);
    }

    void liftConnectionLimit() {
        capacity = Integer.MAX_VALUE;
    }

    private int alive() {
        int alive = 0;
        for (FakeSession session : sessions) {
            alive += session.alive ? 1 : 0;
        }
        return alive;
    }

    void endAllSessions() {
        sessions.forEach(session -> session.alive = false);
    }

    /** Ends one session without notice. */
    void endOneSession() {
        if (!sessions.isEmpty()) {
            sessions.get(faultRates.choose(sessions.size())).alive = false;
        }
    }

    /** The number of sessions that the pool has not closed. */
    int open() {
        return sessions.size();
    }

    /**
     * The number of the pool's sessions. It excludes sessions that the server has ended, that are still connecting, or
     * whose connect attempt had been abandoned.
     */
    int counted() {
        int counted = 0;
        for (FakeSession session : sessions) {
            counted += isPlaced(session) ? 1 : 0;
        }
        return counted;
    }

    private boolean isPlaced(FakeSession session) {
        boolean made = session.connectedAt >= 0 && kernel.elapsed() - session.connectedAt >= Audit.PLACED_NANOS;
        return session.alive && made && !session.abandoned;
    }

    /** Whether a close has exceeded the pool's longest wait. */
    boolean anyCloseHangs() {
        for (FakeSession session : sessions) {
            if (session.closing && kernel.elapsed() - session.closingSince > CLOSE_BOUND_NANOS) {
                return true;
            }
        }
        return false;
    }

    List<FakeSession> sessions() {
        return sessions;
    }

    /** Accepts a connection. The answer may take a while, and the driver may ignore an interrupt of the wait. */
    FakeSession admit(long id) throws SQLException {
        drip();
        answer(faultRates.occurs(faultRates.connect) && faultRates.choose(2) == 0);
        if (condition == Condition.UP && alive() >= capacity) {
            throw new SQLException("sorry, too many clients already", "53300");
        }
        switch (condition) {
            case DOWN, FROZEN, DRIPPING -> throw new SQLException("connection refused", "08001");
            case STARTING -> throw new SQLException("the database system is starting up", "57P03");
            case FLOODING -> throw new SQLException(FLOOD, "08004");
            case REFUSING -> throw new SQLException("password authentication failed", "28P01");
            default -> {
                FakeSession session = new FakeSession(id, this);
                session.abandoned = Fiber.current().abandoned;
                sessions.add(session);
                return session;
            }
        }
    }

    /** Lets a login last as long as the server drips. The driver reads on in spite of interrupts. */
    private void drip() {
        while (condition == Condition.DRIPPING) {
            kernel.hang(faultRates.upTo(2 * SECOND));
        }
    }

    /** Waits for an answer; a stubborn caller ignores an interrupt. */
    private void answer(boolean stubborn) throws SQLException {
        try {
            if (faultRates.choose(SLOW_IN) == 0) {
                kernel.sleep(faultRates.upTo(QUICK_NANOS));
            }
            while (condition == Condition.FROZEN || condition == Condition.DRIPPING) {
                kernel.sleep(LOOK_NANOS);
            }
        } catch (InterruptedException e) {
            if (!stubborn) {
                throw new SQLException("interrupted during the wait for the server", "08006", e);
            }
            kernel.hang(faultRates.upTo(60 * SECOND));
        }
    }

    /** Whether the server answers that the session is alive. */
    boolean isValid(FakeSession session) throws SQLException {
        answer(false);
        return session.alive && condition == Condition.UP;
    }

    /** A probe begins. */
    void probeBegins() {
        unanswered++;
        deadAt = deadAt();
    }

    /** Answers a probe that began at {@code began}; the pool may no longer wait for the answer. */
    void probeAnswered(long began) throws SQLException {
        answer(false);
        if (condition == Condition.DOWN || condition == Condition.FROZEN || condition == Condition.DRIPPING) {
            throw new SQLException("no answer to a probe", "08001");
        }
        if (kernel.elapsed() - began < SECOND) {
            deadAt = deadAt();
            unanswered = 0;
        }
    }

    /** The last moment at which the server was not up. */
    private long sickAt() {
        return condition == Condition.UP ? sickAt : kernel.elapsed();
    }

    /** The last moment at which two consecutive probes were unanswered. */
    long deadAt() {
        return unanswered >= DEAD_AFTER ? kernel.elapsed() : deadAt;
    }

    /** The server's role at the begin or at the end of the query. */
    Optional<RoleReading> role(FakeSession session, boolean plain) throws SQLException {
        boolean early = faultRates.choose(2) == 0;
        RoleReading reading = replica.reading(plain);
        int version = replica.version();
        roundTrip(session);
        if (!early) {
            reading = replica.reading(plain);
            version = replica.version();
        }
        replica.reported(reading, version);
        return Optional.of(reading);
    }

    void execute(FakeSession session, boolean writes) throws SQLException {
        roundTrip(session);
        if (writes && !replica.writes()) {
            throw new SQLException("cannot execute UPDATE in a read-only transaction", "25006");
        }
        if (faultRates.occurs(faultRates.statement)) {
            switch (faultRates.choose(3)) {
                case 0 -> throw new SQLException("deadlock detected", "40P01");
                case 1 -> {
                    session.alive = false;
                    throw new SQLException("terminating connection", "57P01");
                }
                default -> throw new IllegalStateException("the driver fails by itself");
            }
        }
    }

    /** The pool closes: it may abort held sessions from {@code moment} on. */
    void poolCloses(long moment) {
        abortsFrom = moment;
    }

    /** Aborts the connection, at once or after a hang. */
    void abort(FakeSession session) throws SQLException {
        kernel.note("abort", number, session.id);
        boolean isOver = kernel.elapsed() >= abortsFrom;
        if (session.holder != 0 && !isOver && kernel.elapsed() - Math.max(sickAt(), deadAt()) > ABORT_NANOS) {
            kernel.fail(new AssertionError("session " + session.id + " of " + session.holder + " is aborted"
                    + " although its server has not been silent"));
        }
        if (faultRates.occurs(faultRates.close)) {
            kernel.hang(faultRates.upTo(10 * SECOND));
            throw new SQLException("aborting failed", "08006");
        }
        session.alive = false;
    }

    void roundTrip(FakeSession session) throws SQLException {
        if (!session.open) {
            kernel.fail(new AssertionError("session " + session.id + " is used after it was closed"));
        }
        answer(false);
        if (!session.alive || condition == Condition.DOWN) {
            session.alive = false;
            throw new SQLException("the connection is gone", "08006");
        }
    }

    void closed(FakeSession session) {
        session.open = false;
        sessions.remove(session);
    }
}
