package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.backends.Microstate;
import dev.penstock.backends.StallReport;
import dev.penstock.backends.threads.HandoffExecutor;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.lab.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What a report says of a task that does not answer, and of the application's executor. */
class StallReportTest {
    private static final Duration LIMIT = StatusTaskFixture.LIMIT;

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HandoffExecutor handoff(ExecutorService target) {
        return new HandoffExecutor(target, "test", ThreadSource.OWN);
    }

    private static StallReport stalled(StatusTaskFixture fixture, Microstate expected) {
        fixture.clock.advance(Duration.ofSeconds(2));
        Await.until("it shows as " + expected, LIMIT, () -> {
            StallReport seen = fixture.controller
                    .findStall(fixture.now(), Duration.ofSeconds(1))
                    .orElse(null);
            return seen != null && seen.microstate() == expected;
        });
        return fixture.controller
                .findStall(fixture.now(), Duration.ofSeconds(1))
                .orElse(null);
    }

    @Test
    void taskThatWaitsForMonitorIsReportedWithItsOwner() {
        Object monitor = new Object();
        CountDownLatch owned = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread owner = new Thread(
                () -> {
                    synchronized (monitor) {
                        owned.countDown();
                        await(release);
                    }
                },
                "the owner");
        owner.start();
        await(owned);
        AtomicBoolean first = new AtomicBoolean(true);
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            fixture.onReply = () -> {
                if (first.getAndSet(false)) {
                    synchronized (monitor) {
                        LockSupport.unpark(Thread.currentThread());
                    }
                }
            };
            fixture.controller.requestStatus(fixture.now());
            StallReport report = stalled(fixture, Microstate.BLOCKED);
            assertThat(report.activity().cpu())
                    .hasValueSatisfying(cpu -> assertThat(cpu).isGreaterThanOrEqualTo(Duration.ZERO));
            assertThat(report.activity().lock()).hasValueSatisfying(StallReportTest::isTheOwners);
            assertThat(report.toString()).contains("BLOCKED", "which thread 'the owner' (WAITING)", "on a processor");
            assertThat(fixture.controller.view().microstate()).isEqualTo(Microstate.BLOCKED);
            release.countDown();
        } finally {
            release.countDown();
        }
    }

    private static void isTheOwners(StallReport.Lock lock) {
        assertThat(lock.name()).startsWith("java.lang.Object@");
        assertThat(lock.owner()).hasValueSatisfying(thread -> {
            assertThat(thread.thread()).isEqualTo("the owner");
            assertThat(thread.stack()).anyMatch(frame -> frame.getClassName().equals(StallReportTest.class.getName()));
        });
    }

    /** A condition has no owner. */
    @Test
    void forATaskThatWaitsForWhatNobodyOwnsItNamesThat() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            fixture.onReply = () -> {
                if (first.getAndSet(false)) {
                    await(release);
                }
            };
            fixture.controller.requestStatus(fixture.now());
            StallReport report = stalled(fixture, Microstate.WAITING);
            assertThat(report.activity().lock()).hasValueSatisfying(lock -> {
                assertThat(lock.name()).startsWith("java.util.concurrent.CountDownLatch$Sync@");
                assertThat(lock.owner()).isEmpty();
            });
            assertThat(report.toString()).contains("WAITING", ", for java.util.concurrent.CountDownLatch$Sync@");
            release.countDown();
        } finally {
            release.countDown();
        }
    }

    @Test
    void forATaskThatIsQueuedItSaysWhatTheExecutorIsBusyWith() {
        ThreadPoolExecutor target = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> new Thread(work, "target"));
        HandoffExecutor executor = handoff(target);
        CountDownLatch release = new CountDownLatch(1);
        try (StatusTaskFixture fixture = new StatusTaskFixture(executor)) {
            fixture.controller.requestStatus(fixture.now());
            Await.until("it answers", LIMIT, () -> fixture.replies.size() == 1);
            CountDownLatch busy = new CountDownLatch(1);
            target.execute(() -> {
                busy.countDown();
                StallReportTest.await(release);
            });
            await(busy);
            fixture.controller.requestStatus(fixture.now());
            StallReport report = stalled(fixture, Microstate.QUEUED);
            assertThat(report.executor()).hasValueSatisfying(use -> {
                assertThat(use.description()).contains("active threads = 1", "queued tasks");
                assertThat(use.occupants()).singleElement().satisfies(occupant -> {
                    assertThat(occupant.thread()).isEqualTo("target");
                    assertThat(occupant.stack())
                            .anyMatch(frame -> frame.getClassName().equals(StallReportTest.class.getName()));
                });
            });
            assertThat(report.toString()).contains("QUEUED", "thread 'target' (WAITING)");
            fixture.beat();
            fixture.awaitHealed();
            release.countDown();
        } finally {
            release.countDown();
            target.shutdown();
            executor.close();
        }
    }

    @Test
    void anExecutorWhoseExecuteWaitsHoldsUpNobodyAndIsNamed() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch waits = new CountDownLatch(1);
        HandoffExecutor executor = new HandoffExecutor(
                task -> {
                    waits.countDown();
                    await(release);
                },
                "test",
                ThreadSource.OWN);
        try (StatusTaskFixture fixture = new StatusTaskFixture(executor)) {
            fixture.controller.requestStatusFor(7, fixture.now());
            await(waits);
            StallReport report = stalled(fixture, Microstate.QUEUED);
            assertThat(report.claim()).isPresent();
            assertThat(report.executor().orElseThrow().occupants())
                    .singleElement()
                    .satisfies(occupant -> assertThat(occupant.thread()).startsWith("penstock-dispatch-test"));
            fixture.beat();
            fixture.awaitHealed();
            release.countDown();
        } finally {
            release.countDown();
            executor.close();
        }
    }

    @Test
    void anExecutorThatRefusesIsAskedAgain() {
        AtomicBoolean refuse = new AtomicBoolean(true);
        ExecutorService target = Executors.newSingleThreadExecutor();
        HandoffExecutor executor = new HandoffExecutor(
                task -> {
                    if (refuse.getAndSet(false)) {
                        throw new LinkageError("scripted");
                    }
                    target.execute(task);
                },
                "test",
                ThreadSource.OWN);
        try (StatusTaskFixture fixture = new StatusTaskFixture(executor)) {
            fixture.controller.requestStatus(fixture.now());
            Await.until("it was refused and is asked again", LIMIT, () -> {
                fixture.controller.post(new StatusMessage.Request(-1, 0, fixture.now()));
                return !fixture.replies.isEmpty();
            });
            assertThat(fixture.controller.view().epoch()).isEqualTo(1);
        } finally {
            target.shutdown();
            executor.close();
        }
    }

    @Test
    void virtualThreadsWillDo() throws ReflectiveOperationException {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads came with Java 21");
        ExecutorService target = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        HandoffExecutor executor = handoff(target);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        try (StatusTaskFixture fixture = new StatusTaskFixture(executor)) {
            fixture.onReply = () -> {
                if (first.getAndSet(false)) {
                    await(release);
                }
            };
            fixture.controller.resize(3, false);
            fixture.awaitFree(3);
            fixture.controller.requestStatus(fixture.now());
            StallReport report = stalled(fixture, Microstate.WAITING);
            assertThat(report.stack()).anyMatch(frame -> frame.getClassName().equals(StallReportTest.class.getName()));
            fixture.beat();
            fixture.awaitHealed();
            release.countDown();
        } finally {
            release.countDown();
            target.shutdown();
            executor.close();
        }
    }
}
