package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.Connector;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.threads.BoundedWorkers;
import dev.penstock.backends.threads.FragileScheduler;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.lab.Await;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Aborts that find a thread late because closes hang, and closes that the server does not confirm. */
class CloserTest {
    private final Unconfirmed unconfirmed = new Unconfirmed();
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
            Slot slot = fixture.set.tryClaim(0, 0);
            BoundedWorkers workers = new BoundedWorkers(ThreadSource.OWN, "closer-test", 1);
            Closer closer = closer(fixture, fixture.context().connector(), workers);
            CountDownLatch hangs = new CountDownLatch(1);
            CountDownLatch ended = new CountDownLatch(1);
            workers.submit(call -> await(hangs));
            slot.tracking.abortRequested = true;
            closer.abort(slot, connection);
            slot.tracking.abortRequested = !answeredMeanwhile;
            slot.set().setHealth(BackendHealth.REMOVED);
            workers.submit(call -> ended.countDown());
            hangs.countDown();
            await(ended);
            workers.close();
            slot.free(SlotState.CLAIMED, fixture.now());
        }
    }

    private Closer closer(StatusTaskFixture fixture, Connector connector, BoundedWorkers workers) {
        PoolContext context = fixture.context();
        PoolRuntime runtime = context.runtime();
        return new Closer(
                "test",
                runtime,
                new ConnectorCalls(
                        fixture.set,
                        connector,
                        context.policies(),
                        new BackendMeters(fixture.accounts, "test"),
                        fixture.clock,
                        () -> {}),
                new Deadlines("test", runtime, context.policies()),
                workers,
                unconfirmed);
    }

    /** Takes the sessions whose end is not confirmed. */
    private static final class Unconfirmed implements Closer.Listener {
        private final BlockingQueue<ClosingSession> sessions = new LinkedBlockingQueue<>();

        @Override
        public void closed() {}

        @Override
        public void unconfirmed(ClosingSession session) {
            sessions.add(session);
        }
    }

    /** A connector that closes connections and does not know whether the server has ended the session. */
    private static Connector unconfirming(Connector usual) {
        return (Connector) Proxy.newProxyInstance(
                CloserTest.class.getClassLoader(), new Class<?>[] {Connector.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        throw new SQLTimeoutException("scripted");
                    }
                    return method.invoke(usual, arguments);
                });
    }

    @Test
    void closeThatTheServerDoesNotConfirmIsReported() throws InterruptedException {
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            BoundedWorkers workers = new BoundedWorkers(ThreadSource.OWN, "closer-test", 1);
            ClosingSession session = fixture.set.startClosing(connection);
            closer(fixture, unconfirming(fixture.context().connector()), workers)
                    .close(session);
            assertThat(unconfirmed.sessions.poll(StatusTaskFixture.LIMIT.toNanos(), TimeUnit.NANOSECONDS))
                    .isSameAs(session);
            assertThat(session.ended()).isFalse();
            session.end();
            workers.close();
        }
    }

    private static BoundedWorkers fragile(FragileScheduler scheduler) {
        return new BoundedWorkers(new ThreadSource(null, scheduler), "closer-test", 1);
    }

    @Test
    void closeThatFindsNoThreadIsTriedAgain() {
        FragileScheduler scheduler = new FragileScheduler();
        scheduler.setFails(true);
        StatusTaskFixture.ManualTimer timer = new StatusTaskFixture.ManualTimer();
        try (StatusTaskFixture fixture = new StatusTaskFixture(null, timer)) {
            BoundedWorkers workers = fragile(scheduler);
            Connector connector = fixture.context().connector();
            Connection opened = connector.connect(fixture.set.backend(), StatusTaskFixture.LIMIT);
            ClosingSession session = fixture.set.startClosing(opened);
            closer(fixture, connector, workers).close(session);
            for (int second = 0; second < 5; second++) {
                assertThat(timer.scheduled(ClosingSession.LIMIT))
                        .as("one watch and one retry")
                        .isEqualTo(2);
                timer.fire(ClosingSession.LIMIT);
            }
            assertThat(session.ended()).isFalse();
            scheduler.setFails(false);
            timer.fire(ClosingSession.LIMIT);
            Await.until("the session is closed", StatusTaskFixture.LIMIT, session::ended);
            workers.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void abortThatFindsNoThreadIsRequestedAgain() {
        FragileScheduler scheduler = new FragileScheduler();
        scheduler.setFails(true);
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            fixture.controller.resize(1, false);
            fixture.awaitFree(1);
            Slot slot = fixture.set.tryClaim(0, 0);
            BoundedWorkers workers = fragile(scheduler);
            Closer closer = closer(fixture, fixture.context().connector(), workers);
            slot.tracking.abortRequested = true;
            assertThatThrownBy(() -> closer.abort(slot, connection)).isInstanceOf(OutOfMemoryError.class);
            assertThat(slot.tracking.abortRequested)
                    .as("the next unanswered probe requests it again")
                    .isFalse();
            workers.close();
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
    void lateAbortSparesTheClaimIfTheServerAnswered() throws InterruptedException {
        abortLate(true);
        assertThat(aborts).hasValue(0);
    }

    @Test
    void lateAbortEndsTheConnectionOfASilentServer() throws InterruptedException {
        abortLate(false);
        assertThat(aborts).hasValue(1);
    }
}
