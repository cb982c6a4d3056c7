package dev.penstock.pool.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.slots.SlotSet;
import dev.penstock.lab.Await;
import dev.penstock.pool.Invariants;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.Pools;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The handover of a used connection, if one of the waiters had it last. */
@Timeout(120)
class WarmHandoverTest {
    private static final long LONG_HOLD = 5_000_000;

    @RegisterExtension
    final Pools pools = new Pools();

    private final AtomicLong time = new AtomicLong();
    private final List<ExecutorService> threads = new ArrayList<>();
    private ExecutorService early = Executors.newSingleThreadExecutor();
    private ExecutorService late = early;

    @BeforeEach
    void threadsOfDifferentBuckets() throws Exception {
        threads.add(early);
        Set<Integer> buckets = new HashSet<>(Set.of(SlotSet.bucketOf(Thread.currentThread())));
        early = threadOfAnotherBucket(buckets);
        late = threadOfAnotherBucket(buckets);
    }

    private ExecutorService threadOfAnotherBucket(Set<Integer> taken) throws Exception {
        while (true) {
            ExecutorService thread = Executors.newSingleThreadExecutor();
            threads.add(thread);
            if (taken.add(
                    SlotSet.bucketOf(thread.submit(() -> Thread.currentThread()).get()))) {
                return thread;
            }
        }
    }

    @AfterEach
    void end() {
        threads.forEach(ExecutorService::shutdownNow);
    }

    private Claims twoSlots(int maxBarging) {
        return pools.bare(2, config -> patient(config, maxBarging), time::get, Duration.ofDays(1))
                .claims();
    }

    private static void patient(PenstockConfig config, int maxBarging) {
        config.setMaxBarging(maxBarging);
        config.setStatusTimeout(60_000);
        config.setStatusInterval(60_000);
    }

    @Test
    void lastUserOvertakesSlightlyOlderWaiter() throws Exception {
        assertThat(firstServed(twoSlots(3), true, ClaimQueue.WARM_OVERTAKE_NANOS))
                .isSameAs(late);
    }

    @Test
    void muchOlderWaiterIsNotOvertaken() throws Exception {
        assertThat(firstServed(twoSlots(3), true, ClaimQueue.WARM_OVERTAKE_NANOS + 1))
                .isSameAs(early);
    }

    @Test
    void unusedConnectionIsNotWarm() throws Exception {
        assertThat(firstServed(twoSlots(3), false, 0)).isSameAs(early);
    }

    @Test
    void noWaiterIsOvertakenInStrictOrder() throws Exception {
        assertThat(firstServed(twoSlots(0), true, 0)).isSameAs(early);
    }

    /** Both threads used a slot, then both wait. The slot that the later one used is returned. */
    private ExecutorService firstServed(Claims claims, boolean used, long later) throws Exception {
        Future<Connection> mine = late.submit(() -> claims.claim());
        Connection warm = mine.get();
        Connection cold = early.submit(() -> claims.claim()).get();
        Object session = warm.unwrap(Proxy.class);
        late.submit(closing(warm)).get();
        early.submit(closing(cold)).get();

        Connection one = claims.claim();
        Connection other = claims.claim();
        boolean first = one.unwrap(Proxy.class).equals(session);
        Connection held = first ? one : other;
        Future<Connection> soon = early.submit(() -> claims.claim());
        Await.until("one waits", Invariants.LIMIT, () -> claims.queue().size() == 1);
        time.addAndGet(later);
        Future<Connection> then = late.submit(() -> claims.claim());
        Await.until("both wait", Invariants.LIMIT, () -> claims.queue().size() == 2);
        time.addAndGet(LONG_HOLD);
        if (used) {
            use(held);
        }
        held.close();
        Await.until("one is served", Invariants.LIMIT, () -> soon.isDone() || then.isDone());
        ExecutorService served = soon.isDone() ? early : late;
        (first ? other : one).close();
        close(soon);
        close(then);
        return served;
    }

    private static Callable<Boolean> closing(Connection connection) {
        return () -> {
            connection.close();
            return true;
        };
    }

    private static void use(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        }
    }

    private static void close(Future<Connection> claim) throws InterruptedException, ExecutionException, SQLException {
        claim.get().close();
    }
}
