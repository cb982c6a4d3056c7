package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import java.util.Optional;

/** A fault whose effect is counted just before it ends, such as calls that it delayed. */
final class Counted implements Nemesis {
    private final String name;
    private final Held.Action begin;
    private final Held.Action end;
    private final Held.Count count;
    private final String unit;
    private long counted;

    Counted(String name, Held.Action begin, Held.Action end, Held.Count count) {
        this(name, begin, end, count, "hits");
    }

    /** A fault whose effect is counted in a unit. */
    Counted(String name, Held.Action begin, Held.Action end, Held.Count count, String unit) {
        this.unit = unit;
        this.name = name;
        this.begin = begin;
        this.end = end;
        this.count = count;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void begin(Arena arena) throws Exception {
        begin.on(arena);
    }

    @Override
    public void end(Arena arena) throws Exception {
        counted = count.of(arena);
        end.on(arena);
    }

    @Override
    public Optional<String> evidence(Arena arena) {
        return counted <= 0 ? Optional.empty() : Optional.of(counted + " " + unit);
    }
}
