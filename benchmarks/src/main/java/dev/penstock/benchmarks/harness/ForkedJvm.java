package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A measurement in a new JVM, which prints its values to its output. */
final class ForkedJvm {
    private static final String MARK = "sample:";

    private ForkedJvm() {}

    /** Runs the {@code main} of a class in a new JVM and adds the values that it prints. */
    static void run(Class<?> main, List<String> options, List<String> arguments, Results results)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines()
                    .filter(line -> line.startsWith(MARK))
                    .map(line -> Sample.parse(line.substring(MARK.length())))
                    .forEach(results::add);
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with status " + status);
        }
    }

    /** Prints the values for the JVM that started this one. */
    static void print(Results results) {
        results.samples().forEach(sample -> System.out.println(MARK + sample.line()));
    }
}
