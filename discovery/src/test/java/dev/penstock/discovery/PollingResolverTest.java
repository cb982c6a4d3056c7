package dev.penstock.discovery;

import static dev.penstock.discovery.DiscoveryFixture.ORDERS;
import static dev.penstock.discovery.DiscoveryFixture.backend;
import static dev.penstock.discovery.DiscoveryFixture.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.waits.WaitMeters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PollingResolverTest {
    private static final Duration TTL = Duration.ofSeconds(100);

    private final VirtualTime time = new VirtualTime();
    private final DiscoveryFixture.Recorder listener = new DiscoveryFixture.Recorder();
    private BackendFinder finder = deadline -> found(TTL, backend(1));
    private int asked;

    @Test
    void answerIsRenewedBeforeItsTtlIsOver() {
        Resolver resolver = started();
        assertThat(asked).as("not in the caller").isZero();

        time.advance(Duration.ZERO);
        assertThat(resolver.current().backends()).containsExactly(backend(1));
        assertThat(time.untilNext()).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(95));

        finder = deadline -> found(TTL, backend(2));
        time.advance(Duration.ofSeconds(96));
        assertThat(resolver.current().backends()).containsExactly(backend(2));
        assertThat(listener.sets()).hasSize(2);
        assertThat(time.planned()).isEqualTo(1);
    }

    @Test
    void unchangedAnswerIsNotPublished() {
        Resolver resolver = started();
        time.advance(Duration.ofSeconds(1000));

        assertThat(asked).isGreaterThan(10);
        assertThat(listener.sets()).hasSize(1);
        assertThat(resolver.current().origin().orElseThrow().age(time)).isLessThan(TTL);
    }

    @Test
    void failingFinderKeepsTheLastGoodSet() {
        Resolver resolver = started();
        time.advance(Duration.ZERO);
        finder = deadline -> {
            throw new DiscoveryException(Kind.TIMEOUT, "no answer");
        };
        time.advance(Duration.ofMinutes(10));

        assertThat(listener.sets()).hasSize(2);
        assertThat(resolver.current().freshness()).isEqualTo(Freshness.STALE);
        assertThat(resolver.current().backends()).containsExactly(backend(1));

        finder = deadline -> found(TTL, backend(1));
        time.advance(Duration.ofSeconds(30));
        assertThat(resolver.current().freshness()).isEqualTo(Freshness.FRESH);
        assertThat(resolver.current().failure()).isEmpty();
        assertThat(listener.sets()).hasSize(3);
    }

    @Test
    void throwingFinderDoesNotStopTheResolver() {
        Resolver resolver = started();
        finder = deadline -> {
            throw new AssertionError("bug");
        };
        time.advance(Duration.ofSeconds(5));
        assertThat(resolver.current().failure().orElseThrow().message())
                .isEqualTo("the finder failed unexpectedly: java.lang.AssertionError: bug");

        finder = deadline -> found(TTL, backend(1));
        time.advance(Duration.ofSeconds(30));
        assertThat(resolver.current().freshness()).isEqualTo(Freshness.FRESH);
    }

    @Test
    void throwingListenerDoesNotStopTheResolver() {
        PollingResolver resolver = resolver();
        resolver.start(set -> {
            throw new IllegalStateException("listener");
        });
        time.advance(Duration.ofSeconds(1000));

        assertThat(asked).isGreaterThan(10);
        assertThat(resolver.current().freshness()).isEqualTo(Freshness.FRESH);
    }

    @Test
    void failingLogLosesNoSet() {
        List<Integer> heardAtLine = new ArrayList<>();
        try (FailingLog log =
                new FailingLog(() -> heardAtLine.add(listener.sets().size()))) {
            started();
            time.advance(Duration.ZERO);

            assertThat(listener.sets()).hasSize(1);
            assertThat(heardAtLine)
                    .as("the listener has the set before the log")
                    .containsExactly(1);

            finder = deadline -> found(TTL, backend(2));
            time.advance(Duration.ofSeconds(96));
            assertThat(listener.last().backends()).containsExactly(backend(2));
            assertThat(log.lines()).isEqualTo(2);
        }
    }

    @Test
    void failingLogDoesNotStopResolverWhoseFinderAndListenerThrow() {
        try (FailingLog log = new FailingLog(() -> {})) {
            finder = deadline -> {
                throw new AssertionError("bug");
            };
            PollingResolver resolver = resolver();
            resolver.start(set -> {
                throw new IllegalStateException("listener");
            });
            time.advance(Duration.ofSeconds(5));
            finder = deadline -> found(TTL, backend(1));
            time.advance(Duration.ofSeconds(30));

            assertThat(resolver.current().freshness()).isEqualTo(Freshness.FRESH);
            assertThat(log.lines()).isGreaterThan(3);
        }
    }

    @Test
    void earlyRefreshIsLimitedToOnePerFloor() {
        Resolver resolver = started();
        time.advance(Duration.ZERO);
        for (int i = 0; i < 100; i++) {
            resolver.refresh();
        }
        assertThat(time.planned()).isEqualTo(1);
        assertThat(time.untilNext()).isEqualTo(Duration.ofSeconds(1));

        time.advance(Duration.ofSeconds(1));
        assertThat(asked).isEqualTo(2);
        time.advance(Duration.ofSeconds(20));
        assertThat(asked).isEqualTo(2);
        resolver.refresh();
        time.advance(Duration.ZERO);
        assertThat(asked).isEqualTo(3);
    }

    /** Each failure after an answer counts as the first failure, which has the shortest backoff. */
    @Test
    void alternatingFailuresAskOncePerFloorAtMost() {
        List<Long> begins = new ArrayList<>();
        finder = deadline -> {
            begins.add(time.nanoTime());
            if (begins.size() % 2 == 0) {
                throw new DiscoveryException(Kind.TIMEOUT, "no answer");
            }
            return found(Duration.ZERO, backend(begins.size() % 3));
        };
        Resolver resolver = started();
        for (int i = 0; i < 1_000; i++) {
            time.advance(Duration.ofMillis(100));
            resolver.refresh();
        }
        assertThat(begins).hasSizeGreaterThan(60);
        for (int i = 1; i < begins.size(); i++) {
            assertThat(begins.get(i) - begins.get(i - 1))
                    .isGreaterThanOrEqualTo(RefreshPolicy.defaults().minTtl().toNanos());
        }
    }

    @Test
    void refreshDuringAResolutionFollowsIt() {
        PollingResolver resolver = resolver();
        finder = deadline -> {
            resolver.refresh();
            time.spend(Duration.ofMillis(400));
            finder = again -> found(TTL, backend(2));
            return found(TTL, backend(1));
        };
        resolver.start(listener);
        time.advance(Duration.ZERO);

        assertThat(time.untilNext()).isEqualTo(Duration.ofMillis(600));
        time.advance(Duration.ofSeconds(1));
        assertThat(resolver.current().backends()).containsExactly(backend(2));
    }

    @Test
    void deadlineExpiresWithTimeOrClose() {
        PollingResolver resolver = resolver();
        finder = deadline -> {
            assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(5));
            time.spend(Duration.ofSeconds(4));
            assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(1));
            resolver.close();
            assertThat(deadline.expired()).isTrue();
            return found(TTL, backend(1));
        };
        resolver.start(listener);
        time.advance(Duration.ZERO);

        assertThat(listener.sets()).as("no call after close").isEmpty();
        assertThat(time.planned()).isZero();
        assertThat(resolver.current().version()).isZero();
    }

    @Test
    void closedResolverStaysClosed() {
        Resolver resolver = started();
        time.advance(Duration.ZERO);
        resolver.close();
        resolver.close();
        resolver.refresh();

        assertThat(time.planned()).isZero();
        assertThat(resolver.current().backends()).hasSize(1);
        assertThat(time.isShutdown()).as("the executor is not ours").isFalse();
        assertThatThrownBy(() -> resolver.start(listener)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void rejectingExecutorBecomesAFailure() {
        Resolver resolver = started();
        time.advance(Duration.ZERO);
        time.shutdown();
        resolver.refresh();

        assertThat(resolver.current().freshness()).isEqualTo(Freshness.STALE);
        assertThat(resolver.current().failure().orElseThrow().message()).contains("executor rejects");
    }

    @Test
    void resolverOwnsADaemonThreadUntilClosed() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch published = new CountDownLatch(1);
        DiscoveryContext context = DiscoveryContext.system(new WaitMeters());
        PollingResolver resolver =
                new PollingResolver(ORDERS, deadline -> found(TTL, backend(1)), RefreshPolicy.defaults(), context);
        resolver.start(set -> {
            thread.set(Thread.currentThread());
            published.countDown();
        });

        assertThat(published.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(thread.get().isDaemon()).isTrue();
        assertThat(thread.get().getName()).isEqualTo("penstock-resolver-orders");
        resolver.close();
        thread.get().join(30_000);
        assertThat(thread.get().isAlive()).isFalse();
    }

    private Resolver started() {
        PollingResolver resolver = resolver();
        resolver.start(listener);
        return resolver;
    }

    private PollingResolver resolver() {
        BackendFinder counting = deadline -> {
            asked++;
            return finder.find(deadline);
        };
        return new PollingResolver(ORDERS, counting, RefreshPolicy.defaults(), DiscoveryFixture.context(time));
    }
}
