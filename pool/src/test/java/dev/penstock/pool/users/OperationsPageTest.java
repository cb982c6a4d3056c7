package dev.penstock.pool.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.Pools;
import dev.penstock.pool.operations.ClaimView;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.operations.Operation;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Java code of docs/operations.md, compiled and run. */
@SuppressWarnings("try") // The page shows operations that nothing in their body refers to.
class OperationsPageTest {
    private static final Logger log = LoggerFactory.getLogger(OperationsPageTest.class);
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "penstock", "pool", "users", "OperationsPageTest.java");

    @RegisterExtension
    final Pools pools = new Pools();

    private static void checkOut(PenstockDataSource pool) {
        try (Operation operation = Operation.begin("checkout").withDeadline(Duration.ofSeconds(20))) {
            pay(pool);
        }
    }

    private static void carry(Operation operation, Executor executor, PenstockDataSource pool) {
        Operation.Handle handle = operation.handle();
        executor.execute(() -> {
            try (Operation carried = handle.enter()) {
                pay(pool);
            }
        });
    }

    private static void carryWithContext(ExecutorService plain, PenstockDataSource pool) {
        ExecutorService executor = ContextExecutorService.wrap(
                plain, ContextSnapshotFactory.builder().build()::captureAll);
        executor.execute(() -> pay(pool));
    }

    private static void logWaits(PenstockDataSource pool) {
        WaitSnapshot waits = pool.waits();
        for (String name : waits.operations()) {
            log.info(
                    "{}: waited for a slot {} ns",
                    name,
                    waits.operation(name, WaitEvent.CLAIM_WAIT_SLOT).totalNanos());
        }
    }

    private static void pay(PenstockDataSource pool) {
        try (Connection connection = pool.getConnection()) {
            ClaimView view = connection.unwrap(ClaimView.class);
            log.info("{}", view);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everySnippetOfThePageIsCompiledHere() throws IOException {
        PageSnippets.assertInSource(PAGE, SOURCE, 5);
    }

    @Test
    void operationsOfThePageCount() throws InterruptedException {
        PenstockDataSource pool = pools.full(1, config -> {});
        checkOut(pool);
        try (Operation operation = Operation.begin("report")) {
            carry(operation, Runnable::run, pool);
        }
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Operation operation = Operation.begin("import")) {
            carryWithContext(thread, pool);
        }
        thread.shutdown();
        assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        logWaits(pool);

        assertThat(pool.waits().operations()).containsExactly("checkout", "import", "report");
    }
}
