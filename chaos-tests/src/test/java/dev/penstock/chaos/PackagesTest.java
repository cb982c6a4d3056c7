package dev.penstock.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages of the library: their size, their dependencies, and the use that one makes of another. */
class PackagesTest {
    private static final String ROOT = "dev.penstock.";
    private static final String BACKENDS = ROOT + "backends";
    private static final String POOL = ROOT + "pool";
    private static final String SLOTS = BACKENDS + ".slots";
    private static final int MOST_TYPES = 36;

    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT + "waits", ROOT + "discovery", BACKENDS, POOL, ROOT + "console");

    /** For each package of backends, the packages of backends that it may use. */
    private static final Map<String, Set<String>> LAYERS_OF_BACKENDS = Map.of(
            BACKENDS,
            Set.of(),
            BACKENDS + ".jdbc",
            Set.of(BACKENDS, BACKENDS + ".sockets"),
            BACKENDS + ".diagnostics",
            Set.of(BACKENDS, BACKENDS + ".threads", BACKENDS + ".sockets"),
            BACKENDS + ".sockets",
            Set.of(BACKENDS + ".threads"),
            BACKENDS + ".threads",
            Set.of(BACKENDS),
            BACKENDS + ".roles",
            Set.of(BACKENDS, BACKENDS + ".threads"),
            BACKENDS + ".slots",
            Set.of(BACKENDS, BACKENDS + ".threads", BACKENDS + ".roles", BACKENDS + ".sockets"),
            BACKENDS + ".routing",
            Set.of(BACKENDS, BACKENDS + ".threads", BACKENDS + ".roles", BACKENDS + ".slots"),
            BACKENDS + ".service",
            Set.of(BACKENDS, BACKENDS + ".threads", BACKENDS + ".roles", BACKENDS + ".slots", BACKENDS + ".routing"));

    /** The types of the root package of the pool that assemble a pool or show it to an application. */
    private static final Set<String> FACADE = Set.of(
            "ConfigControl",
            "MBeanRegistration",
            "PenstockConfig",
            "PenstockConfigMXBean",
            "PenstockDataSource",
            "PenstockJndiFactory",
            "PenstockPoolMXBean",
            "PoolControl",
            "PoolFactory",
            "PoolOperations",
            "PoolParts",
            "PoolShutdown",
            "PoolStart",
            "PoolStarter",
            "RoutedDataSource",
            "RunningPool");

    /** The types of {@code backends.slots} that the pool may use. */
    private static final Set<String> SLOT_TYPES_OF_POOL = Set.of("Slot", "SlotListener", "SlotSet");

    /** The methods of {@code Slot} and {@code SlotSet} that the pool may call. */
    private static final Set<String> SLOT_METHODS_OF_POOL = Set.of(
            "Slot.bargeCount",
            "Slot.beginReset",
            "Slot.condemned",
            "Slot.connection",
            "Slot.freeOrRetire",
            "Slot.freeSince",
            "Slot.id",
            "Slot.isLastUsedBy",
            "Slot.ledger",
            "Slot.markDoubted",
            "Slot.markProven",
            "Slot.offered",
            "Slot.pid",
            "Slot.provenAt",
            "Slot.rememberUseBy",
            "Slot.set",
            "Slot.setBargeCount",
            "Slot.state",
            "Slot.tryHandOver",
            "SlotSet.backend",
            "SlotSet.bucketOf",
            "SlotSet.isDoubtful",
            "SlotSet.serves");

    @Test
    void noPackageIsTooLarge() {
        Map<String, Long> large = LIBRARY.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        large.values().removeIf(types -> types <= MOST_TYPES);

        assertThat(large).isEmpty();
    }

    @Test
    void packagesFormNoCycle() {
        assertThat(cycles(
                        LIBRARY.stream()
                                .filter(type -> !type.getPackageName().startsWith(POOL))
                                .toList(),
                        JavaClass::getPackageName))
                .isEmpty();
    }

    @Test
    void packagesOfBackendsUseOnlyLowerLayers() {
        Map<String, Set<String>> used = dependencies(in(BACKENDS), JavaClass::getPackageName);

        assertThat(LAYERS_OF_BACKENDS.keySet()).containsAll(used.keySet());
        used.forEach((user, packages) -> assertThat(LAYERS_OF_BACKENDS.get(user))
                .as("packages that %s may use", user)
                .containsAll(packages));
    }

    @Test
    void packagesOfPoolFormNoCycleAndUseNoFacade() {
        Map<String, Set<String>> used = dependencies(in(POOL), PackagesTest::layerOfPool);

        assertThat(used).containsKeys("facade", POOL + ".claims", POOL + ".source");
        assertThat(used.get("values"))
                .as("used by the values of the root package")
                .isNull();
        used.forEach((user, packages) ->
                assertThat(packages).as("layers that %s uses", user).doesNotContain("facade"));
        assertThat(cycles(in(POOL), PackagesTest::layerOfPool)).isEmpty();
    }

    @Test
    void facadeOfPoolIsComplete() {
        assertThat(in(POOL).stream()
                        .filter(type -> type.getPackageName().equals(POOL))
                        .map(PackagesTest::topLevelName))
                .containsAll(FACADE);
    }

    @Test
    void poolUsesOnlyItsTypesOfSlots() {
        assertThat(in(POOL).stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .map(Dependency::getTargetClass)
                        .filter(type -> type.getPackageName().equals(SLOTS))
                        .map(PackagesTest::topLevelName)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(SLOT_TYPES_OF_POOL);
    }

    @Test
    void poolCallsOnlyItsMethodsOfSlots() {
        assertThat(in(POOL).stream()
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .filter(access ->
                                access.getTargetOwner().getPackageName().equals(SLOTS))
                        .filter(access ->
                                !access.getTargetOwner().getSimpleName().equals("SlotListener"))
                        .map(PackagesTest::name)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(SLOT_METHODS_OF_POOL);
    }

    private static String name(JavaAccess<?> access) {
        return access.getTargetOwner().getSimpleName() + "."
                + access.getTarget().getName();
    }

    private static List<JavaClass> in(String root) {
        return LIBRARY.stream()
                .filter(type -> (type.getPackageName() + ".").startsWith(root + "."))
                .toList();
    }

    /** The package of a type, or which of the two layers of the root package it belongs to. */
    private static String layerOfPool(JavaClass type) {
        if (!type.getPackageName().equals(POOL)) {
            return type.getPackageName();
        }
        return FACADE.contains(topLevelName(type)) ? "facade" : "values";
    }

    private static String topLevelName(JavaClass type) {
        return Stream.iterate(type, outer -> outer.getEnclosingClass().orElse(null))
                .takeWhile(outer -> outer != null)
                .reduce((inner, outer) -> outer)
                .orElseThrow()
                .getSimpleName();
    }

    /** For each group of {@code types} that uses others: the groups that it uses. */
    private static Map<String, Set<String>> dependencies(
            Collection<JavaClass> types, Function<JavaClass, String> group) {
        Map<String, Set<String>> used = new TreeMap<>();
        Set<JavaClass> known = Set.copyOf(types);
        for (JavaClass type : types) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass();
                if (known.contains(target) && !group.apply(target).equals(group.apply(type))) {
                    used.computeIfAbsent(group.apply(type), user -> new TreeSet<>())
                            .add(group.apply(target));
                }
            }
        }
        return used;
    }

    /** The groups that are part of a cycle or use one; empty if there is no cycle. */
    private static Map<String, Set<String>> cycles(Collection<JavaClass> types, Function<JavaClass, String> group) {
        Map<String, Set<String>> left = dependencies(types, group);
        int before;
        do {
            before = left.size();
            Set<String> using = Set.copyOf(left.keySet());
            left.values().forEach(targets -> targets.retainAll(using));
            left.values().removeIf(Set::isEmpty);
        } while (left.size() < before);
        return left;
    }
}
