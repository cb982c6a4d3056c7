package dev.penstock.chaos.simulation;

import dev.penstock.discovery.Backend;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A server: up, frozen, dead, or otherwise unwilling. */
final class FakeServer {
    private static final long SECOND = 1_000_000_000L;
    private static final long LOOK_NANOS = 5 * SECOND;
    private static final long QUICK_NANOS = 3_000_000L;
    private static final int SLOW_IN = 8;

    /** What it does with who comes. */
    enum Condition {
        UP,
        FROZEN,
        DOWN,
        STARTING,
        REFUSING
    }

    final int number;
    final Backend backend;
    private final Kernel kernel;
    private final Trouble trouble;
    private final List<FakeSession> sessions = new ArrayList<>();
    private Condition condition = Condition.UP;
    private long since;

    FakeServer(int number, Backend backend, Kernel kernel, Trouble trouble) {
        this.number = number;
        this.backend = backend;
        this.kernel = kernel;
        this.trouble = trouble;
    }

    Condition condition() {
        return condition;
    }

    /** A server that dies or starts takes its sessions with it. */
    void become(Condition now) {
        kernel.note("server " + now, number, sessions.size());
        condition = now;
        since++;
        if (now == Condition.DOWN || now == Condition.STARTING) {
            dropAll();
        }
    }

    /** Becomes so for a while, unless something else comes between. */
    void become(Condition now, long nanos) {
        become(now);
        long mine = since;
        kernel.after(nanos, Actors.STAGE, () -> {
            if (since == mine) {
                become(Condition.UP);
            }
        });
    }

    void dropAll() {
        sessions.forEach(session -> session.alive = false);
    }

    /** One session ends without a word. */
    void dropOne() {
        if (!sessions.isEmpty()) {
            sessions.get(trouble.choose(sessions.size())).alive = false;
        }
    }

    /** Sessions that the pool has not closed. */
    int open() {
        return sessions.size();
    }

    List<FakeSession> sessions() {
        return sessions;
    }

    /** Lets somebody in; what is said in return may take a while, and the interrupt that ends the wait be ignored. */
    FakeSession admit(long id) throws SQLException {
        boolean late = answer(trouble.strikes(trouble.connect) && trouble.choose(2) == 0);
        switch (condition) {
            case DOWN, FROZEN -> throw new SQLException("connection refused", "08001");
            case STARTING -> throw new SQLException("the database system is starting up", "57P03");
            case REFUSING -> throw new SQLException("password authentication failed", "28P01");
            default -> {
                FakeSession session = new FakeSession(id, this, late);
                sessions.add(session);
                return session;
            }
        }
    }

    /** Waits for an answer. Returns whether the caller was interrupted meanwhile and, stubborn as it is, waited on. */
    boolean answer(boolean stubborn) throws SQLException {
        boolean interrupted = false;
        try {
            if (trouble.choose(SLOW_IN) == 0) {
                kernel.sleep(trouble.upTo(QUICK_NANOS));
            }
            while (condition == Condition.FROZEN) {
                kernel.sleep(LOOK_NANOS);
            }
        } catch (InterruptedException e) {
            if (!stubborn) {
                throw new SQLException("interrupted while it waited for the server", "08006", e);
            }
            interrupted = true;
            kernel.hang(trouble.upTo(60 * SECOND));
        }
        return interrupted;
    }

    /** Whether the session lives, as far as an answer says so. */
    boolean confirms(FakeSession session) throws SQLException {
        answer(false);
        return session.alive && condition == Condition.UP;
    }

    void probed() throws SQLException {
        answer(false);
        if (condition == Condition.DOWN || condition == Condition.FROZEN) {
            throw new SQLException("no answer to a probe", "08001");
        }
    }

    void execute(FakeSession session) throws SQLException {
        roundTrip(session);
        if (trouble.strikes(trouble.statement)) {
            switch (trouble.choose(3)) {
                case 0 -> throw new SQLException("deadlock detected", "40P01");
                case 1 -> {
                    session.alive = false;
                    throw new SQLException("terminating connection", "57P01");
                }
                default -> throw new IllegalStateException("the driver fails by itself");
            }
        }
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
