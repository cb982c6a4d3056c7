package dev.penstock.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packages that each module exports, and the modules that it requires. {@code PACKAGE>MODULE} is a package that is
 * exported to one module only.
 */
class ModulesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @ParameterizedTest
    @CsvSource({
        "waits, dev.penstock.waits dev.penstock.waits.calls dev.penstock.waits.history"
                + " dev.penstock.waits.jfr"
                + " dev.penstock.waits.operations dev.penstock.waits.recorder dev.penstock.waits.sessions"
                + " dev.penstock.waits.text>dev.penstock.backends>dev.penstock.discovery>dev.penstock.pool",
        "discovery, dev.penstock.discovery dev.penstock.discovery.dns"
                + " dev.penstock.discovery.file>dev.penstock.pool dev.penstock.discovery.subset>dev.penstock.pool",
        "backends, dev.penstock.backends dev.penstock.backends.diagnostics>dev.penstock.pool"
                + " dev.penstock.backends.jdbc dev.penstock.backends.roles>dev.penstock.pool"
                + " dev.penstock.backends.service>dev.penstock.pool dev.penstock.backends.slots>dev.penstock.pool"
                + " dev.penstock.backends.threads>dev.penstock.pool",
        "pool, dev.penstock.pool dev.penstock.pool.alerts dev.penstock.pool.chains"
                + " dev.penstock.pool.console>dev.penstock.console"
                + " dev.penstock.pool.deadlocks dev.penstock.pool.health dev.penstock.pool.instrument"
                + " dev.penstock.pool.lints dev.penstock.pool.metrics dev.penstock.pool.operations"
                + " dev.penstock.pool.propagation dev.penstock.pool.reports dev.penstock.pool.spans"
                + " dev.penstock.pool.traces",
        "console, dev.penstock.console.engine>com.h2database dev.penstock.console.http"
                + " dev.penstock.console.source dev.penstock.console.sql dev.penstock.console.stats",
        "lab, dev.penstock.lab dev.penstock.lab.dns dev.penstock.lab.jdbc dev.penstock.lab.postgres"
                + " dev.penstock.lab.property dev.penstock.lab.tcp",
        "chaos-tests, dev.penstock.chaos.demo dev.penstock.chaos.driver dev.penstock.chaos.junit"
                + " dev.penstock.chaos.pools",
    })
    void exportTheirPackagesToTheirUsersOnly(String folder, String packages) throws IOException {
        Set<String> exported = descriptor(folder).exports().stream()
                .map(export -> String.join(
                        ">",
                        Stream.concat(
                                        Stream.of(export.source()),
                                        export.targets().stream().sorted())
                                .toList()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(exported).containsExactly(packages.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "waits, com.google.errorprone.annotations java.base jdk.jfr org.jspecify",
        "discovery, com.google.errorprone.annotations dev.penstock.waits java.base org.dnsjava org.jspecify org.slf4j",
        "backends, com.google.errorprone.annotations dev.penstock.discovery dev.penstock.waits java.base"
                + " java.management java.sql org.jspecify org.slf4j",
        "pool, com.google.errorprone.annotations context.propagation dev.penstock.backends"
                + " io.opentelemetry.api io.opentelemetry.context"
                + " io.prometheus.metrics.model java.base java.management java.naming"
                + " java.sql micrometer.core micrometer.registry.prometheus micrometer.tracing"
                + " org.jspecify org.slf4j",
        "console, com.google.errorprone.annotations com.h2database dev.penstock.pool info.picocli java.base"
                + " java.management java.management.rmi java.net.http java.sql jdk.attach jdk.httpserver"
                + " jdk.management org.jdbi.v3.core org.jdbi.v3.sqlobject org.jline org.jspecify"
                + " tools.jackson.databind",
        "lab, java.base java.sql org.dnsjava org.jspecify org.tukaani.xz",
    })
    void requireTheModulesBelowThemOnly(String folder, String modules) throws IOException {
        Set<String> required = descriptor(folder).requires().stream()
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(required).containsExactly(modules.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"waits", "discovery", "backends", "pool", "console", "lab"})
    void needTheModulesOfAnnotationsToCompileOnly(String folder) throws IOException {
        assertThat(descriptor(folder).requires())
                .filteredOn(required -> required.name().equals("org.jspecify")
                        || required.name().contains("errorprone"))
                .isNotEmpty()
                .allMatch(required -> required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC));
    }

    /** A module that provides a service of an absent library cannot be resolved; Java itself is always there. */
    @ParameterizedTest
    @ValueSource(strings = {"waits", "discovery", "backends", "pool", "console", "lab"})
    void provideNoServiceOfAnOptionalLibrary(String folder) throws IOException {
        assertThat(descriptor(folder).provides())
                .allMatch(provided -> provided.service().startsWith("dev.penstock.")
                        || provided.service().startsWith("java."));
    }

    private static ModuleDescriptor descriptor(String folder) throws IOException {
        try (InputStream compiled = Files.newInputStream(ROOT.resolve(folder + "/target/classes/module-info.class"))) {
            return ModuleDescriptor.read(compiled);
        }
    }
}
