package dev.penstock.backends.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.slots.StatusTaskFixture;
import dev.penstock.lab.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stuck status task delays no other backend, and backends without slots share a few threads. */
class StatusThreadsTest {
    private static final int TASKS = 100;

    private final SharedThreads shared = new SharedThreads(ThreadSource.OWN, "status-test");
    private final StatusThreads threads = shared.status();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger stuck = new AtomicInteger();

    @AfterEach
    void noThreadIsLeft() {
        release.countDown();
        shared.close();
        Await.until(
                "all threads have ended",
                StatusTaskFixture.LIMIT,
                () -> StatusTaskFixture.threads("penstock-status-").isEmpty());
    }

    private StatusThreads.TaskExecutor executor(boolean hasSlots) {
        return threads.executor("penstock-status-test", () -> hasSlots, false);
    }

    private void hang() {
        stuck.incrementAndGet();
        StatusTaskFixture.await(release);
    }

    private List<StatusThreads.TaskExecutor> hang(int tasks, boolean haveSlots) {
        List<StatusThreads.TaskExecutor> executors = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            StatusThreads.TaskExecutor executor = executor(haveSlots);
            executor.execute(this::hang);
            executors.add(executor);
        }
        return executors;
    }

    private void awaitStuck(int tasks) {
        Await.until(tasks + " tasks are stuck", StatusTaskFixture.LIMIT, () -> stuck.get() == tasks);
    }

    private static void assertRuns(Executor executor) {
        CountDownLatch ran = new CountDownLatch(1);
        executor.execute(ran::countDown);
        Await.until("the task has run", StatusTaskFixture.LIMIT, () -> ran.getCount() == 0);
    }

    @Test
    void stuckTasksWithSlotsDelayNobody() {
        hang(TASKS, true);
        awaitStuck(TASKS);
        assertRuns(executor(true));
        assertRuns(executor(false));
    }

    @Test
    void tasksWithoutSlotsShareThreads() {
        hang(TASKS, false);
        awaitStuck(StatusThreads.SHARED);
        assertThat(StatusTaskFixture.threads("penstock-status-")).hasSize(StatusThreads.SHARED);
        assertRuns(executor(true));
    }

    @Test
    void oneStuckTaskWithoutSlotsDelaysNobody() {
        hang(1, false);
        awaitStuck(1);
        for (int i = 0; i < TASKS; i++) {
            assertRuns(executor(false));
        }
    }

    @Test
    void replacedTasksLeaveTheirThreadsToOthers() {
        List<StatusThreads.TaskExecutor> executors = hang(StatusThreads.SHARED, false);
        awaitStuck(StatusThreads.SHARED);
        executors.forEach(StatusThreads.TaskExecutor::markReplaced);
        assertRuns(executor(false));
    }

    @Test
    void replacingTaskNeedsNoSharedThread() {
        hang(TASKS, false);
        awaitStuck(StatusThreads.SHARED);
        assertRuns(threads.executor("penstock-status-test", () -> false, true));
    }

    @Test
    void threadBearsTheNameOfItsTask() {
        List<String> names = new ArrayList<>();
        for (String task : List.of("penstock-status-one", "penstock-status-other")) {
            StatusThreads.TaskExecutor executor = threads.executor(task, () -> true, false);
            CountDownLatch ran = new CountDownLatch(1);
            executor.execute(() -> {
                executor.nameThread();
                names.add(Thread.currentThread().getName());
                ran.countDown();
            });
            Await.until("the task has run", StatusTaskFixture.LIMIT, () -> ran.getCount() == 0);
        }
        assertThat(names.get(0)).startsWith("penstock-status-one-");
        assertThat(names.get(1)).startsWith("penstock-status-other-");
    }
}
