package dev.penstock.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A user of a module can name each type in the signatures of its public API: the type is exported by a module that the
 * user reads. Annotations do not count, because a user compiles without them.
 */
class ExportsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Every module of the library and of the JDK by its name. */
    private static final Map<String, ModuleDescriptor> MODULES = Stream.concat(
                    ModuleFinder.ofSystem().findAll().stream(),
                    Stream.of("waits", "discovery", "backends", "pool", "console")
                            .flatMap(folder ->
                                    ModuleFinder.of(ROOT.resolve(folder + "/target/classes")).findAll().stream()))
            .map(ModuleReference::descriptor)
            .collect(Collectors.toMap(ModuleDescriptor::name, Function.identity()));

    /** Methods with a type of an optional library: whoever has such an object requires that library already. */
    private static final Map<String, String> OF_OPTIONAL_LIBRARIES = Map.of(
            "dev.penstock.pool.metrics.PenstockMetrics.bindTo(io.micrometer.core.instrument.MeterRegistry)",
            "io.micrometer.core.instrument.MeterRegistry",
            "dev.penstock.pool.spans.MicrometerTracing.<init>(io.micrometer.tracing.Tracer)",
            "io.micrometer.tracing.Tracer",
            "dev.penstock.pool.spans.OpenTelemetryTracing.<init>(io.opentelemetry.api.OpenTelemetry)",
            "io.opentelemetry.api.OpenTelemetry");

    private static Stream<ModuleDescriptor> library() {
        return MODULES.values().stream().filter(module -> module.name().startsWith("dev.penstock."));
    }

    private static Stream<String> exported(ModuleDescriptor module) {
        return module.exports().stream().filter(export -> !export.isQualified()).map(Exports::source);
    }

    /** The packages that a user of the module reads: those that it exports, and those of modules it passes on. */
    private static Set<String> readable(String module) {
        Set<String> packages = new TreeSet<>();
        ModuleDescriptor descriptor = MODULES.get(module);
        if (descriptor != null) {
            exported(descriptor).forEach(packages::add);
            descriptor.requires().stream()
                    .filter(required -> required.modifiers().contains(Requires.Modifier.TRANSITIVE)
                            || required.name().equals("java.base"))
                    .forEach(required -> packages.addAll(readable(required.name())));
        }
        return packages;
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaType> types(JavaMember member) {
        return member instanceof JavaCodeUnit unit
                ? Stream.concat(
                        Stream.of(unit.getReturnType()),
                        Stream.concat(unit.getParameterTypes().stream(), unit.getThrowsClause().getTypes().stream()))
                : member.getAllInvolvedRawTypes().stream().map(JavaType.class::cast);
    }

    private static Stream<JavaClass> named(JavaType type) {
        return type.getAllInvolvedRawTypes().stream()
                .map(JavaClass::getBaseComponentType)
                .filter(named -> !named.isPrimitive());
    }

    @Test
    void everyTypeOfTheApiIsReadableByUsers() {
        Map<String, String> leaks = new TreeMap<>();
        library().forEach(module -> {
            Set<String> packages = readable(module.name());
            String[] api = exported(module).toArray(String[]::new);
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(api).stream()
                            .filter(type ->
                                    Set.of(api).contains(type.getPackageName()) && isVisible(type.getModifiers()))
                            .flatMap(type -> type.getMembers().stream())
                            .filter(member -> isVisible(member.getModifiers()))
                            .forEach(member -> types(member)
                                    .flatMap(ExportsTest::named)
                                    .filter(named -> !packages.contains(named.getPackageName()))
                                    .forEach(named -> leaks.put(member.getFullName(), named.getName())));
        });
        assertThat(leaks).isEqualTo(OF_OPTIONAL_LIBRARIES);
    }

    @Test
    void packagesOfModulesThatArePassedOnAreReadable() {
        assertThat(library()).hasSize(5);
        assertThat(readable("dev.penstock.pool"))
                .contains("java.lang", "java.sql", "javax.sql", "dev.penstock.pool", "dev.penstock.waits")
                .doesNotContain("org.slf4j", "dev.penstock.backends.slots", "java.lang.management");
    }
}
