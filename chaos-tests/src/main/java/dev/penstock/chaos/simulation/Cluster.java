package dev.penstock.chaos.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** Servers that copy each other: one takes writes, or none does, or two believe that they do. */
final class Cluster {
    private static final long SECOND = 1_000_000_000L;

    private final Kernel kernel;
    private final SplittableRandom chance;
    private final List<FakeServer> servers;
    private final boolean plain;
    private FakeServer primary;
    private long timeline = 1;
    private long changes;

    /** @param plain whether the servers cannot tell one primary from another */
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

    /** Another takes over: after the primary died, beside it, or as planned. */
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

    /** One takes writes, the others follow it. */
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
