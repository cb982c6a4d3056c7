package dev.penstock.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.ReferencedClassObject;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.spi.ObjectFactory;
import org.junit.jupiter.api.Test;

/**
 * A native image contains a class that is only loaded by its name, and a member that is only found by its name, if the
 * metadata of its module says so.
 */
class NativeImageTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> MODULES = List.of("waits", "discovery", "backends", "pool");
    private static final Pattern ENTRY = Pattern.compile("\\{\\s*\"name\":\\s*\"(dev\\.penstock[^\"]+)\"");
    private static final Pattern MEMBER = Pattern.compile("\\{\"name\":\\s*\"(\\w+)\"}");

    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(
                    "dev.penstock.waits", "dev.penstock.discovery", "dev.penstock.backends", "dev.penstock.pool");

    private static String metadata(String module, String file) {
        Path path = ROOT.resolve(
                module + "/src/main/resources/META-INF/native-image/dev.penstock/penstock-" + module + "/" + file);
        try {
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of each entry by the name of its class, over all modules. */
    private static Map<String, String> entries() {
        Map<String, String> entries = new TreeMap<>();
        for (String module : MODULES) {
            String text = metadata(module, "reflect-config.json");
            List<MatchResult> found = ENTRY.matcher(text).results().toList();
            for (int i = 0; i < found.size(); i++) {
                int end = i + 1 < found.size() ? found.get(i + 1).start() : text.length();
                entries.put(found.get(i).group(1), text.substring(found.get(i).end(), end));
            }
        }
        return entries;
    }

    private static Stream<JavaMethodCall> calls(Class<?> owner, String method) {
        return LIBRARY.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().isEquivalentTo(owner)
                        && call.getTarget().getName().equals(method));
    }

    /** The class literals of the library in the lines of these calls. */
    private static Set<String> literalsAt(Stream<JavaMethodCall> calls) {
        return calls.flatMap(call -> call.getOriginOwner().getReferencedClassObjects().stream()
                        .filter(literal -> literal.getLineNumber() == call.getLineNumber()))
                .map(ReferencedClassObject::getRawType)
                .map(JavaClass::getName)
                .filter(name -> name.startsWith("dev.penstock."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> owners(Stream<JavaMethodCall> calls) {
        return calls.map(JavaMethodCall::getOriginOwner)
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Classes whose names drivers and containers get, and beans that JMX and binders look into. */
    private static Set<String> usedByName() {
        Set<String> names = new TreeSet<>(literalsAt(calls(Class.class, "getName")));
        LIBRARY.stream()
                .filter(type -> type.isAssignableTo(ObjectFactory.class)
                        || (type.isInterface() && type.getSimpleName().endsWith("MXBean"))
                        || type.getSimpleName().equals("PenstockConfig"))
                .map(JavaClass::getName)
                .forEach(names::add);
        names.addAll(literalsAt(calls(MethodHandles.Lookup.class, "findVarHandle")));
        return names;
    }

    @Test
    void everyClassUsedByNameHasAnEntryAndEveryEntryAUse() {
        assertThat(usedByName())
                .contains(
                        "dev.penstock.backends.jdbc.FixedAddressSocketFactory", "dev.penstock.pool.PenstockDataSource");
        assertThat(entries().keySet()).containsExactlyInAnyOrderElementsOf(usedByName());
    }

    @Test
    void everyFieldFoundByNameIsThere() throws ReflectiveOperationException {
        int fields = 0;
        for (Map.Entry<String, String> entry : entries().entrySet()) {
            Class<?> type = Class.forName(entry.getKey(), false, getClass().getClassLoader());
            for (MatchResult member : MEMBER.matcher(entry.getValue()).results().toList()) {
                assertThat(type.getDeclaredField(member.group(1))).isNotNull();
                fields++;
            }
        }
        assertThat(fields).as("one for each handle of a field").isEqualTo((int)
                calls(MethodHandles.Lookup.class, "findVarHandle").count());
    }

    @Test
    void everyProxyIsKnown() {
        assertThat(owners(calls(Proxy.class, "newProxyInstance")))
                .containsExactly("dev.penstock.pool.jdbc.ClosedConnection");
        assertThat(metadata("pool", "proxy-config.json")).contains("[\"java.sql.Connection\"]");
    }

    @Test
    void onlyClassesOfTheApplicationAreLoadedByName() {
        assertThat(owners(calls(Class.class, "forName")))
                .containsExactly("dev.penstock.pool.config.ApplicationClasses");
        assertThat(owners(calls(ClassLoader.class, "loadClass"))).isEmpty();
    }
}
