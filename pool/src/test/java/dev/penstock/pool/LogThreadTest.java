package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.Role;
import dev.penstock.lab.Await;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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
        List<String> others = writers.values().stream()
                .filter(writer -> !writer.startsWith("penstock-log-"))
                .toList();
        assertThat(others).isEmpty();
        awaitRoles(pool, Role.SECONDARY, Role.PRIMARY);
    }

    private static void awaitRoles(Pools.Bare pool, Role... roles) {
        Await.until(
                "the roles are known",
                Invariants.LIMIT,
                () -> pool.backends().stream().map(BackendView::role).toList().equals(List.of(roles)));
    }
}
