package dev.penstock.chaos.suite;

import static dev.penstock.chaos.suite.ScenarioParts.bank;

import dev.penstock.chaos.arena.Lab.Topology;
import dev.penstock.chaos.checkers.Expected;
import dev.penstock.chaos.nemeses.RandomMix;
import dev.penstock.chaos.nemeses.Soak;
import dev.penstock.chaos.suite.Scenario.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The scenarios of the suite, in the order in which they run. */
public final class Scenarios {
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
        all.addAll(ServerScenarios.all());
        all.addAll(NetworkScenarios.all());
        all.addAll(ApplicationScenarios.all());
        all.add(randomMix());
        return List.copyOf(all);
    }

    private static Scenario randomMix() {
        return new Scenario(
                "random-mix",
                "Two faults at once, chosen by the seed.",
                Topology.INDEPENDENT,
                bank(),
                (pool, seed) -> new RandomMix(seed),
                Expected.recovery(10),
                Set.of());
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
}
