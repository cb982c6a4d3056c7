package dev.penstock.chaos.simulation;

import dev.penstock.backends.RoleReading;
import dev.penstock.discovery.Backend;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server: up, frozen, dead, or otherwise unwilling. */
final class FakeServer {
    private static final long SECOND = 1_000_000_000L;
    private static final long LOOK_NANOS = 5 * SECOND;
    private static final long QUICK_NANOS = 3_000_000L;
    private static final int SLOW_IN = 8;

    /** How long the pool waits for a close at most before it takes the connection for closed. */
    private static final long CLOSE_BOUND_NANOS = SECOND - 1_000_000;

    /** How long it may take to abort what a dead server has. */
    private static final long ABORT_NANOS = 5 * SECOND;

    /** Probes in a row without answer after which the pool may take claims their connections. */
    private static final int DEAD_AFTER = 2;

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
    private final DriverFaultRates faultRates;
    private final List<FakeSession> sessions = new ArrayList<>();
    private Condition condition = Condition.UP;
    private long since;
    private int capacity = Integer.MAX_VALUE;
    private int unanswered;
    private long sickAt = Long.MIN_VALUE / 2;
    private long deadAt = Long.MIN_VALUE / 2;
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

    /** A server that dies or starts takes its sessions with it. */
    void setCondition(Condition now) {
        kernel.note("server " + now, number, sessions.size());
        sickAt = sickAt();
        condition = now;
        since++;
        if (now == Condition.DOWN || now == Condition.STARTING) {
            endAllSessions();
        }
    }

    /** Becomes so for a while, unless something else comes between. */
    void setCondition(Condition now, long nanos) {
        setCondition(now);
        long mine = since;
        kernel.after(nanos, ActorIds.ENVIRONMENT, () -> {
            if (since == mine) {
                setCondition(Condition.UP);
            }
        });
    }

    /** Others have all its connections but so many, for a while. */
    void limitConnections(int free, long nanos) {
        capacity = alive() + free;
        kernel.note("server crowded", number, capacity);
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

    /** One session ends without a word. */
    void endOneSession() {
        if (!sessions.isEmpty()) {
            sessions.get(faultRates.choose(sessions.size())).alive = false;
        }
    }

    /** Sessions that the pool has not closed. */
    int open() {
        return sessions.size();
    }

    /**
     * Sessions that the server has for the pool: not those that it has ended itself, that are being made, or that it
     * made after nobody waited for them any more.
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

    /** Whether a close takes longer than the pool waits for it. */
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

    /** Lets somebody in; what is said in return may take a while, and the interrupt that ends the wait be ignored. */
    FakeSession admit(long id) throws SQLException {
        answer(faultRates.occurs(faultRates.connect) && faultRates.choose(2) == 0);
        if (condition == Condition.UP && alive() >= capacity) {
            throw new SQLException("sorry, too many clients already", "53300");
        }
        switch (condition) {
            case DOWN, FROZEN -> throw new SQLException("connection refused", "08001");
            case STARTING -> throw new SQLException("the database system is starting up", "57P03");
            case REFUSING -> throw new SQLException("password authentication failed", "28P01");
            default -> {
                FakeSession session = new FakeSession(id, this);
                session.abandoned = Fiber.current().abandoned;
                sessions.add(session);
                return session;
            }
        }
    }

    /** Waits for an answer; a stubborn caller that is interrupted meanwhile waits on. */
    private void answer(boolean stubborn) throws SQLException {
        try {
            if (faultRates.choose(SLOW_IN) == 0) {
                kernel.sleep(faultRates.upTo(QUICK_NANOS));
            }
            while (condition == Condition.FROZEN) {
                kernel.sleep(LOOK_NANOS);
            }
        } catch (InterruptedException e) {
            if (!stubborn) {
                throw new SQLException("interrupted while it waited for the server", "08006", e);
            }
            kernel.hang(faultRates.upTo(60 * SECOND));
        }
    }

    /** Whether the session lives, as far as an answer says so. */
    boolean isValid(FakeSession session) throws SQLException {
        answer(false);
        return session.alive && condition == Condition.UP;
    }

    /** A probe begins. */
    void probeBegins() {
        unanswered++;
        deadAt = deadAt();
    }

    /** Answers a probe that began at {@code began}; nobody may have waited for it that long. */
    void probeAnswered(long began) throws SQLException {
        answer(false);
        if (condition == Condition.DOWN || condition == Condition.FROZEN) {
            throw new SQLException("no answer to a probe", "08001");
        }
        if (kernel.elapsed() - began < SECOND) {
            deadAt = deadAt();
            unanswered = 0;
        }
    }

    /** When it was not up last. */
    private long sickAt() {
        return condition == Condition.UP ? sickAt : kernel.elapsed();
    }

    /** When two probes in a row were without answer last. */
    long deadAt() {
        return unanswered >= DEAD_AFTER ? kernel.elapsed() : deadAt;
    }

    /** What the server says of its role, at some moment of the asking; empty where it cannot be asked. */
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

    /** The driver gives the connection up: at once, or as slowly as it does everything. */
    void abort(FakeSession session) throws SQLException {
        kernel.note("abort", number, session.id);
        if (session.holder != 0 && kernel.elapsed() - Math.max(sickAt(), deadAt()) > ABORT_NANOS) {
            kernel.fail(new AssertionError("session " + session.id + " is taken from " + session.holder
                    + ", and its server has not been silent"));
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
