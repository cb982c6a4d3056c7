package dev.penstock.chaos.simulation;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.SlotCounts;
import dev.penstock.chaos.simulation.kernel.Kernel;
import dev.penstock.chaos.simulation.kernel.Starvation;
import dev.penstock.pool.PenstockDataSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Checks that slots and sessions do not exceed their limits, in total and for each server. */
final class SlotAudit {
    private static final long CALM_NANOS = 2_000_000_000L;

    private final Kernel kernel;
    private final FakeServers servers;
    private final PenstockDataSource pool;
    private final ObservedServers observed;
    private final Starvation starvation;
    private final Limit maximum = new Limit();
    private final Limit[] each;
    private int total;
    private int connecting;
    private int held;

    SlotAudit(
            Kernel kernel,
            FakeServers servers,
            PenstockDataSource pool,
            ObservedServers observed,
            Starvation starvation) {
        this.kernel = kernel;
        this.servers = servers;
        this.pool = pool;
        this.observed = observed;
        this.starvation = starvation;
        this.each = new Limit[servers.all().size()];
        Arrays.setAll(each, number -> new Limit());
    }

    /** A limit of slots. If it is lowered below the present number, existing slots may stay but none may be added. */
    private static final class Limit {
        private int limit;
        private long since;
        private long knownAt = -1;
        private int most;

        /** @param time the present time minus the time in which no supervisor could run */
        void observe(int now, int there, long time, long elapsed) {
            if (now != limit) {
                limit = now;
                since = time;
                knownAt = -1;
            }
            if (knownAt < 0 && time - since > ObservedServers.PUBLISHED_NANOS) {
                knownAt = elapsed;
            }
            most = Math.max(now, isKnown() ? Math.min(most, there) : most);
        }

        boolean isKnown() {
            return knownAt >= 0;
        }
    }

    void paused(long nanos) {
        maximum.since += nanos;
        for (Limit one : each) {
            one.since += nanos;
        }
    }

    void observe(List<BackendView> views) {
        total = 0;
        connecting = 0;
        held = 0;
        for (BackendView view : views) {
            SlotCounts slots = view.slots();
            total += slots.total();
            connecting += slots.connecting();
            held += slots.held();
        }
        long now = kernel.elapsed();
        long supervised = now - starvation.unsupervised();
        maximum.observe(pool.getMaximumPoolSize(), total, supervised, now);
        int maximumPerServer = maximumPerServer();
        for (FakeServer server : servers.all()) {
            each[server.number].observe(maximumPerServer, observed.of(server).total(), supervised, now);
        }
    }

    private int maximumPerServer() {
        int most = pool.getMaximumPerBackend();
        return most == 0 ? Integer.MAX_VALUE : most;
    }

    int held() {
        return held;
    }

    /** A violation of a limit, if any. */
    Optional<String> violation(Claimants claimants, int inside) {
        if (total > maximum.most) {
            return Optional.of("the pool has " + total + " slots, the limit is " + maximum.most);
        }
        for (FakeServer server : servers.all()) {
            int there = observed.of(server).total();
            if (there > each[server.number].most) {
                return Optional.of("server " + server.number + " has " + there + " slots, the limit is "
                        + each[server.number].most);
            }
        }
        if (servers.open() < total - connecting) {
            return Optional.of(total - connecting + " slots have a connection, but the servers have " + servers.open());
        }
        int tooMany = total - maximum.limit;
        if (tooMany > 0 && maximum.isKnown()) {
            int old = claimants.heldSince(maximum.knownAt);
            if (tooMany > old + inside) {
                return Optional.of(
                        tooMany + " slots exceed the limit, but only " + old + " claims are older than the limit");
            }
        }
        return Optional.empty();
    }

    /**
     * The pool has had a new session of the server for a moment. Returns a violation, if any. The check is skipped if a
     * status task may not know of the session yet, or if closes may be delayed: the pool waits at most 1 s for a close.
     */
    Optional<String> connected(FakeServer server) {
        if (starvation.calmFor() < CALM_NANOS || starvation.closesAreLate() || servers.anyCloseHangs()) {
            return Optional.empty();
        }
        int most = Math.max(maximum.most, pool.getMaximumPoolSize());
        int sessions = servers.counted();
        if (sessions > most) {
            return Optional.of("the servers have " + sessions + " sessions, the limit is " + most);
        }
        int mostHere = Math.max(each[server.number].most, maximumPerServer());
        int here = server.counted();
        if (here > mostHere) {
            return Optional.of("server " + server.number + " has " + here + " sessions, the limit is " + mostHere);
        }
        return Optional.empty();
    }
}
