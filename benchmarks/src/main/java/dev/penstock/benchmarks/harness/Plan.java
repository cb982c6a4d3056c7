package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.pools.Contender;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How long and how often everything is measured: an immutable value.
 *
 * @param name what it is called on the command line
 * @param rounds how often each harness repeats, the pools in turn
 * @param window how long a crowd claims in a round
 * @param jmhRounds how often JMH starts a JVM for each pool, the pools in turn
 * @param jmhIterations how many times JMH measures in each
 * @param jmhTime how long each of them takes
 * @param everyRival whether all rivals are measured, not only those that a goal names
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
    /** Everything. */
    public static final Plan FULL = new Plan("full", 7, Duration.ofSeconds(3), 3, 5, Duration.ofSeconds(1), true);
    /** Shows that the harnesses work, and nothing else. */
    public static final Plan SMOKE = new Plan("smoke", 1, Duration.ofMillis(50), 1, 1, Duration.ofMillis(50), false);

    /** The plan of a name. */
    public static Plan of(String name) {
        return List.of(SHORT, FULL, SMOKE).stream()
                .filter(plan -> plan.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no plan is called '" + name + "'; there are short, full and smoke"));
    }

    /** Those of {@code named} that this build has, or all of them. */
    public List<Contender> contenders(Contender... named) {
        List<Contender> candidates = everyRival ? List.of(Contender.values()) : Arrays.asList(named);
        return candidates.stream()
                .filter(Contender::available)
                .limit(isSmoke() ? SMOKE_CONTENDERS : candidates.size())
                .toList();
    }

    /** The same without those that are others with one thing switched. */
    List<Contender> plain(Contender... named) {
        return contenders(named).stream()
                .filter(contender -> !contender.isVariant())
                .toList();
    }

    /** Whether what is measured does not matter. */
    public boolean isSmoke() {
        return name.equals(SMOKE.name());
    }

    /** The window of a crowd of {@code threads} on {@code slots} that each hold for {@code hold}: some turns each. */
    Duration window(int threads, int slots, Duration hold) {
        Duration turns = hold.multipliedBy(threads).dividedBy(slots).multipliedBy(4);
        return turns.compareTo(window) > 0 && !isSmoke() ? turns : window;
    }
}
