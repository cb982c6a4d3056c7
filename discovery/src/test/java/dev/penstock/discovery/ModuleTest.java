package dev.penstock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ModuleTest {
    @Test
    void moduleExportsItsApiAndRequiresNothingElse() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("target", "classes", "module-info.class"))) {
            ModuleDescriptor module = ModuleDescriptor.read(in);

            assertThat(module.name()).isEqualTo("dev.penstock.discovery");
            assertThat(module.exports())
                    .map(exports -> exports.source() + " " + exports.targets())
                    .containsExactlyInAnyOrder(
                            "dev.penstock.discovery []",
                            "dev.penstock.discovery.dns []",
                            "dev.penstock.discovery.file [dev.penstock.pool]",
                            "dev.penstock.discovery.subset [dev.penstock.pool]");
            assertThat(module.requires())
                    .map(ModuleDescriptor.Requires::name)
                    .containsExactlyInAnyOrder(
                            "java.base",
                            "com.google.errorprone.annotations",
                            "dev.penstock.waits",
                            "org.dnsjava",
                            "org.slf4j",
                            "org.jspecify");
        }
    }
}
