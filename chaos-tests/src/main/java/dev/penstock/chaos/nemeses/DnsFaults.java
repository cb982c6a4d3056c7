package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import dev.penstock.chaos.world.World;
import dev.penstock.lab.dns.DnsFault;
import dev.penstock.lab.dns.DnsServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Faults of the name server. The pool under test must use it. */
public final class DnsFaults {
    /** What the name server does wrong, one after another. */
    private static final List<DnsFault> KINDS = List.of(
            DnsFault.drop(),
            DnsFault.servfail(),
            DnsFault.refused(),
            DnsFault.wrongId(),
            DnsFault.forged(),
            DnsFault.garbage(),
            DnsFault.empty(),
            DnsFault.hugeTtl(),
            DnsFault.truncate(),
            DnsFault.nxdomain(),
            DnsFault.delay(Duration.ofMillis(300)));

    private static final Duration INTERVAL = Duration.ofMillis(700);

    private DnsFaults() {}

    private static DnsServer dns(Arena arena) {
        return arena.lab().world().dns();
    }

    /** The name server does not answer. */
    public static Nemesis silent() {
        return answering("silent name server", DnsFault.drop());
    }

    /** The name server answers that the service does not exist. */
    public static Nemesis nxdomain() {
        return answering("NXDOMAIN", DnsFault.nxdomain());
    }

    private static Nemesis answering(String name, DnsFault fault) {
        return new Counted(
                name,
                arena -> {
                    dns(arena).forgetQueries();
                    dns(arena).fault(fault);
                },
                arena -> dns(arena).clearFaults(),
                arena -> dns(arena).queryCount());
    }

    /** The name server has one defect after another. */
    public static Nemesis everyKind() {
        AtomicInteger next = new AtomicInteger();
        Nemesis faults = new Repeating("defects of DNS", INTERVAL, arena -> {
            long hits = next.get() == 0 ? 0 : dns(arena).queryCount();
            dns(arena).forgetQueries();
            dns(arena).fault(KINDS.get(next.getAndIncrement() % KINDS.size()));
            return hits;
        });
        return new Ending(faults, arena -> dns(arena).clearFaults());
    }

    /** The answers lack one server, which runs on; it comes back at the end. */
    public static Nemesis removal() {
        return Held.meeting(
                "removal from DNS",
                ServerFaults::sessions,
                arena -> publish(arena, arena.target()),
                arena -> publish(arena, -1));
    }

    private static void publish(Arena arena, int without) {
        dns(arena).update(zone -> {
            var changed = zone.remove(World.SERVICE);
            for (int i = 0; i < arena.lab().size(); i++) {
                if (i != without) {
                    int port = arena.lab().proxy(i).address().getPort();
                    changed = changed.srv(World.SERVICE, World.ttl(), 0, 1, port, World.name(i));
                }
            }
            return changed;
        });
    }
}
