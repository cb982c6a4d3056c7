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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packages each module exports, and the modules it may see: changed on purpose or not at all. */
class ModulesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @ParameterizedTest
    @CsvSource({
        "waits, dev.penstock.waits",
        "discovery, dev.penstock.discovery dev.penstock.discovery.dns",
        "backends, dev.penstock.backends dev.penstock.backends.jdbc",
        "pool, dev.penstock.pool",
        "lab, dev.penstock.lab dev.penstock.lab.dns dev.penstock.lab.jdbc dev.penstock.lab.postgres"
                + " dev.penstock.lab.tcp",
        "chaos-tests, dev.penstock.chaos.demo",
    })
    void exportTheirPublicPackagesAndNoOthers(String folder, String packages) throws IOException {
        Set<String> exported = descriptor(folder).exports().stream()
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(exported).containsExactly(packages.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "waits, java.base org.jspecify",
        "discovery, dev.penstock.waits java.base org.dnsjava org.jspecify org.slf4j",
        "backends, dev.penstock.discovery dev.penstock.waits java.base java.management java.sql org.jspecify"
                + " org.slf4j",
        "pool, dev.penstock.backends java.base java.management java.naming java.sql org.jspecify org.slf4j",
        "lab, java.base java.sql org.dnsjava org.jspecify org.tukaani.xz",
    })
    void seeTheModulesBelowThemAndNoOthers(String folder, String modules) throws IOException {
        Set<String> required = descriptor(folder).requires().stream()
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(required).containsExactly(modules.split(" "));
    }

    private static ModuleDescriptor descriptor(String folder) throws IOException {
        try (InputStream compiled = Files.newInputStream(ROOT.resolve(folder + "/target/classes/module-info.class"))) {
            return ModuleDescriptor.read(compiled);
        }
    }
}
