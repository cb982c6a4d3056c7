package dev.penstock.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Reads processor times and runnable threads from Linux's {@code /proc}. Stateless. */
final class ProcessStates {
    private static final int STEAL_FIELD = 8;
    private static final int TIME_FIELDS = 8;

    private final Path proc;

    ProcessStates() {
        this(Path.of("/proc"));
    }

    ProcessStates(Path proc) {
        this.proc = proc;
    }

    /** The state of the machine now, or {@link MachineLoad.Sample#UNKNOWN} without {@code /proc}. */
    MachineLoad.Sample sample() {
        try {
            return parse(Files.readString(proc.resolve("stat")), ownRunnable());
        } catch (IOException unknown) {
            return MachineLoad.Sample.UNKNOWN;
        }
    }

    /** Reads {@code /proc/stat}; {@code own} runnable threads belong to this process and those that it started. */
    static MachineLoad.Sample parse(String stat, int own) {
        long stolen = 0;
        long total = 0;
        int runnable = 0;
        for (String line : stat.lines().toList()) {
            String[] fields = line.split("\\s+", -1);
            if (fields[0].equals("cpu")) {
                for (int i = 1; i <= TIME_FIELDS; i++) {
                    total += Long.parseLong(fields[i]);
                }
                stolen = Long.parseLong(fields[STEAL_FIELD]);
            } else if (fields[0].equals("procs_running")) {
                runnable = Integer.parseInt(fields[1]);
            }
        }
        return new MachineLoad.Sample(stolen, total, Math.max(0, runnable - own));
    }

    /** Runnable threads of this process and of those that it started. */
    int ownRunnable() {
        ProcessHandle self = ProcessHandle.current();
        return Stream.concat(Stream.of(self), self.descendants())
                .mapToInt(process -> runnable(proc.resolve(process.pid() + "/task")))
                .sum();
    }

    /** Runnable threads of one process; 0 if it has ended. */
    private static int runnable(Path threads) {
        int runnable = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
            for (Path thread : all) {
                runnable += isRunnable(thread) ? 1 : 0;
            }
        } catch (IOException ended) {
            return 0;
        }
        return runnable;
    }

    /** The state follows the name, which is in parentheses and may contain any character. */
    private static boolean isRunnable(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.startsWith("R", stat.lastIndexOf(')') + 2);
        } catch (IOException ended) {
            return false;
        }
    }
}
