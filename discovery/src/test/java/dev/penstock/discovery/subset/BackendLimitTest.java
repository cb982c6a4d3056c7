package dev.penstock.discovery.subset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.FailingLog;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackendLimitTest {
    private static final ServiceName SERVICE = new ServiceName("orders.test");

    @Test
    void backendBeyondTheLimitIsLeftOutByName() {
        BackendSet part = new BackendLimit(2).choose(set(1, 2, 3), BackendSet.unresolved(SERVICE));

        assertThat(part.backends()).isEqualTo(set(1, 2).backends());
        assertThat(part.failure().orElseThrow().message())
                .contains("3 backends", "maximumBackends is 2", "not used are db-3/127.0.0.3:5432");
    }

    @Test
    void backendInUseStaysIfAnotherComes() {
        BackendSet part = new BackendLimit(2).choose(set(1, 2, 3), set(2, 3));

        assertThat(part.backends()).isEqualTo(set(2, 3).backends());
    }

    @Test
    void setWithinTheLimitIsUnchanged() {
        BackendSet found = set(1, 2);

        assertThat(new BackendLimit(2).choose(found, BackendSet.unresolved(SERVICE)))
                .isSameAs(found);
    }

    @Test
    void messageNamesTenBackendsAtMost() {
        BackendSet found = set(IntStream.rangeClosed(1, 200).toArray());

        String message = new BackendLimit(1)
                .choose(found, BackendSet.unresolved(SERVICE))
                .failure()
                .orElseThrow()
                .message();

        assertThat(message).contains("and 189 more").hasSizeLessThan(1_000);
    }

    @Test
    void resolverPassesTheLimitOn() {
        try (RestrictedResolver resolver =
                new RestrictedResolver(new FixedResolver(SERVICE, backends(1, 2, 3), () -> 0), new BackendLimit(1))) {
            List<BackendSet> heard = new ArrayList<>();
            resolver.start(heard::add);

            assertThat(heard)
                    .singleElement()
                    .satisfies(set -> assertThat(set.backends()).hasSize(1));
            assertThat(resolver.current().backends()).hasSize(1);
        }
    }

    @Test
    void failingLogKeepsNoLimitedSetFromListener() {
        List<BackendSet> heard = new ArrayList<>();
        List<Integer> heardAtLine = new ArrayList<>();
        try (FailingLog log = new FailingLog(() -> heardAtLine.add(heard.size()));
                RestrictedResolver resolver = new RestrictedResolver(
                        new FixedResolver(SERVICE, backends(1, 2, 3), () -> 0), new BackendLimit(1))) {
            assertThat(resolver.current().backends()).hasSize(1);
            assertThat(log.lines()).as("a look at the set logs nothing").isZero();
            resolver.start(heard::add);

            assertThat(heard).hasSize(1);
            assertThat(heardAtLine)
                    .as("the listener has the set before the log")
                    .containsExactly(1);
        }
    }

    @Test
    void limitOfZeroIsRefused() {
        assertThatThrownBy(() -> new BackendLimit(0)).hasMessageContaining("must be at least 1");
    }

    private static BackendSet set(int... numbers) {
        try (FixedResolver resolver = new FixedResolver(SERVICE, backends(numbers), () -> 0)) {
            return resolver.current();
        }
    }

    private static List<Backend> backends(int... numbers) {
        return IntStream.of(numbers)
                .mapToObj(number -> Backend.of(
                        "db-" + number,
                        HostAndPort.parse("127.0.0." + number, 5432).literal().orElseThrow(),
                        5432))
                .toList();
    }
}
