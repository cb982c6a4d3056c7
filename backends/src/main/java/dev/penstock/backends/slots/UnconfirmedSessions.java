package dev.penstock.backends.slots;

import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Sessions that one server may still have although the pool has closed them or has given up the attempt to connect:
 * the server has not confirmed their end. Guarded by the state machine's lock.
 *
 * <p>The sessions of a server that is frozen or cut off cannot be ended from here. They count among the connections
 * that the policy allows until the server answers anything, but no longer than {@link #LIMIT}. Then the network is
 * whole again, or TCP keepalive has most likely ended them.
 */
final class UnconfirmedSessions {
    /** The longest time that a silent server keeps the place of a session: about as long as TCP keepalive takes. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private final NanoClock clock;
    private final Queue<Session> sessions = new ArrayDeque<>();

    private record Session(Runnable end, long until) {}

    UnconfirmedSessions(NanoClock clock) {
        this.clock = clock;
    }

    /** Adds a session that counts until {@code end} is run. */
    void add(Runnable end) {
        sessions.add(new Session(end, clock.nanoTime() + LIMIT.toNanos()));
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    /** Ends all sessions; returns whether there was any. */
    boolean endAll() {
        boolean any = !sessions.isEmpty();
        sessions.forEach(session -> session.end().run());
        sessions.clear();
        return any;
    }

    /** Ends the sessions that have reached the limit; returns whether there was any. */
    boolean endExpired() {
        long now = clock.nanoTime();
        boolean any = false;
        for (Session oldest = sessions.peek(); oldest != null && now - oldest.until() >= 0; oldest = sessions.peek()) {
            oldest.end().run();
            sessions.remove();
            any = true;
        }
        return any;
    }
}
