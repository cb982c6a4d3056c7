package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import dev.penstock.chaos.history.Spans.Span;
import dev.penstock.chaos.world.Obstacle;
import dev.penstock.chaos.world.SharedWorkers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Faults of the application and of its JVM. */
public final class ApplicationFaults {
    private static final int LEAKED = 3;
    private static final long FREEZE_SECONDS = 2;
    private static final long LEAST_STOP_MILLIS = 1_000;
    private static final Duration IDLE_THREADS = Duration.ofSeconds(12);
    /** The threads of Penstock's resolver, supervisor and timer; each backend has one more. */
    private static final int STANDING_THREADS = 3;

    private ApplicationFaults() {}

    /** Every worker of the executor that runs the pool's background work computes something else. */
    public static Nemesis starvedExecutor(boolean computing) {
        CountDownLatch over = new CountDownLatch(1);
        return new Counted(
                "starved executor",
                arena -> arena.lab().background().occupy(over, computing),
                arena -> over.countDown(),
                arena -> arena.lab().background().lateTasks());
    }

    /** The pool's next thread is asked of a factory that gets stuck; all sessions end, so that the pool asks. */
    public static Nemesis stuckThreadFactory(Obstacle obstacle) {
        CountDownLatch removed = new CountDownLatch(1);
        return new Counted(
                "stuck thread factory: " + obstacle,
                arena -> {
                    awaitNoIdleThread(arena);
                    arena.lab().threads().arm(() -> obstacle.meet(removed));
                    for (int i = 0; i < arena.lab().size(); i++) {
                        ServerFaults.terminateOn(arena, i);
                    }
                },
                arena -> {
                    arena.lab().threads().disarm();
                    removed.countDown();
                },
                arena -> arena.lab().threads().stuck());
    }

    /** An idle thread of the pool would do the next work without the factory: waits until such threads have ended. */
    private static void awaitNoIdleThread(Arena arena) throws InterruptedException {
        long until = System.nanoTime() + IDLE_THREADS.toNanos();
        while (arena.lab().threads().alive() > STANDING_THREADS + arena.lab().size() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** The application's process is stopped for 2 s, as by a hypervisor or a long garbage collection. */
    public static Nemesis clientFreeze() {
        AtomicLong began = new AtomicLong();
        return new Counted(
                "stopped client",
                arena -> {
                    began.set(arena.history().millis());
                    stopThisProcess();
                },
                arena -> {},
                arena -> longestStop(arena, began.get()),
                "ms without a processor");
    }

    private static void stopThisProcess() throws IOException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        new ProcessBuilder("sh", "-c", "kill -STOP " + pid + "; sleep " + FREEZE_SECONDS + "; kill -CONT " + pid)
                .start()
                .waitFor();
    }

    /** The longest time since a moment in which no thread of this process ran, in milliseconds; 0 if below 1 s. */
    private static long longestStop(Arena arena, long since) {
        return arena.history().withoutProcessor().list().stream()
                .filter(span -> span.to() > since && span.millis() >= LEAST_STOP_MILLIS)
                .mapToLong(Span::millis)
                .max()
                .orElse(0);
    }

    /** Threads that compute occupy all processors: the carriers of virtual threads get little time. */
    public static Nemesis busyProcessors() {
        CountDownLatch over = new CountDownLatch(1);
        List<Thread> busy = new ArrayList<>();
        return new Counted(
                "busy processors",
                arena -> {
                    int threads = 2 * Runtime.getRuntime().availableProcessors();
                    for (int i = 1; i <= threads; i++) {
                        Thread thread = new Thread(SharedWorkers.computing(over), "busy-" + i);
                        thread.setDaemon(true);
                        thread.start();
                        busy.add(thread);
                    }
                },
                arena -> over.countDown(),
                arena -> processorMillis(busy),
                "ms of processor time");
    }

    private static long processorMillis(List<Thread> threads) {
        ThreadMXBean times = ManagementFactory.getThreadMXBean();
        return threads.stream()
                .mapToLong(thread -> times.getThreadCpuTime(thread.getId()) / 1_000_000)
                .sum();
    }

    /** Three connections are claimed and not returned until the end. */
    public static Nemesis leak() {
        List<Connection> leaked = new ArrayList<>();
        return new Counted(
                "leak",
                arena -> {
                    for (int i = 0; i < LEAKED; i++) {
                        arena.history().claiming();
                        leaked.add(arena.pool().getConnection());
                    }
                },
                arena -> closeAll(leaked),
                arena -> leaked.size());
    }

    private static void closeAll(List<Connection> connections) throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }

    /** The users of the pool are interrupted at random moments. */
    public static Nemesis interruptStorm() {
        AtomicReference<@Nullable Random> random = new AtomicReference<>();
        AtomicLong met = new AtomicLong();
        return new Repeating("interrupt storm", Duration.ofMillis(5), arena -> {
            List<Thread> users = arena.users().threads();
            Random chance = random.updateAndGet(made -> made == null ? arena.random() : made);
            users.get(Objects.requireNonNull(chance).nextInt(users.size())).interrupt();
            long now = arena.history().interruptCount();
            return now - met.getAndSet(now);
        });
    }

    /** The pool is closed while it is in use. */
    public static Nemesis close() {
        return Held.meeting("close", arena -> arena.lab().census().now(), arena -> arena.closePool(), arena -> {});
    }

    /** No fault: the workload itself is the trouble. */
    public static Nemesis none(String name) {
        return Held.meeting(name, arena -> arena.history().completedCount(), arena -> {}, arena -> {});
    }
}
