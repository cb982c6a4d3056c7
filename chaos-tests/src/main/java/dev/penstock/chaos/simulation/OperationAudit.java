package dev.penstock.chaos.simulation;

import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.chaos.simulation.kernel.Starvation;
import java.util.Arrays;
import java.util.Optional;

/** Checks of the operators' actions: each has its effect, and its effect is complete when the pool reports so. */
final class OperationAudit {
    /** The time after which all status tasks know of an operation, if nothing is delayed. */
    private static final long KNOWN_NANOS = 2_000_000_000L;

    /** The time after which all status tasks know of an operation in any case. */
    private static final long KNOWN_AT_LAST_NANOS = 60_000_000_000L;

    private final Kernel kernel;
    private final Starvation starvation;
    private final long[] drainedAt;
    private final boolean[] drainReported;
    private long suspendedAt = -1;
    private boolean suspensionReported;
    private long settingsAt = -1;

    OperationAudit(Kernel kernel, FakeServers servers, Starvation starvation) {
        this.kernel = kernel;
        this.starvation = starvation;
        this.drainedAt = new long[servers.all().size()];
        this.drainReported = new boolean[servers.all().size()];
        Arrays.fill(drainedAt, -1);
    }

    /** The operator requests the replacement of every session of the server. */
    void evictRequested(FakeServer server) {
        for (FakeSession session : server.sessions()) {
            if (session.connectedAt >= 0
                    && kernel.elapsed() - session.connectedAt > Audit.PLACED_NANOS
                    && session.evictedAt < 0) {
                session.evictedAt = kernel.elapsed();
            }
        }
    }

    /**
     * The eviction requested last has returned. From now on no claim begins that gets an evicted session. If status
     * tasks were starved, the pool waited for them in vain, and said so.
     */
    void evictionReturned(FakeServer server, long asked) {
        boolean calm = starvation.calmFor() > KNOWN_NANOS;
        for (FakeSession session : server.sessions()) {
            if (calm && session.evictedAt >= 0 && session.evictedAt <= asked && session.evictionReturnedAt < 0) {
                session.evictionReturnedAt = kernel.elapsed();
            }
        }
    }

    /** The settings of sessions change. */
    void settingsChanged() {
        settingsAt = kernel.elapsed();
    }

    /** The pool reports the eviction requested at {@code asked} as complete. Returns a violation, if any. */
    Optional<String> evicted(FakeServer server, long asked) {
        for (FakeSession session : server.sessions()) {
            if (session.evictedAt >= 0 && session.evictedAt <= asked) {
                session.evictionReported = true;
                if (session.holder != 0) {
                    return Optional.of(
                            "session " + session.id + " is reported as evicted, but " + session.holder + " holds it");
                }
            }
        }
        return Optional.empty();
    }

    void drainRequested(FakeServer server) {
        drainedAt[server.number] = kernel.elapsed();
        drainReported[server.number] = false;
    }

    Optional<String> drained(FakeServer server, ObservedServers.ObservedServer seen) {
        if (drainedAt[server.number] < 0) {
            return Optional.empty();
        }
        drainReported[server.number] = true;
        boolean held = server.sessions().stream().anyMatch(session -> session.holder != 0);
        return held
                ? Optional.of("server " + server.number + " is reported as drained, but sessions are held; slots: "
                        + seen.total())
                : Optional.empty();
    }

    /** The server serves again, or the pool regards it as a new server. */
    void restored(FakeServer server) {
        drainedAt[server.number] = -1;
    }

    boolean isDrained(FakeServer server) {
        return drainedAt[server.number] >= 0;
    }

    void suspendRequested() {
        suspendedAt = kernel.elapsed();
        suspensionReported = false;
    }

    /** The pool reports that it is suspended and no claim holds a connection. Returns a violation, if any. */
    Optional<String> suspended(int held) {
        suspensionReported = suspendedAt >= 0;
        return suspensionReported && held > 0
                ? Optional.of("the pool is reported as suspended, but " + held + " claims hold connections")
                : Optional.empty();
    }

    void resumed() {
        suspendedAt = -1;
    }

    /** A claim that began at {@code began} gets the session. Returns a violation, if any. */
    Optional<String> handedOut(FakeSession session, long began) {
        if (session.evictedAt >= 0 && (session.evictionReported || isKnown(session.evictedAt, began))) {
            return Optional.of("the session was evicted");
        }
        if (session.evictionReturnedAt >= 0 && session.evictionReturnedAt < began) {
            return Optional.of("an eviction of the session had returned before the claim began");
        }
        if (settingsAt >= 0 && session.connectBeganAt < settingsAt && isKnown(settingsAt, began)) {
            return Optional.of("the session has old settings");
        }
        int number = session.server.number;
        if (drainedAt[number] >= 0 && (drainReported[number] || isKnown(drainedAt[number], began))) {
            return Optional.of("the server was drained");
        }
        if (suspendedAt >= 0 && suspensionReported && suspendedAt < began) {
            return Optional.of("the pool is suspended");
        }
        return Optional.empty();
    }

    private boolean isKnown(long asked, long began) {
        long ago = kernel.elapsed() - asked;
        boolean calm = starvation.calmFor() > ObservedServers.PUBLISHED_NANOS;
        return ago > KNOWN_AT_LAST_NANOS || (calm && ago > KNOWN_NANOS && began - asked > 0);
    }
}
