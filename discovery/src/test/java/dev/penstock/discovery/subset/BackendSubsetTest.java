package dev.penstock.discovery.subset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.ServiceName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackendSubsetTest {
    private static final int CLIENTS = 1_000;
    private static final int BACKENDS = 100;
    private static final int SIZE = 10;

    private static List<Backend> backends(int count) {
        List<Backend> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(Backend.of("db-" + i + ".test", address(i), 5432));
        }
        return all;
    }

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 20, (byte) (number / 200), (byte) (number % 200)});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, List<Backend>> assignments(List<String> clients, List<Backend> all) {
        List<List<Backend>> buckets = BackendSubset.upTo(BackendSubset.BUCKETS - 1, all, SIZE);
        Map<String, List<Backend>> subsets = new HashMap<>();
        clients.forEach(client -> subsets.put(client, buckets.get(new BackendSubset(SIZE, client).bucket())));
        return subsets;
    }

    private static Map<Backend, Integer> loads(Map<String, List<Backend>> assignments) {
        Map<Backend, Integer> loads = new HashMap<>();
        assignments.values().forEach(subset -> subset.forEach(backend -> loads.merge(backend, 1, Integer::sum)));
        return loads;
    }

    private static double maxToMean(Map<Backend, Integer> loads, int backends, int clients) {
        int most = loads.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return most * (double) backends / (clients * SIZE);
    }

    private static List<String> numbered(String form) {
        return IntStream.range(0, CLIENTS)
                .mapToObj(number -> form.formatted(number))
                .toList();
    }

    private static List<String> randomlyNamed() {
        Random random = new Random(4);
        return IntStream.range(0, CLIENTS)
                .mapToObj(number -> "orders-7d9f8b6c5-" + Long.toString(random.nextLong() >>> 38, 36) + "/1")
                .toList();
    }

    @Test
    void clientsSpreadEvenlyOverTheBackends() {
        List<Backend> all = backends(BACKENDS);
        for (String form : List.of("client-%d", "orders-%d/1", "%d", "web-%04d.eu.example.com/17")) {
            Map<Backend, Integer> loads = loads(assignments(numbered(form), all));
            assertThat(loads).as(form).hasSize(BACKENDS);
            assertThat(maxToMean(loads, BACKENDS, CLIENTS)).as(form).isLessThanOrEqualTo(1.25);
        }
    }

    /** Random IDs spread like random numbers, less evenly than consecutive numbers; therefore the limit is higher. */
    @Test
    void randomIdsSpreadAsEvenlyAsChance() {
        Map<Backend, Integer> loads = loads(assignments(randomlyNamed(), backends(BACKENDS)));
        assertThat(maxToMean(loads, BACKENDS, CLIENTS)).isLessThanOrEqualTo(1.4);
    }

    @Test
    void removedBackendMovesLittleMoreThanItsShare() {
        List<Backend> all = backends(BACKENDS);
        List<String> clients = numbered("client-%d");
        Map<String, List<Backend>> before = assignments(clients, all);
        for (int gone : new int[] {0, 17, 50, 99}) {
            List<Backend> left = new ArrayList<>(all);
            Backend lost = left.remove(gone);
            Map<String, List<Backend>> after = assignments(clients, left);
            int moved = 0;
            for (String client : clients) {
                List<Backend> fresh = new ArrayList<>(after.get(client));
                fresh.removeAll(before.get(client));
                moved += fresh.size();
            }
            int share = loads(before).get(lost);
            assertThat(moved).as("of " + CLIENTS * SIZE).isBetween(share, 2 * share);
        }
    }

    @Test
    void subsetOfAClientIsDeterministic() {
        List<Backend> all = backends(7);
        List<Backend> once = new BackendSubset(3, "a").of(all);
        assertThat(once).hasSize(3).doesNotHaveDuplicates().isEqualTo(new BackendSubset(3, "a").of(all));
        assertThat(all).containsAll(once);
        List<Backend> many = backends(BACKENDS);
        assertThat(new BackendSubset(SIZE, "a").of(many))
                .isEqualTo(assignments(List.of("a"), many).get("a"));
        assertThat(new BackendSubset(7, "a").of(all)).isEqualTo(all);
        assertThat(new BackendSubset(70, "a").of(all)).isEqualTo(all);
        assertThat(new BackendSubset(1, "").of(List.of())).isEmpty();
    }

    @Test
    void anyClientIdHasASubset() {
        List<Backend> all = backends(20);
        for (String id : List.of(
                "", "7", "00000000000000000000000000000000000001", "ü/9", "a1b2c3d4e5f6/123456789012345678901")) {
            assertThat(new BackendSubset(5, id).of(all)).hasSize(5);
        }
        assertThatThrownBy(() -> new BackendSubset(0, "a")).hasMessageContaining("must be at least 1");
    }

    @Test
    void subsetKeepsVersionFailureAndOrigins() {
        List<Backend> all = backends(5);
        ServiceName service = new ServiceName("orders.test");
        try (RestrictedResolver resolver =
                new RestrictedResolver(new FixedResolver(service, all, () -> 0), new BackendSubset(2, "me"))) {
            List<BackendSet> heard = new ArrayList<>();
            resolver.start(heard::add);
            assertThat(heard).singleElement().satisfies(set -> {
                assertThat(set.backends()).hasSize(2).isSubsetOf(all);
                assertThat(set.service()).isEqualTo(service);
            });
            assertThat(resolver.current().backends()).hasSize(2);
        }
    }
}
