package dev.penstock.chaos.environments;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.lab.Await;
import dev.penstock.lab.LabException;
import dev.penstock.lab.postgres.Privileges;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of the system that runs in a directory of its own, as the lab runs PostgreSQL: not as root. It ends with
 * {@link #close()} or with this JVM, even if the JVM is killed, and so does each process that works in the directory
 * {@code data}. Used by one thread.
 */
final class Program implements AutoCloseable {
    private static final List<String> PLACES = List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /**
     * Prints the process, and kills it after the JVM's end of the standard input is closed. A PostgreSQL server is
     * asked to end first, because it has shared memory to release.
     */
    private static final String GUARD = """
            directory=$1
            shift
            "$@" </dev/null >>"$directory/log" 2>&1 &
            program=$!
            trap '' HUP INT QUIT TERM
            echo "$program"
            read -r line
            kill -KILL "$program"
            round=0
            while [ "$round" -lt 50 ]; do
                left=
                for process in /proc/[0-9]*; do
                    if [ "$process/cwd" -ef "$directory/data" ]; then left="$left ${process#/proc/}"; fi
                done
                [ -n "$left" ] || exit 0
                if [ "$round" -lt 30 ]; then kill -QUIT $left; kill -CONT $left; else kill -KILL $left; fi
                sleep 0.1
                round=$((round + 1))
            done
            """;

    private final String name;
    private final Path directory;
    private final Process guard;
    private final long pid;

    private Program(String name, Path directory, Process guard, long pid) {
        this.name = name;
        this.directory = directory;
        this.guard = guard;
        this.pid = pid;
    }

    /** The path of a program; skips the test if it is not installed. */
    static String require(String name, String packages) {
        String found = find(name).map(Path::toString).orElse("");
        assumeTrue(!found.isEmpty(), name + " is not installed (Debian: apt-get install " + packages + ")");
        return found;
    }

    private static Optional<Path> find(String name) {
        return Stream.concat(Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), PLACES.stream())
                .filter(place -> !place.isEmpty())
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A new directory in which the program may write. */
    static Path directory(String name) {
        try {
            return Files.createTempDirectory("lab-" + name);
        } catch (IOException e) {
            throw new LabException("cannot make a directory of " + name, e);
        }
    }

    /** Starts a program in a directory, in a session of its own; its output goes to the file {@code log} there. */
    static Program start(String name, Path directory, List<String> words) {
        Privileges privileges = Privileges.detect();
        List<String> command =
                new ArrayList<>(find("setsid").map(Path::toString).stream().toList());
        command.addAll(List.of("sh", "-c", GUARD, "guard", directory.toString()));
        command.addAll(privileges.command(words));
        try {
            privileges.giveToServers(directory);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().keySet().removeIf(variable -> variable.startsWith("PG"));
            builder.environment().put("LC_ALL", "C");
            Process guard = builder.start();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(guard.getInputStream(), StandardCharsets.US_ASCII));
            String pid = output.readLine();
            if (pid == null) {
                throw new LabException(name + " did not start");
            }
            return new Program(name, directory, guard, Long.parseLong(pid));
        } catch (IOException e) {
            throw new LabException("cannot start " + name, e);
        }
    }

    /** Waits until a condition holds; an error has the end of the program's log. */
    void awaitReady(Await.Condition ready) {
        try {
            Await.until(name + " is ready", LIMIT, ready);
        } catch (LabException e) {
            throw new LabException(e.getMessage() + "; its log:\n" + log(), e);
        }
    }

    /** What the program has printed. */
    String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Whether the process exists. */
    boolean isRunning() {
        return ProcessHandle.of(pid).isPresent();
    }

    /** Sends a signal to the process. */
    void signal(String signal) {
        signal(signal, pid);
    }

    /** Sends a signal to a process. */
    static void signal(String signal, long pid) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
            if (!kill.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new LabException("kill -" + signal + " " + pid + " failed");
            }
        } catch (IOException e) {
            throw new LabException("cannot run kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    /** Kills the process, and the PostgreSQL server that it may have started. Keeps the directory. */
    void kill() {
        try {
            guard.getOutputStream().close();
            if (!guard.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new LabException(name + " did not end");
            }
        } catch (IOException e) {
            throw new LabException("cannot end " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    /** Kills the process, and deletes its directory. */
    @Override
    public void close() {
        kill();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new LabException("cannot delete " + directory, e);
        }
    }
}
