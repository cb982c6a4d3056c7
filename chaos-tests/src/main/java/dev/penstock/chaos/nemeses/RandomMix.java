package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Two faults of different kinds at once, chosen by the seed. */
public final class RandomMix implements Nemesis {
    private static final int FAULTS = 2;

    private static final List<Supplier<Nemesis>> KINDS = List.of(
            ServerFaults::freeze,
            ServerFaults::terminateSessions,
            ServerFaults::crashSessions,
            NetworkFaults::latency,
            NetworkFaults::reset,
            NetworkFaults::halfOpen,
            ApplicationFaults::busyProcessors,
            ApplicationFaults::leak,
            ApplicationFaults::interruptStorm);

    private final List<Nemesis> chosen = new ArrayList<>();

    /** Chooses the faults. */
    public RandomMix(long seed) {
        List<Supplier<Nemesis>> shuffled = new ArrayList<>(KINDS);
        Collections.shuffle(shuffled, new Random(seed));
        for (Supplier<Nemesis> kind : shuffled.subList(0, FAULTS)) {
            chosen.add(kind.get());
        }
    }

    @Override
    public String name() {
        return chosen.stream().map(Nemesis::name).collect(Collectors.joining(" + "));
    }

    @Override
    public void begin(Arena arena) throws Exception {
        for (Nemesis nemesis : chosen) {
            nemesis.begin(arena);
        }
    }

    @Override
    public void end(Arena arena) throws Exception {
        Exception first = null;
        for (Nemesis nemesis : chosen) {
            try {
                nemesis.end(arena);
            } catch (Exception e) {
                first = e;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    @Override
    public Optional<String> evidence(Arena arena) {
        List<String> all = new ArrayList<>();
        for (Nemesis nemesis : chosen) {
            Optional<String> one = nemesis.evidence(arena);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            all.add(nemesis.name() + ": " + one.get());
        }
        return Optional.of(String.join("; ", all));
    }
}
