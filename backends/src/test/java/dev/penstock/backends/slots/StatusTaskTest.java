package dev.penstock.backends.slots;

import static dev.penstock.backends.slots.StatusTaskFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.Microstate;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.StallReport;
import dev.penstock.lab.Await;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.ClaimGuard;
import dev.penstock.waits.ClaimLedger;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A status task on executors good and bad: how it is timed, how its stall is named, how its successor heals the set.
 */
class StatusTaskTest {
    private static final Duration LIMIT = StatusTaskFixture.LIMIT;

    @Test
    void dispatchAndRunAreTimedApart() {
        StatusTaskFixture.Manual executor = new StatusTaskFixture.Manual();
        try (StatusTaskFixture fixture = new StatusTaskFixture(executor)) {
            fixture.onReply = () -> fixture.clock.advance(Duration.ofMillis(50));
            fixture.controller.requestStatus(fixture.now());
            fixture.clock.advance(Duration.ofMillis(300));
            executor.runOne();

            WaitSnapshot snapshot = fixture.accounts.snapshot();
            String label = fixture.controller.label();
            assertThat(snapshot.event(WaitEvent.STATUS_DISPATCH, label).totalNanos())
                    .isEqualTo(Duration.ofMillis(300).toNanos());
            assertThat(snapshot.event(WaitEvent.STATUS_RUN, label).totalNanos())
                    .isEqualTo(Duration.ofMillis(50).toNanos());
            assertThat(snapshot.event(WaitEvent.SLOT_STATUS, label).totalNanos())
                    .isEqualTo(Duration.ofMillis(350).toNanos());
            assertThat(fixture.controller.view().statusNanos())
                    .isEqualTo(Duration.ofMillis(350).toNanos());
        }
    }

    @Test
    void aTaskThatItsExecutorNeverRunsIsQueuedAndItsSuccessorRunsOnAThreadOfItsOwn() {
        try (StatusTaskFixture fixture = new StatusTaskFixture(new StatusTaskFixture.Manual())) {
            fixture.controller.resize(2, false);
            fixture.controller.requestStatus(fixture.now());
            fixture.clock.advance(Duration.ofSeconds(1));
            assertThat(fixture.beat()).as("at the limit").isNull();
            fixture.clock.advance(Duration.ofNanos(1));
            StallReport stall = fixture.beat();
            assertThat(stall).isNotNull();
            assertThat(stall.microstate()).isEqualTo(Microstate.QUEUED);
            assertThat(stall.thread()).isEmpty();
            assertThat(stall)
                    .hasToString("status task of db-1.test/127.0.0.2:5432 has not answered round trip "
                            + stall.roundTrip() + " for 1000 ms: QUEUED, it has never run");

            fixture.awaitHealed();
            fixture.awaitFree(2);
            assertThat(fixture.controller.view().epoch()).isEqualTo(2);
            assertThat(fixture.controller.view().lastStall()).contains(stall);
        }
    }

