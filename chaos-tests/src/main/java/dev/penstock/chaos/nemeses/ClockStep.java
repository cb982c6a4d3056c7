package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The wall clock of the application jumps an hour ahead and an hour back, twice a second. The time of {@link
 * System#nanoTime()} goes on. The clock of the machine stays: the library {@code libfaketime}, with which the user
 * starts the JVM, reads the step from a file. The servers do not get the library. Used by one thread.
 */
public final class ClockStep implements Nemesis {
    private static final String FILE = "FAKETIME_TIMESTAMP_FILE";
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final long LEAST_STEP_MILLIS = TimeUnit.MINUTES.toMillis(50);

    private final Repeating steps = new Repeating("steps of the wall clock", INTERVAL, arena -> step());
    private boolean ahead;

    /** Why the wall clock of this JVM cannot be stepped; empty if it can. */
    public static Optional<String> obstacle() {
        boolean preloaded = System.getenv().getOrDefault("LD_PRELOAD", "").contains("faketime");
        return preloaded && System.getenv(FILE) != null
                ? Optional.empty()
                : Optional.of("the JVM does not run with libfaketime, see docs/chaos.md");
    }

    @Override
    public String name() {
        return steps.name();
    }

    @Override
    public void begin(Arena arena) {
        steps.begin(arena);
    }

    /** Steps the clock. Returns 1 if the JVM has seen the step. */
    private long step() throws IOException {
        long before = offsetMillis();
        ahead = !ahead;
        write(ahead ? "+1h" : "-1h");
        return Math.abs(offsetMillis() - before) >= LEAST_STEP_MILLIS ? 1 : 0;
    }

    /** The wall clock minus the monotonic clock. */
    private static long offsetMillis() {
        return System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private static void write(String offset) throws IOException {
        Files.writeString(Path.of(System.getenv(FILE)), offset);
    }

    @Override
    public void end(Arena arena) throws Exception {
        try {
            steps.end(arena);
        } finally {
            write("+0");
        }
    }

    @Override
    public Optional<String> evidence(Arena arena) {
        return steps.evidence(arena);
    }
}
