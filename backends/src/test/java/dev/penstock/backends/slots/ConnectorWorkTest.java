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
import org.junit.jupiter.api.Test;

/** Connect attempts of status tasks that were replaced meanwhile. */
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
}
