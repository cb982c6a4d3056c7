package dev.penstock.pool.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.pool.alerts.Alert;
import dev.penstock.pool.listening.Listeners;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners that hang or throw delay nobody. */
class AlertDeliveryTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final AlertFixture pool = AlertFixture.of("oldest_wait > 1s until 1s for 0s");
    private final List<Alert> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        pool.close();
    }

    /** Raises and resolves an alert. */
    private void raise(int times) {
        for (int i = 0; i < times; i++) {
            pool.waits();
            pool.pass(Duration.ofSeconds(3));
            pool.thaw();
            pool.pass(Duration.ofSeconds(2));
        }
    }

    private void awaitHeard(int alerts) {
        Await.until(alerts + " alerts are heard", LIMIT, () -> heard.size() == alerts);
    }

    @Test
    void listenerHearsAlertsInOrderUntilItIsClosed() throws Exception {
        AutoCloseable registration = pool.engine.listen(heard::add);
        raise(2);
        awaitHeard(4);
        registration.close();
        raise(1);

        assertThat(heard)
                .extracting(Alert::kind)
                .containsExactly(Alert.Kind.FIRES, Alert.Kind.RESOLVED, Alert.Kind.FIRES, Alert.Kind.RESOLVED);
        assertThat(pool.news()).hasSize(6);
    }

    @Test
    void hangingListenerDelaysNoOtherAndIsInterrupted() {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch never = new CountDownLatch(1);
        pool.engine.listen(alert -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        });
        pool.engine.listen(heard::add);
        raise(1);
        awaitHeard(2);
        Await.until("the listener is interrupted", LIMIT, () -> {
            pool.pass(Duration.ofSeconds(1));
            return interrupted.get();
        });
    }

    @Test
    void closedListenerIsInterruptedAndHearsNoWaitingAlert() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AutoCloseable registration = pool.engine.listen(alert -> {
            heard.add(alert);
            called.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        raise(2);
        called.await();
        registration.close();

        Await.until("the call is interrupted", LIMIT, interrupted::get);
        raise(1);
        assertThat(heard).hasSize(1);
    }

    @Test
    void throwingListenerHearsTheNextAlert() {
        pool.engine.listen(alert -> {
            heard.add(alert);
            throw new AssertionError("thrown by a listener");
        });
        raise(1);

        awaitHeard(2);
    }

    @Test
    void alertsBeyondTheLimitAreLeftOut() {
        CountDownLatch go = new CountDownLatch(1);
        pool.engine.listen(alert -> {
            go.await();
            heard.add(alert);
        });
        pool.waits();
        pool.pass(Duration.ofSeconds(2));
        raise(AlertDelivery.MOST_WAITING);
        go.countDown();

        Await.until("the waiting alerts are heard", LIMIT, () -> heard.size() >= AlertDelivery.MOST_WAITING);
        assertThat(heard).hasSizeBetween(AlertDelivery.MOST_WAITING, AlertDelivery.MOST_WAITING + 1);
    }

    @Test
    void tooManyListenersAreRefused() {
        for (int i = 0; i < Listeners.MOST; i++) {
            pool.engine.listen(heard::add);
        }

        assertThatThrownBy(() -> pool.engine.listen(heard::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("8 listeners");
    }
}
