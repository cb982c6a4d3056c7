package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.threads.BackendThreads;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.SharedThreads;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.lab.Await;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connect attempts of status tasks that were replaced meanwhile, and probes that share threads. */
class ConnectorWorkTest {
    private final List<StatusMessage> mail = new CopyOnWriteArrayList<>();

    private static ConnectorWork work(StatusTaskFixture fixture, BackendThreads threads, List<StatusMessage> mail) {
        PoolContext context = fixture.context();
        PoolRuntime runtime = context.runtime();
        Deadlines deadlines = new Deadlines("test", runtime, context.policies());
        ConnectorCalls connector = context.connectorCalls(fixture.set, new BackendMeters(fixture.accounts, "test"));
        Closer.Listener onClose = new Closer.Notifier(mail::add, context.observer());
        Closer closer = new Closer("test", runtime, connector, deadlines, threads.closes(), onClose);
        return new ConnectorWork(fixture.set, threads, connector, closer, deadlines, mail::add);
    }

    private void awaitResults(int results) {
        Await.until(results + " attempts have ended", StatusTaskFixture.LIMIT, () -> mail.size() == results);
    }

    @Test
    void lateAttemptOfReplacedTaskIsNotBegun() throws SQLException {
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            SharedThreads shared = new SharedThreads(ThreadSource.OWN, "work");
            BackendThreads threads = BackendThreads.of("work", "test", shared);
            ConnectorWork work = work(fixture, threads, mail);
            Slot slot = new Slot(1, fixture.set, fixture.accounts.openLedger("test"));
            work.connect(slot, 2);
            awaitResults(1);
            work.connect(slot, 1);
            work.connect(slot, 2);
            work.connect(slot, 3);
            threads.close();
            shared.close();
            Await.until(
                    "the threads have ended",
                    StatusTaskFixture.LIMIT,
                    () -> StatusTaskFixture.threads("penstock-connect-work-test")
                            .isEmpty());
            List<Integer> attempts = new ArrayList<>();
            for (StatusMessage result : mail) {
                StatusMessage.Connected connected = (StatusMessage.Connected) result;
                attempts.add(connected.attempt());
                fixture.context().connector().close(connected.connection());
            }
            assertThat(attempts).containsExactly(2, 3);
            fixture.accounts.closeLedger(slot.ledger());
        }
    }

    @Test
    void lateAbandonOfReplacedTaskSparesNextAttempt() throws SQLException {
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            SharedThreads shared = new SharedThreads(ThreadSource.OWN, "work");
            BackendThreads threads = BackendThreads.of("work", "test", shared);
            ConnectorWork work = work(fixture, threads, mail);
            CountDownLatch release = new CountDownLatch(1);
            threads.connects().submit(call -> StatusTaskFixture.await(release));
            Slot slot = new Slot(1, fixture.set, fixture.accounts.openLedger("test"));
            work.connect(slot, 2);
            work.abandon(new Effect.AbandonAttempt(slot, 1, null));
            release.countDown();
            awaitResults(1);
            StatusMessage.Connected connected = (StatusMessage.Connected) mail.get(0);
            fixture.context().connector().close(connected.connection());
            threads.close();
            shared.close();
            fixture.accounts.closeLedger(slot.ledger());
        }
    }

    private void probe(ConnectorWork work, int first, int last) {
        for (int attempt = first; attempt <= last; attempt++) {
            work.probe(new Effect.Probe(attempt, true));
        }
    }

    @Test
    void serverThatHangsHasOneSharedProbe() {
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            SharedThreads shared = new SharedThreads(ThreadSource.OWN, "work");
            ConnectorWork work = work(fixture, BackendThreads.of("work", "test", shared), mail);
            CountDownLatch release = new CountDownLatch(1);
            AtomicInteger hanging = new AtomicInteger();
            fixture.onProbe = () -> {
                hanging.incrementAndGet();
                StatusTaskFixture.await(release);
            };
            probe(work, 1, 1);
            Await.until("the first probe hangs", StatusTaskFixture.LIMIT, () -> hanging.get() == 1);
            probe(work, 2, 100);
            release.countDown();
            awaitResults(2);
            assertThat(mail)
                    .containsExactly(new StatusMessage.ProbeEnded(1, null), new StatusMessage.ProbeExpired(100, false));
            assertThat(hanging).hasValue(1);
            shared.close();
        }
    }

    @Test
    void waitingSharedProbeIsSentUnderItsLastNumber() {
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            SharedThreads shared = new SharedThreads(ThreadSource.OWN, "work");
            BackendThreads threads = BackendThreads.of("work", "test", shared);
            CountDownLatch release = new CountDownLatch(1);
            for (int i = 0; i < SharedThreads.PROBE_THREADS; i++) {
                threads.sharedProbes().submit(call -> StatusTaskFixture.await(release));
            }
            ConnectorWork work = work(fixture, threads, mail);
            probe(work, 1, 3);
            assertThat(work.hasSent(1)).isFalse();
            release.countDown();
            awaitResults(1);
            assertThat(mail).containsExactly(new StatusMessage.ProbeEnded(3, null));
            shared.close();
        }
    }
}
