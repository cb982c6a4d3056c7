package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Connector;
import dev.penstock.backends.FakeClock;
import dev.penstock.backends.SlotSetTestData;
import dev.penstock.backends.StallReport;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.SystemScheduler;
import dev.penstock.backends.threads.ThreadFacts;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.discovery.Backend;
import dev.penstock.lab.Await;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitAccounts;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A slot set with its status task, real threads, a fake clock, a connector that always succeeds, and a scripted
 * observer.
 */
public final class StatusTaskFixture implements AutoCloseable {
    public static final Duration LIMIT = Duration.ofSeconds(10);

    public final FakeClock clock = new FakeClock();
    final WaitAccounts accounts = new WaitAccounts(clock, new CorrelationIds("task"));
    public final SlotSet set = new SlotSet(SlotSetTestData.backend(1));
    public final SlotSetController controller;
    final List<StatusMessage.Request> replies = new CopyOnWriteArrayList<>();
    public volatile Runnable onConnect = () -> {};
    public volatile Runnable onOffer = () -> {};
    volatile Runnable onReply = () -> {};
    volatile Runnable onProbe = () -> {};

    private final ScheduledThreadPoolExecutor timer;
    private final PoolContext context;
    private final AtomicLong slotIds = new AtomicLong();
    private final SlotSetTestData.Connections connections = new SlotSetTestData.Connections();

    public StatusTaskFixture(@Nullable Executor statusExecutor) {
        this(statusExecutor, new ScheduledThreadPoolExecutor(1, ThreadSource.OWN.named("timer")));
    }

    public StatusTaskFixture(@Nullable Executor statusExecutor, ScheduledThreadPoolExecutor timer) {
        this.timer = timer;
        ThreadFacts.load(); // as the supervisor does at its first beat
        BackendsPolicy policy = SlotSetTestData.policy(8);
        SlotSetStateMachine stateMachine = new SlotSetStateMachine(
                set,
                new SlotPolicy(() -> policy, new SplittableRandom(1)),
                () -> new Slot(slotIds.incrementAndGet(), set, accounts.openLedger("test")),
                clock,
                SystemScheduler.INSTANCE);
        context = new PoolContext(
                new Succeeding(),
                () -> policy,
                accounts,
                new PoolRuntime("fixture", clock, timer, ThreadSource.OWN),
                new Observer());
        controller = SlotSetController.create(set, stateMachine, context, statusExecutor);
    }

    /** An executor that keeps its tasks until the test runs them. */
    public static final class Manual implements Executor {
        public final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        public void runOne() {
            tasks.remove().run();
        }

        /** Runs the tasks that come until {@code reached}. */
        public void until(String what, BooleanSupplier reached) {
            Await.until(what, LIMIT, () -> {
                Runnable next = tasks.poll();
                if (next != null) {
                    next.run();
                }
                return reached.getAsBoolean();
            });
        }
    }

    /** A timer that keeps its tasks until the test fires them. */
    static final class ManualTimer extends ScheduledThreadPoolExecutor {
        private final List<Scheduled> scheduled = new CopyOnWriteArrayList<>();

        private record Scheduled(Runnable work, Duration delay) {}

        ManualTimer() {
            super(1, ThreadSource.OWN.named("timer"));
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            scheduled.add(new Scheduled(work, Duration.of(delay, unit.toChronoUnit())));
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }

        int scheduled(Duration delay) {
            return (int)
                    scheduled.stream().filter(one -> one.delay().equals(delay)).count();
        }

        void fire(Duration delay) {
            List<Scheduled> due =
                    scheduled.stream().filter(one -> one.delay().equals(delay)).toList();
            scheduled.removeAll(due);
            due.forEach(one -> one.work().run());
        }
    }

    /** The context of the slot set. */
    public PoolContext context() {
        return context;
    }

    public long now() {
        return clock.nanoTime();
    }

    /** What a supervisor does at each status interval. */
    @Nullable
    public StallReport beat() {
        StallReport stall = controller.findStall(now(), Duration.ofSeconds(1)).orElse(null);
        if (stall != null) {
            controller.replaceTask(now());
        }
        controller.requestStatus(now());
        return stall;
    }

    public void awaitHealed() {
        Await.until("the status task answers", LIMIT, () -> {
            controller.requestStatus(now());
            return !set.stalled();
        });
    }

    public void awaitFree(int slots) {
        Await.until(slots + " slots are free", LIMIT, () -> set.counts().unclaimed() == slots);
    }

    public static List<Thread> threads(String prefix) {
        List<Thread> found = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(prefix)) {
                found.add(thread);
            }
        }
        return found;
    }

    @Override
    public void close() {
        onOffer = () -> {};
        onReply = () -> {};
        controller.close();
        controller.dispose();
        Await.until("all slots are gone", LIMIT, () -> set.slots().length == 0);
        Await.until("all connections are closed", LIMIT, () -> {
            synchronized (connections) {
                return connections.stillOpen().isEmpty();
            }
        });
        timer.shutdownNow();
        assertThat(accounts.snapshot().unaccountedNanos()).isZero();
    }

    private final class Succeeding implements Connector {
        @Override
        public Connection connect(Backend backend, Duration timeout) {
            onConnect.run();
            synchronized (connections) {
                return connections.open();
            }
        }

        @Override
        public boolean isValid(Connection connection, Duration timeout) {
            return true;
        }

        @Override
        public void probe(Backend backend, Duration timeout) {
            onProbe.run();
        }

        @Override
        public void close(Connection connection) {
            synchronized (connections) {
                connections.close(connection);
            }
        }
    }

    private final class Observer implements SlotSetObserver {
        private final Set<Slot> offered = new HashSet<>();

        @Override
        public void slotFree(Slot slot) {
            synchronized (offered) {
                offered.add(slot);
            }
            onOffer.run();
        }

        @Override
        public void slotGone() {
            // the test asks the set
        }

        @Override
        public void roleChanged() {
            // no routing table here
        }

        @Override
        public void healthChanged() {
            // the test asks the set
        }

        @Override
        public void renamed() {
            // no routing table here
        }

        @Override
        public void replied(StatusReply reply) {
            onReply.run();
            replies.add(reply.request());
            reply.accept();
        }
    }

    /** Waits for the latch; an interrupt does not end the wait, and is kept. */
    public static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
