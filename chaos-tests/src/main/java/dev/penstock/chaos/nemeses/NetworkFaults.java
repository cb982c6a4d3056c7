package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import dev.penstock.lab.tcp.FaultProxy;
import java.time.Duration;

/** Faults of the network between the pool and its servers, and of the name server's answers. */
public final class NetworkFaults {
    private static final Duration LATENCY = Duration.ofMillis(50);

    private NetworkFaults() {}

    private static FaultProxy proxy(Arena arena) {
        return arena.lab().proxy(arena.target());
    }

    private static long connections(Arena arena) {
        return proxy(arena).connectionCount();
    }

    /** The network to one server drops every packet. At the end, a reset ends the connections. */
    public static Nemesis blackhole() {
        return Held.meeting(
                "blackhole", NetworkFaults::connections, arena -> proxy(arena).swallow(), arena -> {
                    proxy(arena).reset();
                    proxy(arena).pass();
                });
    }

    /** The network to one server delays each packet by 50 ms. */
    public static Nemesis latency() {
        return Held.meeting(
                "latency",
                NetworkFaults::connections,
                arena -> proxy(arena).latency(LATENCY),
                arena -> proxy(arena).pass());
    }

    /** The network to one server carries one byte at a time. */
    public static Nemesis bandwidth() {
        return Held.meeting(
                "bandwidth",
                NetworkFaults::connections,
                arena -> proxy(arena).oneByteChunks(),
                arena -> proxy(arena).pass());
    }

    /** All connections to one server are reset, twice a second. */
    public static Nemesis reset() {
        return new Repeating("reset", Duration.ofMillis(500), arena -> {
            long hits = connections(arena);
            proxy(arena).reset();
            return hits;
        });
    }

    /** The server's side of each connection to one server ends, while the pool's side stays open; twice a second. */
    public static Nemesis halfOpen() {
        return new Repeating("half-open", Duration.ofMillis(500), arena -> {
            long hits = connections(arena);
            proxy(arena).fin();
            return hits;
        });
    }

    /** All connections to one server are reset; new ones are accepted, and nothing answers. */
    public static Nemesis acceptAndHang() {
        return Held.meeting(
                "accept and hang",
                NetworkFaults::connections,
                arena -> {
                    proxy(arena).swallow();
                    proxy(arena).reset();
                },
                arena -> {
                    proxy(arena).reset();
                    proxy(arena).pass();
                });
    }

    /** One server refuses new connections, and all connections to it are reset. */
    public static Nemesis refuse() {
        return Held.meeting(
                "refuse",
                NetworkFaults::connections,
                arena -> {
                    proxy(arena).refuse();
                    proxy(arena).reset();
                },
                arena -> proxy(arena).listen());
    }
}
