package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.pools.Contender;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The lengths and the numbers of all measurements: an immutable value.
 *
 * @param name the name on the command line
 * @param rounds the number of rounds of each harness; the pools alternate
 * @param window the time under load of a pool in a round
 * @param jmhRounds the number of JVMs that JMH starts for each pool; the pools alternate
 * @param jmhIterations JMH's measured iterations in each JVM
 * @param jmhTime the length of an iteration
 * @param everyRival whether all rivals are measured, or only those that a goal names
 */
public record Plan(
        String name,
        int rounds,
        Duration window,
        int jmhRounds,
        int jmhIterations,
        Duration jmhTime,
        boolean everyRival) {
    private static final int SMOKE_CONTENDERS = 2;
    /** A comparison in a few minutes. */
    public static final Plan SHORT = new Plan("short", 5, Duration.ofMillis(800), 3, 3, Duration.ofMillis(500), false);
    /** All pools, with more and longer rounds. */
    public static final Plan FULL = new Plan("full", 7, Duration.ofSeconds(3), 3, 5, Duration.ofSeconds(1), true);
    /** A test of the harnesses, whose values mean nothing. */
    public static final Plan SMOKE = new Plan("smoke", 1, Duration.ofMillis(50), 1, 1, Duration.ofMillis(50), false);

    /** The plan of a name. */
    public static Plan of(String name) {
        return List.of(SHORT, FULL, SMOKE).stream()
                .filter(plan -> plan.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no plan is called '" + name + "'; there are short, full and smoke"));
    }

    /** Those of {@code named} that are available, or all available ones if the plan measures every rival. */
    public List<Contender> contenders(Contender... named) {
        List<Contender> candidates = everyRival ? List.of(Contender.values()) : Arrays.asList(named);
        return candidates.stream()
                .filter(Contender::available)
                .limit(isSmoke() ? SMOKE_CONTENDERS : candidates.size())
                .toList();
    }

    /** The same contenders without variants. */
    List<Contender> plain(Contender... named) {
        return contenders(named).stream()
                .filter(contender -> !contender.isVariant())
                .toList();
    }

    /** Whether the measured values mean nothing. */
    public boolean isSmoke() {
        return name.equals(SMOKE.name());
    }

    /** The window for {@code threads} on {@code slots}, each held for {@code hold}: at least four turns of each. */
    Duration window(int threads, int slots, Duration hold) {
        Duration turns = hold.multipliedBy(threads).dividedBy(slots).multipliedBy(4);
        return turns.compareTo(window) > 0 && !isSmoke() ? turns : window;
    }
}
