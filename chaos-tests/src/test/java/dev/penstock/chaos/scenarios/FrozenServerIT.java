package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendView;
import dev.penstock.chaos.world.Census;
import dev.penstock.chaos.world.Latencies;
import dev.penstock.chaos.world.Workload;
import dev.penstock.chaos.world.World;
import dev.penstock.lab.Await;
import dev.penstock.pool.PenstockDataSource;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** One of five servers stops to answer under load, and comes back. */
class FrozenServerIT {
    private static final int BACKENDS = 5;
    private static final int FROZEN = 1;
    private static final Duration WINDOW = Duration.ofSeconds(3);
    private static final double P99 = 0.99;

    @Test
    void claimsGoOnElsewhereAndNothingIsLost() throws Exception {
        try (World world = new World(BACKENDS);
                Census census = new Census(world.cluster());
                PenstockDataSource pool = world.pool()) {
            pool.setMaximumPoolSize(4 * BACKENDS);
            Workload workload = new Workload(pool, 8);
            workload.start();
            Ending.awaitOnline(pool, BACKENDS);
            workload.rate(WINDOW);
            Latencies undisturbed = workload.watchClaims();
            workload.rate(WINDOW);

            Latencies disturbed = workload.watchClaims();
            long frozenAt = System.nanoTime();
            world.cluster().server(FROZEN).freeze();
            await("the frozen server noticed", () -> state(pool, FROZEN).equals("OFFLINE"));
            double noticed = (System.nanoTime() - frozenAt) / 1e6;
            long before = workload.transfers();
            await("transfers elsewhere", () -> workload.transfers() > before + 100);
            assertThat(state(pool, FROZEN)).isEqualTo("OFFLINE");
            workload.rate(WINDOW);

            world.cluster().server(FROZEN).thaw();
            await("the thawed server back", () -> state(pool, FROZEN).equals("ONLINE"));
            tell(noticed, undisturbed, disturbed);
            Ending.check(world, pool, workload, census);
        }
    }

    private static void tell(double noticed, Latencies undisturbed, Latencies disturbed) {
        double before = undisturbed.percentileNanos(P99) / 1e3;
        double during = disturbed.percentileNanos(P99) / 1e3;
        System.out.printf(
                Locale.ROOT,
                "freeze of one of five: routed around after %.0f ms; p99 of a claim's acquire %.1f us, undisturbed"
                        + " %.1f us (%.2f)%n",
                noticed,
                during,
                before,
                during / before);
    }

    private static String state(PenstockDataSource pool, int server) {
        return pool.backends().stream()
                .filter(view -> view.backend().name().equals(World.name(server)))
                .map(BackendView::state)
                .findFirst()
                .orElse("unknown");
    }

    private static void await(String what, Await.Condition condition) {
        Await.until(what, Ending.LIMIT, condition);
    }
}
