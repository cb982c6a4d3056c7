package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import java.util.Optional;

/** A fault that begins, holds and ends. */
final class Held implements Nemesis {
    private final String name;
    private final Action begin;
    private final Action end;
    private final Count evidence;
    private long before;

    /** A change of the surroundings. */
    @FunctionalInterface
    interface Action {
        void on(Arena arena) throws Exception;
    }

    /** A number that is positive if the fault met something. It counts before the fault, or during it. */
    @FunctionalInterface
    interface Count {
        long of(Arena arena);
    }

    private Held(String name, Action begin, Action end, Count evidence) {
        this.name = name;
        this.begin = begin;
        this.end = end;
        this.evidence = evidence;
    }

    /** A fault that meets what the count says just before it begins, such as sessions. */
    static Held meeting(String name, Count met, Action begin, Action end) {
        return new Held(name, begin, end, met);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void begin(Arena arena) throws Exception {
        before = evidence.of(arena);
        begin.on(arena);
    }

    @Override
    public void end(Arena arena) throws Exception {
        end.on(arena);
    }

    @Override
    public Optional<String> evidence(Arena arena) {
        return before <= 0 ? Optional.empty() : Optional.of(before + " met");
    }
}
