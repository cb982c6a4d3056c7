package dev.penstock.lab.postgres;

import dev.penstock.lab.Await;
import dev.penstock.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The processes of one server, and their signals.
 *
 * <p>If {@code /proc} exists, a process belongs to the server if it runs in the server's data directory; that includes
 * orphans of a dead postmaster. Otherwise a process belongs to the server if it descends from the postmaster.
 */
final class ServerProcesses {

    private static final Path PROC = Path.of("/proc");
    private static final boolean HAS_PROC = Files.isDirectory(PROC.resolve("self"));
    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(10);

    private final Path data;
    private final long postmaster;

    ServerProcesses(Path data, long postmaster) {
        this.data = data;
        this.postmaster = postmaster;
    }

    /** The live processes, without zombies. */
    Set<Long> alive() {
        return HAS_PROC ? inDataDirectory() : family();
    }

    boolean contains(long pid) {
        return alive().contains(pid);
    }

    /** Stops all processes: first the postmaster, so that it cannot fork, then its children until none is new. */
    void freezeAll() {
        freeze(List.of(postmaster));
        Set<Long> frozen = new HashSet<>(Set.of(postmaster));
        for (Set<Long> found = othersThan(frozen); !found.isEmpty(); found = othersThan(frozen)) {
            freeze(found);
            frozen.addAll(found);
        }
    }

    /** Stops these processes and waits until they have stopped or ended. */
    void freeze(Collection<Long> pids) {
        signal("STOP", pids);
        for (long pid : pids) {
            Await.until("process " + pid + " has stopped", SIGNAL_LIMIT, () -> "TtZX".indexOf(state(pid)) >= 0);
        }
    }

    /** Resumes these processes and waits until none is stopped. */
    void thaw(Collection<Long> pids) {
        signal("CONT", pids);
        for (long pid : pids) {
            Await.until("process " + pid + " goes on", SIGNAL_LIMIT, () -> "Tt".indexOf(state(pid)) < 0);
        }
    }

    /** Kills all processes, the postmaster last; it is stopped first, so that it cannot fork. */
    void killAll() {
        freeze(List.of(postmaster));
        Set<Long> killed = new HashSet<>(Set.of(postmaster));
        for (Set<Long> found = othersThan(killed); !found.isEmpty(); found = othersThan(killed)) {
            signal("KILL", found);
            killed.addAll(found);
        }
        signal("KILL", List.of(postmaster));
        awaitNone();
    }

    /** Kills the processes that have survived their postmaster. */
    void killOrphans() {
        Set<Long> orphans = alive();
        if (!orphans.isEmpty()) {
            signal("KILL", orphans);
            awaitNone();
        }
    }

    private void awaitNone() {
        Await.until("all processes of the server are gone", SIGNAL_LIMIT, () -> alive().isEmpty());
    }

    /** Sends a signal to those of the processes that still exist. */
    void signal(String name, Collection<Long> pids) {
        List<String> words = new ArrayList<>(List.of(
                "sh",
                "-c",
                "s=$1; shift; for p; do kill -s \"$s\" \"$p\" || [ ! -d \"/proc/$p\" ]; done",
                "signal",
                name));
        pids.forEach(pid -> words.add(Long.toString(pid)));
        Command.of(words).result();
    }

    private Set<Long> othersThan(Set<Long> known) {
        Set<Long> others = new HashSet<>(alive());
        others.removeAll(known);
        return others;
    }

    private Set<Long> inDataDirectory() {
        Set<Long> pids = new HashSet<>();
        try (Stream<Path> processes = Files.list(PROC)) {
            processes
                    .filter(path ->
                            Character.isDigit(path.getFileName().toString().charAt(0)))
                    .filter(this::runsInDataDirectory)
                    .forEach(path -> pids.add(Long.parseLong(path.getFileName().toString())));
        } catch (IOException e) {
            throw new LabException("cannot list the processes", e);
        }
        return pids;
    }

    private boolean runsInDataDirectory(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(data);
        } catch (IOException e) {
            // The process has ended, or belongs to another user and therefore not to this server.
            return false;
        }
    }

    private Set<Long> family() {
        Set<Long> pids = new HashSet<>();
        ProcessHandle.of(postmaster).filter(ProcessHandle::isAlive).ifPresent(process -> {
            pids.add(postmaster);
            process.descendants().map(ProcessHandle::pid).forEach(pids::add);
        });
        return pids;
    }

    /** The state letter of {@code ps}; X if the process does not exist. */
    private static char state(long pid) {
        if (!HAS_PROC) {
            String output = Command.of("ps", "-o", "state=", "-p", Long.toString(pid))
                    .result()
                    .output()
                    .trim();
            return output.isEmpty() ? 'X' : output.charAt(0);
        }
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            // The directory of a process disappears with the process.
            return 'X';
        }
    }
}
