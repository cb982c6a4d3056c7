package dev.penstock.chaos.simulation;

import dev.penstock.chaos.simulation.kernel.ActorIds;
import dev.penstock.chaos.simulation.kernel.Kernel;
import java.util.List;
import java.util.SplittableRandom;

/** Servers with replication. One accepts writes; during a failover none may, or two may believe that they do. */
final class Cluster {
    private static final long SECOND = 1_000_000_000L;

    private final Kernel kernel;
    private final SplittableRandom chance;
    private final List<FakeServer> servers;
    private final boolean plain;
    private FakeServer primary;
    private long timeline = 1;
    private long changes;

    /** @param plain whether the servers report no timeline, so that nothing distinguishes two primaries */
    Cluster(Kernel kernel, SplittableRandom chance, List<FakeServer> servers, boolean plain) {
        this.kernel = kernel;
        this.chance = chance;
        this.servers = servers;
        this.plain = plain;
        this.primary = servers.get(chance.nextInt(servers.size()));
        primary.replica.setRole(true, timeline);
    }

    private long upTo(int seconds) {
        return chance.nextLong(seconds * SECOND);
    }

    /** Another server takes over: after the primary's death, beside a live primary, or in a planned switchover. */
    void change() {
        FakeServer next = servers.get(chance.nextInt(servers.size()));
        FakeServer old = primary;
        long mine = ++changes;
        int way = chance.nextInt(plain ? 2 : 4);
        if (way == 0) {
            demote(old, chance.nextBoolean());
            later(upTo(5), mine, () -> promote(next));
            return;
        }
        if (way < 3) {
            old.setCondition(chance.nextBoolean() ? FakeServer.Condition.DOWN : FakeServer.Condition.FROZEN, upTo(40));
        }
        if (way == 1) {
            demote(old, true);
        }
        later(upTo(8), mine, () -> {
            promote(next);
            later(upTo(90), mine, this::settle);
        });
    }

    private void later(long nanos, long change, Runnable action) {
        kernel.after(nanos, ActorIds.ENVIRONMENT, () -> {
            if (changes == change) {
                action.run();
            }
        });
    }

    private void promote(FakeServer next) {
        timeline++;
        kernel.note("promoted", next.number, timeline);
        primary = next;
        next.replica.setRole(true, timeline);
        if (plain) {
            settle();
        }
    }

    private void demote(FakeServer server, boolean restarts) {
        kernel.note("demoted", server.number, timeline);
        server.replica.setRole(false, timeline);
        if (restarts) {
            server.endAllSessions();
        }
    }

    /** Ends every failover: one server accepts writes, and the others follow it. */
    void settle() {
        changes++;
        for (FakeServer server : servers) {
            if (server != primary && server.replica.writes()) {
                demote(server, true);
            }
        }
        if (!primary.replica.writes()) {
            promote(primary);
        }
    }

    FakeServer primary() {
        return primary;
    }
}
