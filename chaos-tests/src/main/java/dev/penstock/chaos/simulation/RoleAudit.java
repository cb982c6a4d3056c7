package dev.penstock.chaos.simulation;

import dev.penstock.backends.Role;
import dev.penstock.backends.TargetServerType;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.chaos.simulation.kernel.Starvation;
import java.util.Optional;

/** Checks that claims get servers of their target, as far as the pool can know. */
final class RoleAudit {
    /** The longest time from taking a slot to the handover, including a check. */
    private static final long IN_HAND_NANOS = 4_000_000_000L;

    /** The time after which the pool has compared a server's report with the others, if nothing is delayed. */
    private static final long COMPARED_NANOS = 2_000_000_000L;

    private final Kernel kernel;
    private final FakeServers servers;
    private final ObservedServers observed;
    private final Starvation starvation;

    RoleAudit(Kernel kernel, FakeServers servers, ObservedServers observed, Starvation starvation) {
        this.kernel = kernel;
        this.servers = servers;
        this.observed = observed;
        this.starvation = starvation;
    }

    /** A claim for {@code target} that began at {@code began} gets a session of {@code server}. Returns a violation. */
    Optional<String> handedOut(FakeServer server, TargetServerType target, long began) {
        if (target != TargetServerType.PRIMARY && target != TargetServerType.SECONDARY) {
            return Optional.empty();
        }
        if (!observed.hasOneSlotSet(server)) {
            return Optional.empty();
        }
        Replica replica = server.replica;
        if (!replica.isReported()) {
            return Optional.of("server " + server.number + " has not reported its role");
        }
        boolean primary = target == TargetServerType.PRIMARY;
        if (replica.saysPrimary() != primary && isKnown(replica, began, primary)) {
            return Optional.of("server " + server.number + " is known to have another role");
        }
        return primary ? newerPrimary(server) : Optional.empty();
    }

    /** Whether the pool must know the role. It may miss a promotion once, if answers overtake each other. */
    private boolean isKnown(Replica replica, long began, boolean primary) {
        if (replica.knownSince() < 0) {
            return false;
        }
        long known = kernel.elapsed() - replica.knownSince();
        return primary
                ? replica.knownSince() < began || known > IN_HAND_NANOS
                : known > ObservedServers.PUBLISHED_NANOS && starvation.calmFor() > ObservedServers.PUBLISHED_NANOS;
    }

    private Optional<String> newerPrimary(FakeServer server) {
        long mine = server.replica.primaryTimeline();
        for (FakeServer other : servers.all()) {
            long theirs = other.replica.primaryTimeline();
            boolean acknowledged = theirs > 0 && observed.of(other).timeline() == theirs;
            boolean comparable = other.replica.reportedDatabase().equals(server.replica.reportedDatabase());
            if (mine > 0 && theirs > mine && comparable && acknowledged && isCompared(other)) {
                return Optional.of("server " + other.number + " is a primary of timeline " + theirs + ", server "
                        + server.number + " only of timeline " + mine);
            }
        }
        return Optional.empty();
    }

    private boolean isCompared(FakeServer other) {
        long known = kernel.elapsed() - other.replica.reportedAt();
        boolean calm = starvation.calmFor() > ObservedServers.PUBLISHED_NANOS;
        return observed.hasOneSlotSet(other) && known > (calm ? COMPARED_NANOS : 3 * ObservedServers.PUBLISHED_NANOS);
    }

    /** Whether the pool cannot query some server's role because claims hold all its connections. */
    boolean anyRoleUnknowable() {
        return servers.all().stream().anyMatch(server -> observed.of(server).isRoleUnknowable());
    }

    /** A server whose role the pool has wrong although all servers have been healthy for a while. */
    Optional<String> wrongRole() {
        for (FakeServer server : servers.all()) {
            Role wanted = server.replica.writes() ? Role.PRIMARY : Role.SECONDARY;
            Role seen = observed.of(server).role();
            if (seen != wanted && !observed.of(server).isRoleUnknowable()) {
                return Optional.of("server " + server.number + " is a " + wanted + ", but the pool shows " + seen);
            }
        }
        return Optional.empty();
    }
}
