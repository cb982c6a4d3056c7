package dev.penstock.chaos.suite;

import dev.penstock.chaos.arena.Lab.Topology;
import dev.penstock.chaos.checkers.Expected;
import dev.penstock.chaos.nemeses.ApplicationFaults;
import dev.penstock.chaos.nemeses.ClockStep;
import dev.penstock.chaos.nemeses.DnsFaults;
import dev.penstock.chaos.nemeses.DriverNemeses;
import dev.penstock.chaos.nemeses.Incident;
import dev.penstock.chaos.nemeses.Nemesis;
import dev.penstock.chaos.nemeses.NetworkFaults;
import dev.penstock.chaos.nemeses.ProcessorQuota;
import dev.penstock.chaos.nemeses.RandomMix;
import dev.penstock.chaos.nemeses.ServerFaults;
import dev.penstock.chaos.nemeses.Soak;
import dev.penstock.chaos.suite.Scenario.Fault;
import dev.penstock.chaos.suite.Scenario.Load;
import dev.penstock.chaos.suite.Scenario.Need;
import dev.penstock.chaos.workloads.Jobs;
import dev.penstock.chaos.world.Obstacle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The scenarios of the suite, in the order in which they run. */
public final class Scenarios {
    private static final int USERS = 8;
    private static final int NESTED_USERS = 16;
    private static final int MANY_USERS = 64;
    /**
     * The longest call to a server that falls silent, as Penstock's documentation has it: 2 s, if it had just answered
     * a probe for a call that was slow; 0.4 s until the call is suspected, and 0.5 s until the next status interval;
     * two probes of 1 s, an interval apart.
     */
    private static final Duration SILENT_SERVER = Duration.ofMillis(5_400);

    private static final List<Scenario> ALL = all();

    private Scenarios() {}

    /** All scenarios. */
    public static List<Scenario> list() {
        return ALL;
    }

