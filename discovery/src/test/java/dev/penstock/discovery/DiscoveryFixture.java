package dev.penstock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.waits.WaitMeters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** The shared backends, contexts and listener of the tests of this module. */
public final class DiscoveryFixture {
    public static final ServiceName ORDERS = new ServiceName("orders");

    private DiscoveryFixture() {}

    /** Returns the backend {@code name/127.0.0.n:5432}. */
    public static Backend backend(int n) {
        return Backend.of(
                "orders-" + n, HostAndPort.parse("127.0.0." + n, 5432).literal().orElseThrow(), 5432);
    }

    /** Returns the labels of the backends of a set. */
    public static List<String> labels(BackendSet set) {
        return set.backends().stream().map(Backend::label).toList();
    }

    /** Returns a context with a clock that the test moves. */
    public static DiscoveryContext context(VirtualTime time) {
        return context(time, new WaitMeters());
    }

    /** Returns a context with a clock that the test moves, and meters that it reads. */
    public static DiscoveryContext context(VirtualTime time, WaitMeters meters) {
        return new DiscoveryContext(time, new Random(7), meters, Optional.of(time));
    }

    public static FinderResult found(Duration ttl, Backend... backends) {
        return FinderResult.of(Arrays.asList(backends), ttl, "test");
    }

    /** A listener that records every set and checks the order of versions. */
    public static final class Recorder implements BackendListener {
        private final List<BackendSet> sets = new CopyOnWriteArrayList<>();

        /** Creates a listener without a set. */
        public Recorder() {}

        @Override
        public void onBackends(BackendSet set) {
            if (!sets.isEmpty()) {
                assertThat(set.version()).isGreaterThan(last().version());
            }
            sets.add(set);
        }

        /** Returns all sets so far. */
        public List<BackendSet> sets() {
            return new ArrayList<>(sets);
        }

        /** Returns the newest set. */
        public BackendSet last() {
            return sets.get(sets.size() - 1);
        }
    }
}
