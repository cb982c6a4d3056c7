package dev.penstock.chaos;

import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no class of the library does. */
class HouseRulesTest {
    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(
                    "dev.penstock.waits", "dev.penstock.discovery", "dev.penstock.backends", "dev.penstock.pool");

    private static final Set<String> TIMED = Set.of("delayedExecutor", "orTimeout", "completeOnTimeout");

    @Test
    void theLibraryIsThere() {
        assertThat(LIBRARY).hasSizeGreaterThan(100);
    }

    @Test
    void nothingSleeps() {
        assertThat(calls(call -> call.getTargetOwner().isEquivalentTo(Thread.class)
                        && call.getTarget().getName().equals("sleep")))
                .isEmpty();
    }

    /** The thread of that timer would keep the class loader of the application that started it. */
    @Test
    void nothingUsesTheTimerOfTheVirtualMachine() {
        assertThat(calls(call -> call.getTargetOwner().isEquivalentTo(CompletableFuture.class)
                        && TIMED.contains(call.getTarget().getName())))
                .isEmpty();
    }

    @Test
    void nothingPrintsToTheConsole() {
        assertThat(LIBRARY.stream()
                        .flatMap(type -> type.getFieldAccessesFromSelf().stream())
                        .filter(access -> access.getTargetOwner().isEquivalentTo(System.class)))
                .isEmpty();
        assertThat(calls(call -> call.getTarget().getName().equals("printStackTrace")))
                .isEmpty();
    }

    @Test
    void durationsComeFromAMonotonicClock() {
        assertThat(calls(call -> call.getTargetOwner().isEquivalentTo(System.class)
                        && call.getTarget().getName().equals("currentTimeMillis")))
                .isEmpty();
    }

    @Test
    void noMethodIsSynchronized() {
        assertThat(LIBRARY.stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.getModifiers().contains(SYNCHRONIZED)))
                .isEmpty();
    }

    @Test
    void theWaitsModuleKnowsNothingOfJdbc() {
        assertThat(LIBRARY.stream()
                        .filter(type -> type.getPackageName().equals("dev.penstock.waits"))
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .map(dependency -> dependency.getTargetClass().getPackageName())
                        .filter(name -> name.startsWith("java.sql")))
                .isEmpty();
    }

    private static List<JavaMethodCall> calls(Predicate<JavaMethodCall> forbidden) {
        return LIBRARY.stream()
                .flatMap(HouseRulesTest::callsOf)
                .filter(forbidden)
                .toList();
    }

    private static Stream<JavaMethodCall> callsOf(JavaClass type) {
        return type.getMethodCallsFromSelf().stream();
    }
}
