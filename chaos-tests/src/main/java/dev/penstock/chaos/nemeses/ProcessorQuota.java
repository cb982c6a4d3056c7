package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The application's process gets half of one processor, as a container with a quota of 500m. {@code taskset} moves all
 * its threads to one processor, and SIGSTOP stops the process for 50 ms again and again, as the kernel does with a
 * group that has used its quota up. No privilege is needed. Used by one thread.
 */
public final class ProcessorQuota implements Nemesis {
    private static final Duration RUN = Duration.ofMillis(50);
    private static final String STOP_SECONDS = "0.05";
    private static final int MOST_ATTEMPTS = 10;
    private static final long LONGEST_COMMAND_SECONDS = 20;
    private static final Pattern MASK = Pattern.compile("affinity mask: ([0-9a-f,]+)");

    private final Repeating stops = new Repeating(name(), RUN, arena -> stopThisProcess());
    private @Nullable String formerMask;

    /** Why this machine cannot set such a quota; empty if it can. */
    public static Optional<String> obstacle() {
        boolean found = Pattern.compile(":")
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
        return found ? Optional.empty() : Optional.of("the program taskset is not installed");
    }

    @Override
    public String name() {
        return "half of one processor";
    }

    @Override
    public void begin(Arena arena) throws Exception {
        long pid = ProcessHandle.current().pid();
        Matcher mask = MASK.matcher(output("taskset", "-p", String.valueOf(pid)));
        if (!mask.find()) {
            throw new IllegalStateException("taskset does not say on which processors this process runs");
        }
        formerMask = mask.group(1);
        moveTo(lowest(mask.group(1)));
        stops.begin(arena);
    }

    /** Moves all threads of this process. Fails if a thread ends meanwhile, and therefore tries again. */
    private static void moveTo(String mask) throws IOException, InterruptedException {
        String pid = String.valueOf(ProcessHandle.current().pid());
        for (int left = MOST_ATTEMPTS; ; left--) {
            try {
                output("taskset", "-a", "-p", mask, pid);
                return;
            } catch (IOException e) {
                if (left == 1) {
                    throw e;
                }
            }
        }
    }

    /** The mask of the lowest processor of a mask. */
    static String lowest(String mask) {
        String digits = mask.replace(",", "");
        int last = digits.length() - 1;
        while (digits.charAt(last) == '0') {
            last--;
        }
        int digit = Character.digit(digits.charAt(last), 16);
        return Integer.lowestOneBit(digit) + "0".repeat(digits.length() - 1 - last);
    }

    private static long stopThisProcess() throws IOException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        output("sh", "-c", "kill -STOP " + pid + "; sleep " + STOP_SECONDS + "; kill -CONT " + pid);
        return 1;
    }

    /** The output of a command that must succeed. */
    private static String output(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LONGEST_COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + text.strip());
        }
        return text;
    }

    @Override
    public void end(Arena arena) throws Exception {
        try {
            stops.end(arena);
        } finally {
            if (formerMask != null) {
                moveTo(formerMask);
            }
        }
    }

    @Override
    public Optional<String> evidence(Arena arena) {
        return stops.evidence(arena);
    }
}
