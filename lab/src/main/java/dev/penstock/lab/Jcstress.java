package dev.penstock.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A run of a module's jcstress tests in a separate JVM with this JVM's class path. Stateless and thread-safe. */
public final class Jcstress {
    private static final Pattern RESULTS = Pattern.compile(
            "Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs");

    private Jcstress() {}

    /**
     * The result of a run.
     *
     * @param planned the number of planned runs: tests times compilation modes
     * @param passed the number of runs without a forbidden outcome
     * @param output the file with the output of jcstress
     */
    public record Result(int planned, int passed, Path output) {}

    /**
     * Runs each test whose name matches.
     *
     * @param tests a regular expression
     * @param options further options of jcstress, such as {@code -m quick}
     * @param directory the directory of reports and output; created if absent
     * @param minutes the time limit
     * @throws LabException if the run exceeds the limit or yields no results, or the thread is interrupted
     */
    public static Result run(String tests, List<String> options, Path directory, long minutes) {
        try {
            Files.createDirectories(directory);
            Path output = directory.resolve("jcstress.txt").toAbsolutePath();
            Process process = new ProcessBuilder(command(tests, options))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new LabException("jcstress did not end within " + minutes + " min, see " + output);
            }
            return result(output, process.exitValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while jcstress runs", e);
        }
    }

    private static List<String> command(String tests, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.openjdk.jcstress.Main"));
        command.addAll(List.of("-t", tests));
        command.addAll(options);
        return command;
    }

    private static Result result(Path output, int exit) throws IOException {
        Matcher matcher = RESULTS.matcher(Files.readString(output, StandardCharsets.UTF_8));
        int planned = 0;
        int passed = 0;
        while (matcher.find()) {
            planned = Integer.parseInt(matcher.group(1));
            passed = Integer.parseInt(matcher.group(2));
        }
        if (planned == 0) {
            throw new LabException("jcstress ended with status " + exit + " and without results, see " + output);
        }
        return new Result(planned, passed, output);
    }
}
