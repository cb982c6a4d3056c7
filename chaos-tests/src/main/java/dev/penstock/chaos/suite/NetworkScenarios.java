package dev.penstock.chaos.suite;

import static dev.penstock.chaos.suite.ScenarioParts.SILENT_SERVER;
import static dev.penstock.chaos.suite.ScenarioParts.bank;
import static dev.penstock.chaos.suite.ScenarioParts.ledger;
import static dev.penstock.chaos.suite.ScenarioParts.readers;
import static dev.penstock.chaos.suite.ScenarioParts.scenario;

import dev.penstock.chaos.checkers.Expected;
import dev.penstock.chaos.nemeses.DnsFaults;
import dev.penstock.chaos.nemeses.NetworkFaults;
import dev.penstock.chaos.suite.Scenario.Need;
import java.util.List;
import java.util.stream.Stream;

/** Scenarios whose fault is on the way to the servers, or in their names. */
final class NetworkScenarios {
    private NetworkScenarios() {}

    static List<Scenario> all() {
        return Stream.of(network(), connections(), names())
                .flatMap(List::stream)
                .toList();
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
}