    /**
     * The scenario of a name.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public static Scenario of(String name) {
        return ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no scenario '" + name + "'; scenarios are "
                        + String.join(", ", ALL.stream().map(Scenario::name).toList())));
    }

    private static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(incident());
        all.addAll(servers());
        all.addAll(sessions());
        all.addAll(network());
        all.addAll(connections());
        all.addAll(names());
        all.addAll(credentials());
        all.addAll(application());
        all.addAll(use());
        all.addAll(driver());
        all.addAll(mixed());
        return List.copyOf(all);
    }

    private static List<Scenario> incident() {
        return List.of(
                new Scenario(
                        "incident",
                        "The workers that run the pool's background work compute something else.",
                        Topology.INDEPENDENT,
                        bank(),
                        (pool, seed) -> new Incident(pool.usesBackground()),
                        Expected.recovery(5).routesAround(2).withoutFailures(),
                        Set.of(Need.DISTURBED_DRIVER)),
                new Scenario(
                        "hung-connect",
                        "One connect hangs in the driver while the sessions of one server end.",
                        Topology.INDEPENDENT,
                        bank(),
                        (pool, seed) -> DriverNemeses.hungConnect(),
                        Expected.recovery(5).routesAround(4),
                        Set.of(Need.DISTURBED_DRIVER)),
                scenario(
                        "stuck-thread-factory",
                        "The application's thread factory gets stuck in a monitor as the pool asks for a thread.",
                        bank(),
                        () -> ApplicationFaults.stuckThreadFactory(Obstacle.MONITOR),
                        Expected.recovery(8).routesAround(6),
                        Need.THREAD_FACTORY));
    }

    private static List<Scenario> servers() {
        return List.of(
                scenario(
                        "freeze",
                        "One of three servers stops with SIGSTOP and goes on later.",
                        bank(),
                        ServerFaults::freeze,
                        Expected.recovery(8).routesAround(5).hangsAtMost(SILENT_SERVER)),
                scenario(
                        "kill",
                        "One of three servers is killed and started again later.",
                        bank(),
                        ServerFaults::kill,
                        Expected.recovery(8).routesAround(3)),
                scenario(
                        "restart",
                        "One of three servers is shut down in order and started again later.",
                        readers(),
                        ServerFaults::shutDown,
                        Expected.recovery(8).routesAround(3)),
                new Scenario(
                        "switchover",
                        "The primary is shut down and its standby is promoted.",
                        Topology.REPLICATED,
                        ledger(),
                        (pool, seed) -> ServerFaults.promote(),
                        Expected.recovery(8).routesAround(6),
                        Set.of()));
    }

    private static List<Scenario> sessions() {
        return List.of(
                scenario(
                        "crash",
                        "A session's process is killed every second, upon which its server ends all sessions.",
                        bank(),
                        ServerFaults::crashSessions,
                        Expected.recovery(8)),
                scenario(
                        "terminate",
                        "One session after another is terminated by an administrator.",
                        holders(),
                        ServerFaults::terminateSessions,
                        Expected.recovery(5)),
                scenario(
                        "connect-storm",
                        "All sessions of all servers end at once, every second.",
                        readers(),
                        ServerFaults::connectStorm,
                        Expected.recovery(5)),
                scenario(
                        "connection-limit",
                        "The servers accept one session each of the application.",
                        ledger(),
                        ServerFaults::connectionLimit,
                        Expected.recovery(15)));
    }

    private static List<Scenario> network() {
        return List.of(
                scenario(
                        "blackhole",
                        "The network to one of three servers drops every packet.",
                        bank(),
                        NetworkFaults::blackhole,
                        Expected.recovery(10).routesAround(5).hangsAtMost(SILENT_SERVER)),
                scenario(
                        "latency",
                        "The network to one of three servers delays each packet by 50 ms.",
                        readers(),
                        NetworkFaults::latency,
                        Expected.recovery(5).withoutFailures()),
                scenario(
                        "bandwidth",
                        "The network to one of three servers carries one byte at a time.",
                        readers(),
                        NetworkFaults::bandwidth,
                        Expected.recovery(5).withoutFailures()),
                scenario(
                        "reset",
                        "All connections to one server are reset, twice a second.",
                        bank(),
                        NetworkFaults::reset,
                        Expected.recovery(5).routesAround(3)));
    }

    private static List<Scenario> connections() {
        return List.of(
                scenario(
                        "half-open",
                        "One server's side of its connections ends, twice a second.",
                        bank(),
                        NetworkFaults::halfOpen,
                        Expected.recovery(5).routesAround(3)),
                scenario(
                        "accept-and-hang",
                        "One server accepts connections and does not answer.",
                        ledger(),
                        NetworkFaults::acceptAndHang,
                        Expected.recovery(10).routesAround(5).hangsAtMost(SILENT_SERVER)),
                scenario(
                        "refuse",
                        "One server refuses connections, and those it had are reset.",
                        ledger(),
                        NetworkFaults::refuse,
                        Expected.recovery(8).routesAround(3)));
    }

    private static List<Scenario> names() {
        return List.of(
                scenario(
                        "dns-silent",
                        "The name server does not answer.",
                        bank(),
                        DnsFaults::silent,
                        Expected.recovery(5).routesAround(1).withoutFailures(),
                        Need.DNS),
                scenario(
                        "dns-nxdomain",
                        "The name server answers that the service does not exist.",
                        bank(),
                        DnsFaults::nxdomain,
                        Expected.recovery(5).routesAround(1).withoutFailures(),
                        Need.DNS),
                scenario(
                        "dns-defects",
                        "The name server has one defect after another.",
                        bank(),
                        DnsFaults::everyKind,
                        Expected.recovery(5).routesAround(1).withoutFailures(),
                        Need.DNS),
                scenario(
                        "dns-removal",
                        "A server disappears from DNS and comes back.",
                        bank(),
                        DnsFaults::removal,
                        Expected.recovery(5).routesAround(1).withoutFailures(),
                        Need.DNS));
    }

    private static List<Scenario> credentials() {
        return List.of(
                scenario(
                        "wrong-password",
                        "The servers refuse the application's password for a while, and end its sessions.",
                        readers(),
                        ServerFaults::wrongPassword,
                        Expected.recovery(40)
                                .claimsFailBy(
                                        "28P01|28000|password|not available|timed out|timeout reached|waiting for idle object")));
    }

    private static List<Scenario> application() {
        return List.of(
                scenario(
                        "client-freeze",
                        "The application's process stands still for 2 s.",
                        bank(),
                        ApplicationFaults::clientFreeze,
                        Expected.recovery(5).withoutFailures()),
                scenario(
                        "processor-quota",
                        "The application's process gets half of one processor.",
                        bank(),
                        ProcessorQuota::new,
                        Expected.recovery(8).withoutFailures(),
                        Need.PROCESSOR_QUOTA),
                scenario(
                        "clock-step",
                        "The wall clock of the application jumps by two hours, twice a second.",
                        new Load(Jobs::longHolds, MANY_USERS, false),
                        ClockStep::new,
                        Expected.recovery(5).routesAround(1).withoutFailures(),
                        Need.CLOCK_STEP),
                scenario(
                        "busy-processors",
                        "Virtual threads use the pool while other threads compute on every processor.",
                        new Load(Jobs::readMostly, MANY_USERS, true),
                        ApplicationFaults::busyProcessors,
                        Expected.recovery(5),
                        Need.VIRTUAL_THREADS),
                scenario(
                        "nested-claims",
                        "Users claim a second connection while they hold one, more users than connections.",
                        new Load(Jobs::nested, NESTED_USERS, false),
                        () -> ApplicationFaults.none("nested claims"),
                        Expected.end().completesAtLeast(NESTED_USERS)));
    }

    private static List<Scenario> use() {
        return List.of(
                scenario(
                        "leak",
                        "Three connections are not returned.",
                        holders(),
                        ApplicationFaults::leak,
                        Expected.recovery(5).routesAround(1).withoutFailures()),
                scenario(
                        "interrupts",
                        "The users are interrupted at random moments.",
                        ledger(),
                        ApplicationFaults::interruptStorm,
                        Expected.recovery(5)),
                scenario(
                        "close",
                        "The pool is closed while it is in use.",
                        bank(),
                        ApplicationFaults::close,
                        Expected.end().claimsFailBy("(?i)closed|shut ?down|not open|interrupted")),
                scenario(
                        "dirty-sessions",
                        "Users return connections with open transactions and changed settings.",
                        new Load(Jobs::dirty, USERS, false),
                        () -> ApplicationFaults.none("dirty sessions"),
                        Expected.recovery(5).withoutFailures()));
    }

    private static List<Scenario> driver() {
        return List.of(
                seeded("slow-driver", "The driver is slow.", readers(), DriverNemeses::slow, Expected.recovery(5)),
                seeded(
                        "throwing-driver",
                        "One call of 200 of the driver throws, and not always an SQLException.",
                        ledger(),
                        DriverNemeses::throwing,
                        Expected.recovery(5)),
                seeded(
                        "failing-reset",
                        "One reset of ten fails as a connection is returned.",
                        new Load(Jobs::dirty, USERS, false),
                        DriverNemeses::failingReset,
                        Expected.recovery(5)));
    }

    private static List<Scenario> mixed() {
        return List.of(new Scenario(
                "random-mix",
                "Two faults at once, chosen by the seed.",
                Topology.INDEPENDENT,
                bank(),
                (pool, seed) -> new RandomMix(seed),
                Expected.recovery(10),
                Set.of()));
    }

    /**
     * A fault of a random kind every 10 s, and a judgement of what may leak.
     *
     * @param progress gets a line after each fault, from another thread
     */
    static Scenario soak(Consumer<String> progress) {
        return new Scenario(
                "soak",
                "A fault of a random kind every 10 s; heap, threads, sockets and sessions stay flat.",
                Topology.INDEPENDENT,
                bank(),
                (pool, seed) -> new Soak(pool, seed, progress),
                Expected.recovery(15),
                Set.of(Need.DISTURBED_DRIVER));
    }

    private static Scenario scenario(
            String name, String description, Load load, Supplier<Nemesis> fault, Expected expected, Need... needs) {
        Set<Need> all = EnumSet.noneOf(Need.class);
        all.addAll(List.of(needs));
        return new Scenario(name, description, Topology.INDEPENDENT, load, (pool, seed) -> fault.get(), expected, all);
    }

    /** A fault of the driver. */
    private static Scenario seeded(
            String name,
            String description,
            Load load,
            java.util.function.LongFunction<Nemesis> fault,
            Expected expected) {
        Fault made = (pool, seed) -> fault.apply(seed);
        return new Scenario(
                name, description, Topology.INDEPENDENT, load, made, expected, Set.of(Need.DISTURBED_DRIVER));
    }

    private static Load bank() {
        return new Load(Jobs::bank, USERS, false);
    }

    private static Load ledger() {
        return new Load(Jobs::ledger, USERS, false);
    }

    private static Load readers() {
        return new Load(Jobs::readMostly, USERS, false);
    }

    private static Load holders() {
        return new Load(Jobs::longHolds, USERS, false);
    }
}
