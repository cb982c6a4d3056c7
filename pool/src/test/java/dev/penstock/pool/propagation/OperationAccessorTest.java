package dev.penstock.pool.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.OperationLints;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operations that the real context-propagation carries. */
@Timeout(60)
class OperationAccessorTest {
    private final ContextSnapshotFactory snapshots =
            ContextSnapshotFactory.builder().build();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();

    @AfterEach
    void noOperationIsOpen() throws Exception {
        assertThat(Operation.current()).isEmpty();
        assertThat(onWorker(Operation::current)).isEmpty();
        worker.shutdown();
    }

    private <T> T onWorker(Callable<T> work) throws Exception {
        return worker.submit(work).get(30, TimeUnit.SECONDS);
    }

    @Test
    void executorCarriesOperationToItsThread() throws Exception {
        ExecutorService carrying = ContextExecutorService.wrap(worker, snapshots::captureAll);
        try (Operation checkout = Operation.begin("checkout")) {
            Optional<Operation> carried = carrying.submit(Operation::current).get(30, TimeUnit.SECONDS);

            assertThat(carried).hasValueSatisfying(operation -> {
                assertThat(operation.name()).isEqualTo("checkout");
                assertThat(operation.isWithin(checkout)).isTrue();
            });
            assertThat(onWorker(Operation::current)).isEmpty();
            assertThat(Operation.current()).containsSame(checkout);
        }
    }

    @Test
    void operationOfThreadIsCurrentAgainAfterScope() throws Exception {
        try (Operation checkout = Operation.begin("checkout")) {
            ContextSnapshot captured = snapshots.captureAll();
            try (ContextSnapshot.Scope scope = captured.setThreadLocals()) {
                assertThat(scope).isNotNull();
                assertThat(Operation.currentOrNull().isWithin(checkout)).isTrue();
            }
            assertThat(Operation.current()).containsSame(checkout);
            onWorker(() -> {
                try (Operation own = Operation.begin("own")) {
                    try (ContextSnapshot.Scope scope = captured.setThreadLocals()) {
                        assertThat(scope).isNotNull();
                        assertThat(Operation.currentOrNull().name()).isEqualTo("checkout");
                    }
                    return assertThat(Operation.current()).containsSame(own);
                }
            });
        }
    }

    @Test
    void operationLeftOpenInScopeIsClosedWithIt() {
        long before = OperationLints.closedOutOfOrder();
        ContextSnapshot captured;
        try (Operation checkout = Operation.begin("checkout")) {
            captured = snapshots.captureAll();
            assertThat(Operation.current()).containsSame(checkout);
        }
        try (ContextSnapshot.Scope scope = captured.setThreadLocals()) {
            assertThat(scope).isNotNull();
            Operation.begin("left open");
        }

        assertThat(Operation.current()).isEmpty();
        assertThat(OperationLints.closedOutOfOrder() - before).isOne();
    }

    @Test
    void captureWithoutOperationHidesThatOfThread() {
        ContextSnapshot none =
                ContextSnapshotFactory.builder().clearMissing(true).build().captureAll();
        try (Operation own = Operation.begin("own")) {
            try (ContextSnapshot.Scope scope = none.setThreadLocals()) {
                assertThat(scope).isNotNull();
                assertThat(Operation.current()).isEmpty();
            }
            assertThat(Operation.current()).containsSame(own);
        }
    }
}
