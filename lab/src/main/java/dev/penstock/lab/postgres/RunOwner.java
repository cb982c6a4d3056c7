package dev.penstock.lab.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JVM that owns a cluster's directory, as encoded in the directory's name: the process ID and the start time. The
 * start time distinguishes the JVM from a later process with the same ID.
 */
record RunOwner(long pid, Instant started) {

    private static final Pattern NAME = Pattern.compile("run-(\\d+)-(\\d+)-.*");

    // The JDK computes the start time from ticks since boot, and the system adjusts the time of boot at times.
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(3);

    static RunOwner current() {
        ProcessHandle self = ProcessHandle.current();
        return new RunOwner(self.pid(), startOf(self));
    }

    /** The owner encoded in a directory name; null if the directory is not a cluster's. */
    static @Nullable RunOwner of(String directoryName) {
        Matcher matcher = NAME.matcher(directoryName);
        return matcher.matches()
                ? new RunOwner(
                        Long.parseLong(matcher.group(1)), Instant.ofEpochSecond(Long.parseLong(matcher.group(2))))
                : null;
    }

    /** The prefix of the names of the owner's directories. */
    String prefix() {
        return "run-" + pid + "-" + started.getEpochSecond() + "-";
    }

    boolean isAlive() {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isPresent()
                && Duration.between(startOf(process.get()), started).abs().compareTo(CLOCK_TOLERANCE) <= 0;
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
