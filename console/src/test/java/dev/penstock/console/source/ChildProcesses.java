package dev.penstock.console.source;

import dev.penstock.backends.BackendView;
import dev.penstock.console.format.Format;
import dev.penstock.discovery.Backend;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.waits.WaitEvent;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts processes of {@link ChildPool}, and ends them. Used by one thread. */
public final class ChildProcesses implements AutoCloseable {
    private static final long END_SECONDS = 5;

    private final Path folder;
    private final List<Process> started = new ArrayList<>();

    /** Copies the main classes to {@code folder}: other test classes are not on the class path of a child. */
    public ChildProcesses(Path folder) throws IOException {
        this.folder = folder;
        for (Class<?> type : List.of(ChildPool.class, AttachAsUser.class)) {
            Path copy = classes().resolve(type.getName().replace('.', '/') + ".class");
            Files.createDirectories(copy.getParent());
            try (InputStream bytes = type.getResourceAsStream(type.getSimpleName() + ".class")) {
                Files.write(copy, bytes.readAllBytes());
            }
        }
    }

    private Path classes() {
        return folder.resolve("classes");
    }

    /** Starts a child; {@code words} are put before the command, such as those that make a container. */
    public Process start(List<String> words, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(words);
        command.add(java());
        command.addAll(options);
        return run(child(command, arguments));
    }

    /** Begins to make a runtime that has these modules alone. */
    public Process link(String modules) throws IOException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "jlink").toString();
        return run(List.of(tool, "--add-modules", modules, "--output", linked().toString()));
    }

    private Path linked() {
        return folder.resolve("linked");
    }

    /** Starts a child on that runtime. */
    public Process startLinked(String... arguments) throws IOException {
        return run(child(List.of(linked().resolve("bin/java").toString()), arguments));
    }

    private List<String> child(List<String> java, String... arguments) {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of("-cp", classes() + File.pathSeparator + path(pool()), ChildPool.class.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** penstock-pool and what it needs. */
    private static List<Class<?>> pool() {
        return List.of(
                PenstockDataSource.class,
                WaitEvent.class,
                Backend.class,
                BackendView.class,
                org.slf4j.Logger.class,
                org.xbill.DNS.Name.class);
    }

    private static String path(List<Class<?>> of) {
        return of.stream()
                .map(type -> place(type).toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("stderr-" + started.size()).toFile())
                .start();
        started.add(process);
        return process;
    }

    /** Waits until a child has its pools. Returns the ID of its JVM, which a wrapper may have started. */
    public static long awaitReady(Process process) throws IOException {
        String line =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (!"ready".equals(line)) {
            throw new IOException("the child has not started: " + line);
        }
        return process.descendants()
                .reduce((first, second) -> second)
                .orElse(process.toHandle())
                .pid();
    }

    /** The output of a console that attaches to {@code pid} as the user {@code nobody}. */
    public String attachAsNobody(long pid) throws IOException {
        // The user may not read the folders of the build.
        List<Class<?>> needed = new ArrayList<>(pool());
        needed.add(Format.class);
        List<Path> copies = new ArrayList<>(List.of(classes()));
        for (Path place : needed.stream().map(ChildProcesses::place).distinct().toList()) {
            Path copy = folder.resolve("copy-" + copies.size() + (Files.isDirectory(place) ? "" : ".jar"));
            copy(place, copy);
            copies.add(copy);
        }
        for (Path copy : copies) {
            allowReading(copy, Integer.MAX_VALUE);
        }
        allowReading(folder, 0);
        Process process = run(List.of(
                "setpriv",
                "--reuid=nobody",
                "--regid=nogroup",
                "--clear-groups",
                java(),
                "-cp",
                copies.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                AttachAsUser.class.getName(),
                Long.toString(pid)));
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return out.lines().collect(Collectors.joining("\n"));
        }
    }

    private static void allowReading(Path tree, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(tree, depth)) {
            files.forEach(file -> {
                file.toFile().setReadable(true, false);
                if (Files.isDirectory(file)) {
                    file.toFile().setExecutable(true, false);
                }
            });
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Override
    public void close() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        for (Process process : started) {
            process.onExit()
                    .completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
    }
}
