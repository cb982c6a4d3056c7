package dev.penstock.lab.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JVM that a cluster's directory belongs to, as its name tells: the process ID, and the start time so that another
 * process under the same ID is not taken for it.
 */
record RunOwner(long pid, Instant started) {

    private static final Pattern NAME = Pattern.compile("run-(\\d+)-(\\d+)-.*");

    // The start time is computed from ticks since boot, and the time of boot is adjusted now and then.
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(3);

    static RunOwner current() {
        ProcessHandle self = ProcessHandle.current();
        return new RunOwner(self.pid(), startOf(self));
    }

    /** The owner a directory name tells, or null when the directory is not a cluster's. */
    static @Nullable RunOwner of(String directoryName) {
        Matcher matcher = NAME.matcher(directoryName);
        return matcher.matches()
                ? new RunOwner(
                        Long.parseLong(matcher.group(1)), Instant.ofEpochSecond(Long.parseLong(matcher.group(2))))
                : null;
    }

    /** What the name of the owner's directories begins with. */
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
