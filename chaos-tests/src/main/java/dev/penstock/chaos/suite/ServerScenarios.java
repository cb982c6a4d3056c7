package dev.penstock.chaos.suite;

import static dev.penstock.chaos.suite.ScenarioParts.SILENT_SERVER;
import static dev.penstock.chaos.suite.ScenarioParts.bank;
import static dev.penstock.chaos.suite.ScenarioParts.holders;
import static dev.penstock.chaos.suite.ScenarioParts.ledger;
import static dev.penstock.chaos.suite.ScenarioParts.readers;
import static dev.penstock.chaos.suite.ScenarioParts.scenario;

import dev.penstock.chaos.arena.Lab.Topology;
import dev.penstock.chaos.checkers.Expected;
import dev.penstock.chaos.nemeses.ApplicationFaults;
import dev.penstock.chaos.nemeses.DriverNemeses;
import dev.penstock.chaos.nemeses.Incident;
import dev.penstock.chaos.nemeses.ServerFaults;
import dev.penstock.chaos.suite.Scenario.Need;
import dev.penstock.chaos.world.Obstacle;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Scenarios whose fault is at the servers, or in what the pool needs to reach them. */
final class ServerScenarios {
    private ServerScenarios() {}

    static List<Scenario> all() {
        return Stream.of(incident(), servers(), sessions(), credentials())
                .flatMap(List::stream)
                .toList();
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

    private static List<Scenario> credentials() {
        return List.of(scenario(
                "wrong-password",
                "The servers refuse the application's password for a while, and end its sessions.",
                readers(),
                ServerFaults::wrongPassword,
                Expected.recovery(40)
                        .claimsFailBy("28P01|28000|password|not available|timed out|timeout reached|idle object")));
    }
}
