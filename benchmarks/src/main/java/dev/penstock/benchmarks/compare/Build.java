package dev.penstock.benchmarks.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A compiled version of Penstock with its benchmarks: an immutable value.
 *
 * @param name the name in the results
 * @param classPath the class path of the JVMs that measure the build
 */
record Build(String name, String classPath) {
    private static final Path CLASSES = Path.of("target", "classes");
    private static final Path BENCHMARKS = CLASSES.resolve(Path.of("META-INF", "BenchmarkList"));
    private static final long LIMIT_MINUTES = 15;

    /** The build that runs this code. */
    static Build present(String name) {
        return new Build(name, System.getProperty("java.class.path"));
    }

    /**
     * Another build.
     *
     * @param location its class path, or its compiled checkout; a checkout uses the libraries of this build
     */
    static Build of(String name, String location) {
        if (location.contains(File.pathSeparator)) {
            return new Build(name, location);
        }
        Path checkout = Path.of(location).toAbsolutePath();
        if (!Files.exists(checkout.resolve("benchmarks").resolve(BENCHMARKS))) {
            throw new IllegalArgumentException("no compiled benchmarks are in " + checkout + "; compile them there: "
                    + "mvn process-classes -pl benchmarks -am");
        }
        String classPath = Stream.of(present(name).classPath().split(File.pathSeparator))
                .map(Path::of)
                .map(entry -> entry.endsWith(CLASSES) ? sameModule(entry, checkout) : entry)
                .filter(Files::exists)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        return new Build(name, classPath);
    }

    private static Path sameModule(Path classes, Path checkout) {
        Path absolute = classes.toAbsolutePath();
        Path module = absolute.getName(absolute.getNameCount() - CLASSES.getNameCount() - 1);
        return checkout.resolve(module).resolve(CLASSES);
    }

    /**
     * Runs a main class of this build in a JVM of its own.
     *
     * @param log the file that gets the output
     */
    void run(String mainClass, List<String> arguments, Path log) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(
                        mainClass + " of " + name + " runs for more than " + LIMIT_MINUTES + " minutes; see " + log);
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    mainClass + " of " + name + " ended with status " + process.exitValue() + "; see " + log);
        }
    }
}
