package dev.penstock.lab.postgres;

import dev.penstock.lab.Await;
import dev.penstock.lab.LabException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A postmaster and its child processes. */
final class PostgresProcess {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final ProcessBuilder.Redirect NOTHING = ProcessBuilder.Redirect.from(new File("/dev/null"));
    private static final int LOG_TAIL_LINES = 30;

    private final Path node;
    private final Path data;
    private final Process process;
    private final ServerProcesses processes;

    private PostgresProcess(Path node, Path data, Process process) {
        this.node = node;
        this.data = data;
        this.process = process;
        this.processes = new ServerProcesses(data, process.pid());
    }

    /** Starts a postmaster; returns before it is ready. */
    static PostgresProcess launch(Path node, Path data, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(node.toFile())
                .redirectInput(NOTHING)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile(node).toFile()));
        ServerEnvironment.clean(builder.environment());
        try {
            return new PostgresProcess(node, data, builder.start());
        } catch (IOException e) {
            throw new LabException("cannot start PostgreSQL in " + node, e);
        }
    }

    /** Waits until this postmaster's PID file reports that it accepts connections. */
    void awaitReady(String title, Duration limit) {
        try {
            Await.until(title + " is ready", limit, () -> {
                if (!process.isAlive()) {
                    throw new LabException(title + " ended with exit code " + process.exitValue() + " while starting");
                }
                return saysReady();
            });
        } catch (LabException e) {
            throw new LabException(e.getMessage() + "; the end of its log:\n" + logTail(), e);
        }
    }

    private boolean saysReady() {
        PidFile file = PidFile.in(data);
        return file.postmaster().equals(Optional.of(process.pid())) && file.saysReady();
    }

    ServerProcesses processes() {
        return processes;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Thaws the processes and requests an immediate shutdown; does not wait for the end. */
    void beginImmediateShutdown() {
        processes.signal("QUIT", List.of(pid()));
        processes.thaw(processes.alive());
    }

    /** Thaws the processes, disconnects the clients and shuts down; kills the processes after 10 s. */
    void stop() {
        processes.signal("INT", List.of(pid()));
        processes.thaw(processes.alive());
        awaitEnd();
    }

    /** Waits until all processes have ended; kills orphans, and after 10 s all others. */
    void awaitEnd() {
        if (endsWithin(STOP_LIMIT)) {
            processes.killOrphans();
        } else {
            kill();
        }
    }

    void kill() {
        processes.killAll();
        if (!endsWithin(STOP_LIMIT)) {
            throw new LabException("the postmaster " + pid() + " outlived SIGKILL by " + STOP_LIMIT.toSeconds() + " s");
        }
    }

    /** The last lines of the server's log. */
    String logTail() {
        try {
            List<String> lines = Files.readAllLines(logFile(node));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(cannot be read: " + e + ")";
        }
    }

    static Path logFile(Path node) {
        return node.resolve("server.log");
    }

    private boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while the server in " + node + " ends", e);
        }
    }
}
