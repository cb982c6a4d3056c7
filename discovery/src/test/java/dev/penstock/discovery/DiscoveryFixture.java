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

/** What the tests of this module share. */
public final class DiscoveryFixture {
    public static final ServiceName ORDERS = new ServiceName("orders");

    private DiscoveryFixture() {}

    /** A backend {@code name/127.0.0.n:5432}. */
    public static Backend backend(int n) {
        return Backend.of(
                "orders-" + n, HostAndPort.parse("127.0.0." + n, 5432).literal().orElseThrow(), 5432);
    }

    /** Labels of the backends of a set. */
    public static List<String> labels(BackendSet set) {
        return set.backends().stream().map(Backend::label).toList();
    }

    /** A context whose time the test moves. */
    public static DiscoveryContext context(VirtualTime time) {
        return context(time, new WaitMeters());
    }

    /** A context whose time the test moves, and whose meters it reads. */
    public static DiscoveryContext context(VirtualTime time, WaitMeters meters) {
        return new DiscoveryContext(time, new Random(7), meters, Optional.of(time));
    }

    public static FinderResult found(Duration ttl, Backend... backends) {
        return FinderResult.of(Arrays.asList(backends), ttl, "test");
    }

    /** A listener that keeps every set, and checks the order of versions. */
    public static final class Recorder implements BackendListener {
        private final List<BackendSet> sets = new CopyOnWriteArrayList<>();

        /** Creates one that was told nothing yet. */
        public Recorder() {}

        @Override
        public void onBackends(BackendSet set) {
            if (!sets.isEmpty()) {
                assertThat(set.version()).isGreaterThan(last().version());
            }
            sets.add(set);
        }

        /** All sets so far. */
        public List<BackendSet> sets() {
            return new ArrayList<>(sets);
        }

        /** The newest set. */
        public BackendSet last() {
            return sets.get(sets.size() - 1);
        }
    }
}
