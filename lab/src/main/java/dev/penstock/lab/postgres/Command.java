package dev.penstock.lab.postgres;

import dev.penstock.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of an external program with a time limit. */
record Command(List<String> words, String input, Duration limit) {

    private static final Duration USUAL_LIMIT = Duration.ofSeconds(60);

    static Command of(List<String> words) {
        return new Command(List.copyOf(words), "", USUAL_LIMIT);
    }

    static Command of(String... words) {
        return of(List.of(words));
    }

    /** The same command with this standard input. */
    Command withInput(String text) {
        return new Command(words, text, limit);
    }

    /** Runs the program to its end; an exit code other than 0 is an error whose message has the output. */
    void run() {
        Result result = result();
        if (result.exitCode() != 0) {
            throw new LabException(
                    String.join(" ", words) + " ended with exit code " + result.exitCode() + ":\n" + result.output());
        }
    }

    /** Whether the program can be started and ends with exit code 0. */
    boolean succeeds() {
        try {
            return runToEnd().exitCode() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs the program to its end and accepts any exit code. */
    Result result() {
        try {
            return runToEnd();
        } catch (IOException e) {
            throw new LabException("cannot run " + String.join(" ", words), e);
        }
    }

    private Result runToEnd() throws IOException {
        Path files = Files.createTempDirectory("lab-command");
        try {
            Path stdin = Files.writeString(files.resolve("in"), input);
            Path stdout = files.resolve("out");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectInput(stdin.toFile())
                    .redirectOutput(stdout.toFile())
                    .redirectErrorStream(true);
            ServerEnvironment.clean(builder.environment());
            Process process = builder.start();
            if (!endsInTime(process)) {
                throw new LabException(String.join(" ", words) + " did not end within " + limit.toSeconds() + " s:\n"
                        + Files.readString(stdout));
            }
            return new Result(process.exitValue(), Files.readString(stdout));
        } finally {
            LabDirectory.deleteTree(files);
        }
    }

    private boolean endsInTime(Process process) {
        try {
            return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while running " + String.join(" ", words), e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** The exit code and the whole output of a program. */
    record Result(int exitCode, String output) {}
}
