package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import dev.penstock.chaos.pools.PoolUnderTest;
import dev.penstock.chaos.report.model.FaultInterval;
import dev.penstock.chaos.report.model.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A fault of a random kind every 10 s, on a random server, for 4 s. The rest is quiet; at its end, the memory and what
 * else may leak are sampled. The faults are the same for the same seed.
 */
public final class Soak implements Nemesis {
    private static final Duration FAULT = Duration.ofSeconds(4);
    private static final Duration QUIET = Duration.ofSeconds(4);
    private static final Duration SERVED = Duration.ofSeconds(2);

    private static final List<LongFunction<Nemesis>> KINDS = List.of(
            seed -> ServerFaults.freeze(),
            seed -> ServerFaults.kill(),
            seed -> ServerFaults.shutDown(),
            seed -> ServerFaults.terminateSessions(),
            seed -> ServerFaults.crashSessions(),
            seed -> ServerFaults.connectStorm(),
            seed -> ServerFaults.connectionLimit(),
            seed -> NetworkFaults.blackhole(),
            seed -> NetworkFaults.latency(),
            seed -> NetworkFaults.bandwidth(),
            seed -> NetworkFaults.reset(),
            seed -> NetworkFaults.halfOpen(),
            seed -> NetworkFaults.acceptAndHang(),
            seed -> NetworkFaults.refuse(),
            seed -> ApplicationFaults.busyProcessors(),
            seed -> ApplicationFaults.leak(),
            seed -> ApplicationFaults.interruptStorm(),
            DriverNemeses::slow,
            DriverNemeses::throwing);

    private static final List<LongFunction<Nemesis>> DNS = List.of(
            seed -> DnsFaults.silent(),
            seed -> DnsFaults.nxdomain(),
            seed -> DnsFaults.everyKind(),
            seed -> DnsFaults.removal());

    private final List<LongFunction<Nemesis>> kinds = new ArrayList<>(KINDS);
    private final Random random;
    private final Consumer<String> progress;
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<FaultInterval> intervals = new CopyOnWriteArrayList<>();
    private final List<String> notServed = new CopyOnWriteArrayList<>();
    private final SoakSamples samples = new SoakSamples();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile int reached;
    private @Nullable Thread thread;

    /**
     * Chooses the faults.
     *
     * @param progress gets a line after each fault, from a thread of the soak
     */
    public Soak(PoolUnderTest pool, long seed, Consumer<String> progress) {
        if (pool.usesDns()) {
            kinds.addAll(DNS);
        }
        this.random = new Random(seed);
        this.progress = progress;
    }

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public void begin(Arena arena) {
        Thread started = new Thread(() -> run(arena), "nemesis");
        started.setDaemon(true);
        started.start();
        thread = started;
    }

    private void run(Arena arena) {
        try {
            while (!over.await(0, TimeUnit.MILLISECONDS)) {
                fault(arena);
            }
        } catch (Exception e) {
            failure.set(e);
        }
    }

    private void fault(Arena arena) throws Exception {
        long seed = random.nextLong();
        Nemesis nemesis = kinds.get(random.nextInt(kinds.size())).apply(seed);
        Arena surroundings = new Arena(arena.lab(), arena.pool(), arena.history(), arena.users(), seed);
        long from = arena.history().millis();
        String outcome = disturb(nemesis, surroundings);
        intervals.add(new FaultInterval(from, arena.history().millis(), nemesis.name()));
        if (over.await(QUIET.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
        long before = arena.history().completedCount();
        over.await(SERVED.toMillis(), TimeUnit.MILLISECONDS);
        long served = arena.history().completedCount() - before;
        if (served == 0) {
            notServed.add(nemesis.name() + " at " + from / 1_000 + " s");
        }
        SoakSamples.Sample sample = samples.take(arena);
        progress.accept(String.format(
                Locale.ROOT,
                "  %5d s  %-28s %-8s %6d transactions in 2 s; %s",
                from / 1_000,
                nemesis.name(),
                outcome,
                served,
                sample));
    }

    /** A fault that fails itself, such as a leak of connections that the pool does not give, met nothing. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes
    private String disturb(Nemesis nemesis, Arena arena) throws InterruptedException {
        try {
            try {
                nemesis.begin(arena);
                over.await(FAULT.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                nemesis.end(arena);
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return "failed";
        }
        if (nemesis.evidence(arena).isEmpty()) {
            return "missed";
        }
        reached++;
        return "reached";
    }

    @Override
    public void end(Arena arena) throws Exception {
        over.countDown();
        Thread started = thread;
        if (started != null) {
            started.join(TimeUnit.SECONDS.toMillis(40));
        }
        Exception thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("a fault of the soak itself failed", thrown);
        }
    }

    @Override
    public Optional<String> evidence(Arena arena) {
        return 2 * reached < intervals.size() || reached == 0
                ? Optional.empty()
                : Optional.of(reached + " of " + intervals.size() + " faults reached the pool");
    }

    @Override
    public boolean isLong() {
        return true;
    }

    @Override
    public List<FaultInterval> intervals(long from, long to) {
        return List.copyOf(intervals);
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(
                "served",
                notServed.isEmpty(),
                notServed.isEmpty()
                        ? "transactions were completed 4 to 6 s after the end of each fault"
                        : "nothing was completed 4 to 6 s after the end of " + String.join(", ", notServed)));
        findings.addAll(samples.findings());
        return findings;
    }
}
