package dev.penstock.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendView;
import dev.penstock.discovery.Backend;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.waits.WaitSnapshot;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.xbill.DNS.Message;

/** A module of an application that requires the pool compiles without the modules of annotations. */
class ModuleUserTest {
    private static final String MODULE = """
            module com.example.orders {
                requires dev.penstock.pool;
            }
            """;

    private static final String USER = """
            package com.example.orders;

            import dev.penstock.pool.CredentialsProvider;
            import dev.penstock.pool.PenstockConfig;
            import dev.penstock.pool.PenstockDataSource;
            import dev.penstock.pool.SQLExceptionOverride;
            import java.sql.Connection;
            import java.sql.SQLException;

            final class Orders {
                private final PenstockDataSource pool;

                Orders(PenstockConfig config, CredentialsProvider provider, SQLExceptionOverride override) {
                    config.setCredentialsProvider(provider);
                    config.setExceptionOverride(override);
                    pool = new PenstockDataSource(config);
                }

                String describe() throws SQLException {
                    try (Connection connection = pool.getConnection()) {
                        return pool.getJdbcUrl() + connection.getCatalog() + pool.backends() + pool.waits()
                                + pool.getPoolMXBean() + pool.discovery() + pool.holders() + pool.leaks();
                    }
                }
            }
            """;

    @TempDir
    Path directory;

    /** The modules of the library, and the libraries that an application gets with them. */
    private static String modulePath() {
        return Stream.of(
                        PenstockDataSource.class,
                        BackendView.class,
                        Backend.class,
                        WaitSnapshot.class,
                        Logger.class,
                        Message.class)
                .map(type -> Path.of(
                        type.getProtectionDomain().getCodeSource().getLocation().getPath()))
                .map(Path::toString)
                .distinct()
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }

    private String compile(String module) throws IOException {
        Path sources = Files.createDirectories(directory.resolve("com/example/orders"));
        Path moduleInfo = Files.writeString(directory.resolve("module-info.java"), module);
        Path user = Files.writeString(sources.resolve("Orders.java"), USER);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of(
                                    "-d",
                                    directory.resolve("classes").toString(),
                                    "--module-path",
                                    modulePath(),
                                    // the lint classfile names annotations that are absent, and changes nothing
                                    "-Xlint:all,-classfile,-requires-transitive-automatic,-requires-automatic",
                                    "-Werror"),
                            null,
                            files.getJavaFileObjects(moduleInfo, user))
                    .call();
            return messages + (compiled ? "compiled" : "not compiled");
        }
    }

    @Test
    void moduleThatRequiresThePoolCompilesWithoutAnnotations() throws IOException {
        assertThat(modulePath()).doesNotContain("jspecify").doesNotContain("error_prone");
        assertThat(compile(MODULE)).isEqualTo("compiled");
    }

    @Test
    void mistakeInModuleIsFound() throws IOException {
        assertThat(compile(MODULE.replace("dev.penstock.pool", "dev.penstock.nosuch")))
                .contains("module not found")
                .endsWith("not compiled");
    }
}
