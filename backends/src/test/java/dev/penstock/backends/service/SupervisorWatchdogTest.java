package dev.penstock.backends.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.FakeClock;
import dev.penstock.lab.Await;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The supervisor is replaced when it dies or hangs. */
class SupervisorWatchdogTest {
    private static final Duration LIMIT = BackendsFixture.LIMIT;

    private static BackendsPolicy policy() {
        BackendsPolicy quick = BackendsFixture.quick(2, 2);
        return new BackendsPolicy(
                quick.size(),
                quick.connect(),
                quick.life(),
                new BackendsPolicy.Status(
                        Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(750), Duration.ofMillis(300)));
    }

    @Test
    void oneThatHangsIsReplacedAndWhatTheResolverFindsIsApplied() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean hang = new AtomicBoolean(true);
        try (BackendsFixture fixture = new BackendsFixture(policy(), NanoClock.system(), null)) {
            Supervisor first = fixture.backends.supervisor();
            fixture.onRoutingChanged = () -> {
                if (Thread.currentThread().getName().startsWith("penstock-supervisor-") && hang.getAndSet(false)) {
                    awaitThroughInterrupts(release);
                }
            };
            Await.until("it hangs", LIMIT, () -> !hang.get());
            Await.until("another takes over", LIMIT, () -> fixture.backends.supervisor() != first);
            fixture.found(1);
            fixture.awaitFree(2);
            Await.until("it beats", LIMIT, () -> fixture.backends.heartbeatAge().compareTo(Duration.ofMillis(200)) < 0);
            release.countDown();
        } finally {
            release.countDown();
        }
    }

    private static void awaitThroughInterrupts(CountDownLatch latch) {
        boolean over = false;
        while (!over) {
            try {
                latch.await();
                over = true;
            } catch (InterruptedException e) {
                over = false;
            }
        }
    }

    @Test
    void oneWhoseBeatsEndedIsReplaced() {
        try (BackendsFixture fixture = new BackendsFixture(policy(), NanoClock.system(), null)) {
            Supervisor first = fixture.backends.supervisor();
            fixture.backends.watchdog().kill();
            Await.until("another takes over", LIMIT, () -> fixture.backends.supervisor() != first);
            fixture.found(1);
            fixture.awaitFree(2);
        }
    }

    @Test
    void aSupervisorThatIsIdleForLongByItsPolicyIsLeftAlone() {
        BackendsPolicy quick = policy();
        BackendsPolicy seldom = new BackendsPolicy(
                quick.size(),
                quick.connect(),
                quick.life(),
                new BackendsPolicy.Status(
                        Duration.ofHours(1), Duration.ofHours(2), Duration.ofMillis(750), Duration.ofMillis(300)));
        FakeClock clock = new FakeClock();
        try (BackendsFixture fixture = new BackendsFixture(seldom, clock, null)) {
            Supervisor first = fixture.backends.supervisor();
            clock.advance(Duration.ofHours(3));
            fixture.backends.watchdog().checkSupervisor();
            assertThat(fixture.backends.supervisor()).isSameAs(first);
            assertThat(fixture.backends.heartbeatAge()).isEqualTo(Duration.ofHours(3));
        }
    }
}
