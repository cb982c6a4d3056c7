package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendView;
import dev.penstock.chaos.world.Census;
import dev.penstock.chaos.world.Workload;
import dev.penstock.chaos.world.World;
import dev.penstock.lab.Await;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.waits.EventStats;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The application itself is stopped for 10 s, as by a debugger, a hypervisor or a long garbage collection. */
class FrozenClientIT {
    private static final int BACKENDS = 3;
    private static final Duration PAUSE = Duration.ofSeconds(10);

    @Test
    void noBackendIsBlamedForIt() throws Exception {
        try (World world = new World(BACKENDS);
                Census census = new Census(world.cluster());
                PenstockDataSource pool = world.pool()) {
            // so long that no hiccup of the machine is a pause, but that one
            pool.setStatusTimeout(8_000);
            Workload workload = new Workload(pool, 4);
            workload.start();
            Ending.awaitOnline(pool, BACKENDS);

            stopThisProcessFor(PAUSE);
            long transfers = workload.transfers();
            Await.until("the pause is told", Ending.LIMIT, () -> pauses(pool).total() > 0);
            Await.until("transfers go on", Ending.LIMIT, () -> workload.transfers() > transfers + 100);

            assertThat(pauses(pool).total()).isEqualTo(1);
            assertThat(pauses(pool).maxNanos()).isGreaterThan(PAUSE.dividedBy(2).toNanos());
            assertThat(pool.backends()).allSatisfy(FrozenClientIT::isNotBlamed);
            Ending.check(world, pool, workload, census);
        }
    }

    private static EventStats pauses(PenstockDataSource pool) {
        return pool.waits().event(WaitEvent.RUNTIME_PAUSE);
    }

    private static void isNotBlamed(BackendView view) {
        assertThat(view.lastStall()).isEmpty();
        assertThat(view.epoch()).isEqualTo(1);
        assertThat(view.state()).isEqualTo("ONLINE");
    }

    /** Returns once the process has been stopped and has gone on. */
    private static void stopThisProcessFor(Duration pause) throws Exception {
        long pid = ProcessHandle.current().pid();
        Process signals = new ProcessBuilder(
                        "sh", "-c", "kill -STOP " + pid + "; sleep " + pause.toSeconds() + "; kill -CONT " + pid)
                .inheritIO()
                .start();
        assertThat(signals.waitFor()).isZero();
    }
}
