package dev.penstock.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The origin of the figures: the machine, the JVM and the versions of the pools. */
public final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** The description in one sentence. */
    public static String describe() {
        return "Java " + Runtime.version() + " (" + System.getProperty("java.vm.name") + "), "
                + Runtime.getRuntime().availableProcessors() + " processors (" + processor() + "), "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + "; " + versions() + ".";
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(() -> System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static String versions() {
        Properties versions = new Properties();
        try (InputStream in = Machine.class.getResourceAsStream("/dev/penstock/benchmarks/versions.properties")) {
            if (in == null) {
                throw new IllegalStateException("versions.properties is missing");
            }
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TreeSet<>(versions.stringPropertyNames())
                .stream()
                        .map(name -> name.replace('_', ' ') + " " + versions.getProperty(name))
                        .collect(Collectors.joining(", "));
    }
}