    @Test
    void aQueuedTaskThatRanBeforeNamesTheThreadItIsQueuedBehindAndWhatThatDoes() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(work -> new Thread(work, "the application's"));
        CountDownLatch done = new CountDownLatch(1);
        try (StatusTaskFixture fixture = new StatusTaskFixture(executor)) {
            fixture.controller.resize(1, false);
            fixture.awaitFree(1);
            executor.execute(() -> await(done));
            fixture.controller.requestStatus(fixture.now());
            fixture.clock.advance(Duration.ofSeconds(2));
            Await.until("the executor is busy", LIMIT, () -> {
                fixture.controller.requestStatus(fixture.now());
                StallReport seen = fixture.controller
                        .findStall(fixture.now() + Duration.ofSeconds(2).toNanos(), Duration.ofSeconds(1))
                        .orElse(null);
                return seen != null && seen.toString().contains("behind thread 'the application's' which is at");
            });
            StallReport stall = fixture.beat();
            fixture.awaitHealed();
            assertThat(stall == null || stall.microstate() == Microstate.QUEUED).isTrue();
            done.countDown();
        } finally {
            done.countDown();
            executor.shutdown();
        }
    }

    @Test
    void anExecutorThatRefusesIsAskedAgainAndItsTaskReplaced() {
        AtomicInteger asked = new AtomicInteger();
        try (StatusTaskFixture fixture = new StatusTaskFixture(task -> {
            asked.incrementAndGet();
            throw new RejectedExecutionException("scripted");
        })) {
            fixture.controller.resize(1, false);
            fixture.controller.requestStatus(fixture.now());
            assertThat(asked).hasValueGreaterThanOrEqualTo(2);
            fixture.clock.advance(Duration.ofSeconds(2));
            StallReport stall = fixture.beat();
            assertThat(stall).isNotNull();
            assertThat(stall.microstate()).isEqualTo(Microstate.QUEUED);
            fixture.awaitHealed();
            fixture.awaitFree(1);
        }
    }

    @Test
    void claimDuringRequestIsReportedWithTheNextRequest() {
        StatusTaskFixture.Manual executor = new StatusTaskFixture.Manual();
        try (StatusTaskFixture fixture = new StatusTaskFixture(executor)) {
            fixture.controller.requestStatus(fixture.now());
            fixture.controller.requestStatusFor(7, fixture.now());
            executor.runOne();
            assertThat(fixture.replies)
                    .extracting(StatusMessage.Request::claimId)
                    .containsExactly(0L);
            fixture.controller.requestStatusFor(8, fixture.now());
            assertThat(executor.tasks).as("one request in a while").isEmpty();
            fixture.controller.requestStatus(fixture.now());
            executor.runOne();
            assertThat(fixture.replies)
                    .extracting(StatusMessage.Request::claimId)
                    .containsExactly(0L, 8L);
        }
    }

    private static ClaimGuard holding(Slot slot) {
        return new ClaimGuard(ClaimAttributes.NONE) {
            @Override
            protected ClaimLedger ledger() {
                return slot.ledger();
            }

            @Override
            public void reclaim(String reason) {
                throw new UnsupportedOperationException(reason);
            }
        };
    }

    @Test
    void whoHoldsABackendThatLeftIsNamedOnceItsTimeIsUp() {
        Duration limit = Duration.ofSeconds(30);
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            fixture.controller.resize(1, false);
            fixture.awaitFree(1);
            Slot slot = fixture.set.tryClaim(0, 0);
            slot.ledger().recordImmediateClaim(holding(slot), fixture.now());
            assertThat(fixture.controller.lateHolders(fixture.now(), Duration.ZERO))
                    .as("it has not left")
                    .isEmpty();
            fixture.controller.remove("scripted");
            fixture.clock.advance(limit.minusNanos(1));
            assertThat(fixture.controller.lateHolders(fixture.now(), limit)).isEmpty();
            fixture.clock.advance(Duration.ofNanos(1));
            assertThat(fixture.controller.lateHolders(fixture.now(), limit))
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.holder()).isSameAs(Thread.currentThread()));
            assertThat(fixture.controller.lateHolders(fixture.now(), limit))
                    .as("reported once")
                    .isEmpty();
            slot.ledger().recordRelease(fixture.now(), fixture.now());
            Await.until("it is condemned", LIMIT, slot::condemned);
            fixture.controller.close(slot.retire(SlotState.CLAIMED));
            fixture.controller.post(new StatusMessage.SlotRetired(slot));
        }
    }

    @Test
    void anExecutorThatRefusesOnceCostsNothing() {
        AtomicBoolean refuse = new AtomicBoolean(true);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (StatusTaskFixture fixture = new StatusTaskFixture(task -> {
            if (refuse.getAndSet(false)) {
                throw new LinkageError("scripted");
            }
            threads.execute(task);
        })) {
            fixture.controller.resize(1, false);
            fixture.controller.requestStatus(fixture.now());
            fixture.awaitFree(1);
            assertThat(fixture.controller.view().epoch()).isEqualTo(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void anExecutorThatRunsEverythingTwiceRunsItOnce() {
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (StatusTaskFixture fixture = new StatusTaskFixture(task -> {
            threads.execute(task);
            threads.execute(task);
        })) {
            fixture.onReply = () -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.yield();
                inside.decrementAndGet();
            };
            fixture.controller.resize(4, false);
            for (int i = 0; i < 500; i++) {
                fixture.controller.requestStatus(fixture.now());
                fixture.controller.post(new StatusMessage.Request(-1, 0, fixture.now()));
            }
            fixture.awaitFree(4);
            assertThat(most).hasValue(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void anExecutorThatRunsItInTheCallersThreadWillDo() {
        try (StatusTaskFixture fixture = new StatusTaskFixture(Runnable::run)) {
            fixture.controller.resize(4, false);
            fixture.awaitFree(4);
            assertThat(fixture.beat()).isNull();
        }
    }

    @Test
    void aTaskThatWaitsIsNamedReplacedAndRefusedWhenItWakes() {
        CountDownLatch wake = new CountDownLatch(1);
        stuck(() -> await(wake), Microstate.WAITING, wake::countDown);
    }

    @Test
    void aTaskThatSpinsIsNamedReplacedAndRefusedWhenItWakes() {
        AtomicBoolean stop = new AtomicBoolean();
        stuck(
                () -> {
                    while (!stop.get()) {
                        Thread.onSpinWait();
                    }
                },
                Microstate.RUNNING,
                () -> stop.set(true));
    }

    @Test
    void aTaskThatWaitsForAMonitorIsNamedReplacedAndRefusedWhenItWakes() {
        Object monitor = new Object();
        CountDownLatch owned = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread owner = new Thread(() -> {
            synchronized (monitor) {
                owned.countDown();
                await(release);
            }
        });
        owner.start();
        await(owned);
        stuck(
                () -> {
                    synchronized (monitor) {
                        LockSupport.unpark(Thread.currentThread());
                    }
                },
                Microstate.BLOCKED,
                release::countDown);
    }

    /** The task gets stuck while it offers its first slot, with more effects to come. */
    private static void stuck(Runnable hang, Microstate expected, Runnable wake) {
        ExecutorService executor = Executors.newSingleThreadExecutor(work -> new Thread(work, "stuck"));
        AtomicBoolean first = new AtomicBoolean(true);
        try (StatusTaskFixture fixture = new StatusTaskFixture(executor)) {
            fixture.onOffer = () -> {
                if (first.getAndSet(false)) {
                    hang.run();
                }
            };
            fixture.controller.resize(3, false);
            Await.until("the task is stuck", LIMIT, () -> !first.get());
            fixture.controller.requestStatus(fixture.now());
            fixture.clock.advance(Duration.ofSeconds(2));
            Await.until("it shows as " + expected, LIMIT, () -> {
                StallReport seen = fixture.controller
                        .findStall(fixture.now(), Duration.ofSeconds(1))
                        .orElse(null);
                return seen != null && seen.microstate() == expected;
            });
            StallReport stall = fixture.beat();
            assertThat(stall).isNotNull();
            assertThat(stall.thread()).contains("stuck");
            assertThat(stall.stack())
                    .anyMatch(frame -> frame.getClassName().startsWith(StatusTaskTest.class.getName()));
            fixture.awaitHealed();
            fixture.awaitFree(3);

            long refused = fixture.controller.view().refused();
            wake.run();
            Await.until(
                    "the old task is refused",
                    LIMIT,
                    () -> fixture.controller.view().refused() > refused);
            assertThat(fixture.set.counts()).isEqualTo(new SlotCounts(0, 3, 0, 0, 0));
            assertThat(fixture.controller.view().epoch()).isEqualTo(2);
        } finally {
            wake.run();
            executor.shutdown();
        }
    }

    @Test
    void aTaskThatGotStuckInTheMiddleOfARequestHealsToo() {
        CountDownLatch wake = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            fixture.onReply = () -> {
                if (first.getAndSet(false)) {
                    await(wake);
                }
            };
            fixture.controller.requestStatus(fixture.now());
            Await.until("the task is stuck", LIMIT, () -> !first.get());
            fixture.clock.advance(Duration.ofSeconds(2));
            assertThat(fixture.beat()).isNotNull();
            fixture.awaitHealed();
            assertThat(fixture.controller.view().epoch()).isEqualTo(2);
            wake.countDown();
        } finally {
            wake.countDown();
        }
    }

    @Test
    void tasksThatAllHangCostAThreadEachEverMoreSeldom() {
        CountDownLatch wake = new CountDownLatch(1);
        try (StatusTaskFixture fixture = new StatusTaskFixture(null)) {
            fixture.onReply = () -> await(wake);
            for (int second = 0; second < 600; second++) {
                fixture.beat();
                fixture.clock.advance(Duration.ofSeconds(1));
            }
            assertThat(fixture.controller.view().epoch()).isBetween(5, 20);
            wake.countDown();
            fixture.awaitHealed();
        } finally {
            wake.countDown();
        }
    }

    @Test
    void aDeadlineThatPassedWhileTheProcessDidNotRunIsNoVerdict() {
        StatusTaskFixture.ManualTimer timer = new StatusTaskFixture.ManualTimer();
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Duration limit = Duration.ofSeconds(1);
        try (StatusTaskFixture fixture = new StatusTaskFixture(Runnable::run, timer)) {
            fixture.controller.resize(1, false);
            fixture.awaitFree(1);
            fixture.onProbe = () -> {
                sent.countDown();
                await(answer);
            };
            fixture.controller.post(new StatusMessage.ServerSuspected());
            await(sent);
            assertThat(timer.scheduled(limit)).as("its deadline, and its end").isEqualTo(2);

            fixture.clock.advance(Duration.ofSeconds(30));
            timer.fire(limit);
            assertThat(fixture.set.health()).isEqualTo(BackendHealth.ONLINE);
            assertThat(timer.scheduled(limit)).as("its whole time once more").isEqualTo(2);

            fixture.clock.advance(limit);
            timer.fire(limit);
            assertThat(fixture.set.health()).isEqualTo(BackendHealth.OFFLINE);
            answer.countDown();
        } finally {
            answer.countDown();
        }
    }
}
