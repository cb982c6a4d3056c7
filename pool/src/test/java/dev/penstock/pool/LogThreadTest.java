package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.Role;
import dev.penstock.lab.Await;
import dev.penstock.pool.reports.KeptReport;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/** Lines of the background work are written by a thread of their own: a log that hangs stops no other thread. */
class LogThreadTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void changeOfRoleIsLoggedByThreadOfLog() {
        RoledConnector connector = new RoledConnector(pools.database());
        connector.primary(1, 1);
        connector.secondary(2);
        Map<String, String> writers = new ConcurrentHashMap<>();
        Pools.Bare pool = pools.over(
                IntStream.rangeClosed(1, 2).mapToObj(RoledConnector::backend).toList(), connector, 4, config -> {
                    config.setTargetServerType("primary");
                    config.setStatusInterval(100);
                });
        awaitRoles(pool, Role.PRIMARY, Role.SECONDARY);
        try (ScriptedLog log = new ScriptedLog(line -> {
            String writer = Thread.currentThread().getName();
            writers.put(line, writer);
        })) {
            connector.primary(2, 2);
            connector.secondary(1);
            Await.until(
                    "the change is logged",
                    Invariants.LIMIT,
                    () -> writers.keySet().stream().anyMatch(line -> line.contains("is PRIMARY of timeline 2")));
            assertThat(log.lines()).isPositive();
        }
        writers.keySet().removeIf(line -> !line.contains("is PRIMARY") && !line.contains("is SECONDARY"));
        assertThat(writers.values()).isNotEmpty().allMatch(writer -> writer.startsWith("penstock-log-"));
        awaitRoles(pool, Role.SECONDARY, Role.PRIMARY);
    }

    /** The MDC of slf4j-simple keeps nothing; therefore another one takes its place. */
    private static void use(MDCAdapter mdc) throws IllegalAccessException {
        Field field = Stream.of(MDC.class.getDeclaredFields())
                .filter(candidate -> candidate.getType() == MDCAdapter.class)
                .findFirst()
                .orElseThrow();
        field.setAccessible(true);
        field.set(null, mdc);
    }

    @Test
    void lineOfSlowAcquireHasItsTagsInMdc() throws Exception {
        Map<String, Map<String, String>> tags = new ConcurrentHashMap<>();
        MDCAdapter usual = MDC.getMDCAdapter();
        use(new BasicMDCAdapter());
        try (ScriptedLog log = new ScriptedLog(line -> tags.put(line, Map.copyOf(MDC.getCopyOfContextMap())))) {
            PenstockDataSource pool = pools.full(1, config -> config.setSlowAcquireThreshold(20));
            Connection held = pool.getConnection();
            Claimant<Void> claimant = Claimant.start(() -> {
                pool.claim(ClaimOptions.none().withOperation("checkout")).close();
                return null;
            });
            Pools.awaitWaiting(pool, 1);
            Await.until(
                    "the claim is slow",
                    Invariants.LIMIT,
                    () -> pool.records().activity().stream()
                            .anyMatch(claim -> claim.claimNanos() > 50_000_000
                                    && claim.operation().isPresent()));
            held.close();
            claimant.result();
            Await.until(
                    "it is logged", Invariants.LIMIT, () -> slowAcquire(tags).isPresent());
            String claim =
                    pool.reports().kept(KeptReport.Kind.SLOW_ACQUIRE).get(0).claim();
            assertThat(slowAcquire(tags).orElseThrow())
                    .containsEntry("pool", pool.getPoolName())
                    .containsEntry("claim", claim)
                    .containsEntry("operation", "checkout")
                    .containsEntry("backend", pool.backends().get(0).backend().label());
            assertThat(log.lines()).isPositive();
        } finally {
            use(usual);
        }
    }

    private static Optional<Map<String, String>> slowAcquire(Map<String, Map<String, String>> tags) {
        return tags.entrySet().stream()
                .filter(line -> line.getKey().contains("slow_acquire"))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static void awaitRoles(Pools.Bare pool, Role... roles) {
        Await.until(
                "the roles are known",
                Invariants.LIMIT,
                () -> pool.backends().stream().map(BackendView::role).toList().equals(List.of(roles)));
    }
}
