package dev.penstock.backends.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.slots.Slot;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** No connection is opened or kept for nobody. */
class SpareSlotsTest {
    private static final Duration LIMIT = BackendsFixture.LIMIT;

    private static BackendsFixture withoutSpares(int maximum, Duration idleTimeout) {
        BackendsPolicy quick = BackendsFixture.quick(maximum, 0);
        BackendsPolicy.Connect connect = new BackendsPolicy.Connect(LIMIT, Duration.ofMillis(5), Duration.ofMillis(40));
        BackendsPolicy.Size size = new BackendsPolicy.Size(maximum, 0, idleTimeout);
        BackendsPolicy policy = new BackendsPolicy(size, connect, quick.life(), quick.status());
        return new BackendsFixture(policy, NanoClock.system(), null);
    }

    @Test
    void attemptsThatHaveNotBegunEndWithTheBurst() {
        try (BackendsFixture bench = withoutSpares(20, Duration.ZERO)) {
            bench.found(1);
            bench.awaitFree(1);
            StubScript connect = bench.database.on("Driver.connect").hang();
            bench.waiting = 19;
            bench.backends.requestSlot(1);
            Await.until("all are wanted", LIMIT, () -> bench.backends.counts().total() > 10);
            Await.until("four are under way", LIMIT, () -> connect.hanging() == 4);
            bench.waiting = 0;
            Await.until(
                    "the others are gone", LIMIT, () -> bench.backends.counts().total() == 5);
            connect.usual();
            connect.release();
            bench.awaitFree(5);
            assertThat(bench.database.connectionsOpened()).isEqualTo(5);
        }
    }

    @Test
    void lastConnectionGoesAfterIdleTimeout() {
        try (BackendsFixture bench = withoutSpares(4, Duration.ofMillis(30))) {
            bench.found(1);
            Await.until("it connects", LIMIT, () -> bench.database.connectionsOpened() == 1);
            Await.until("it is closed", LIMIT, () -> bench.database.connectionsOpen() == 0);
            assertThat(bench.backends.counts().total()).isZero();
        }
    }

    @Test
    void claimOfPoolWithoutConnectionGetsOne() {
        try (BackendsFixture bench = withoutSpares(4, Duration.ofMillis(30))) {
            bench.found(1);
            Await.until("it connects", LIMIT, () -> bench.database.connectionsOpened() == 1);
            Await.until("it is closed", LIMIT, () -> bench.backends.counts().total() == 0);
            bench.waiting = 1;
            bench.backends.requestSlot(1);
            Await.until(
                    "it connects again", LIMIT, () -> bench.backends.counts().unclaimed() > 0);
            for (Slot slot : bench.claimAll()) {
                bench.release(slot);
            }
            bench.waiting = 0;
        }
    }
}
