package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.threads.BoundedWorkers;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.waits.WaitEvent;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Aborts that find a thread late, since closes hang. */
class CloserTest {
    private final AtomicInteger aborts = new AtomicInteger();
    private final Connection connection = (Connection) Proxy.newProxyInstance(
            CloserTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("abort");
                aborts.incrementAndGet();
                return null;
            });

    private void abortLate(boolean answeredMeanwhile) throws InterruptedException {
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            fixture.controller.resize(1, false);
            fixture.awaitFree(1);
            Slot slot = fixture.set.tryClaim(0);
            BoundedWorkers lane = new BoundedWorkers(ThreadSource.OWN, "closer-test", 1);
            EffectRunner.Context context = fixture.context();
            Closer closer = new Closer(
                    "test",
                    context,
                    new Deadlines(context, "test"),
                    lane,
                    fixture.accounts.meters().meter(WaitEvent.SLOT_CLOSE, "test"),
                    () -> {});
            CountDownLatch hangs = new CountDownLatch(1);
            CountDownLatch over = new CountDownLatch(1);
            lane.submit(call -> await(hangs));
            slot.tracking.aborted = true;
            closer.abort(slot, connection);
            slot.tracking.aborted = !answeredMeanwhile;
            slot.set().setHealth(BackendHealth.REMOVED);
            lane.submit(call -> over.countDown());
            hangs.countDown();
            await(over);
            lane.close();
            slot.free(SlotState.CLAIMED, fixture.now());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(StatusTaskFixture.LIMIT.toNanos(), TimeUnit.NANOSECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aClaimKeepsItsConnectionWhereTheServerHasAnsweredSinceThoughItIsAwayAgain() throws InterruptedException {
        abortLate(true);
        assertThat(aborts).hasValue(0);
    }

    @Test
    void aClaimLosesItsConnectionThoughTheAbortIsLateWhereTheServerHasNotAnswered() throws InterruptedException {
        abortLate(false);
        assertThat(aborts).hasValue(1);
    }
}
