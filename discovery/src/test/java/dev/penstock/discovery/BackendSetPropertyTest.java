package dev.penstock.discovery;

import static dev.penstock.lab.property.Generators.ints;
import static dev.penstock.lab.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.property.Generator;
import dev.penstock.lab.property.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackendSetPropertyTest {
    private static final Generator<Integer> SMALL = ints(0, 3);

    /** Backends of few addresses and names: many of an answer have the same ID. */
    private static final Generator<Backend> BACKEND = choices -> {
        int address = choices.draw(ints(1, 12));
        int name = choices.draw(SMALL);
        int priority = choices.draw(SMALL);
        int weight = choices.draw(SMALL);
        return new Backend(
                "orders-" + name, DiscoveryFixture.backend(address).address(), 5432 + weight % 2, priority, weight);
    };

    private static final Generator<List<Backend>> ANSWERS = BACKEND.list(1, 20);
    private static final Generator<List<Backend>> BACKENDS = ANSWERS.map(BackendSetPropertyTest::merged);

    private static List<Backend> merged(List<Backend> answer) {
        return FinderResult.of(answer, Duration.ZERO, "test").backends();
    }

    @Test
    void differenceTurnsEarlierSetIntoLater() {
        Property.check(choices -> {
            BackendSet before = set(choices.draw("earlier", BACKENDS));
            BackendSet after = set(choices.draw("later", BACKENDS));

            assertThat(apply(after.difference(before), before)).isEqualTo(after.backends());
            assertThat(after.difference(after).isEmpty()).isTrue();
        });
    }

    @Test
    void reversedDifferenceSwapsAddedAndRemoved() {
        Property.check(choices -> {
            BackendSet one = set(choices.draw("one", BACKENDS));
            BackendSet other = set(choices.draw("other", BACKENDS));
            BackendDifference there = other.difference(one);
            BackendDifference back = one.difference(other);

            assertThat(there.added()).isEqualTo(back.removed());
            assertThat(there.removed()).isEqualTo(back.added());
        });
    }

    @Test
    void orderOfAnAnswerDoesNotMatter() {
        Property.check(choices -> {
            List<Backend> answer = choices.draw("answer", ANSWERS);
            List<Backend> shuffled = new ArrayList<>(answer);
            Collections.shuffle(shuffled, new Random(choices.draw("seed of the shuffle", longs())));

            assertThat(merged(shuffled)).isEqualTo(merged(answer));
        });
    }

    @Test
    void backendsOfAnAnswerAreKeptOnceEach() {
        Property.check(choices -> {
            List<Backend> answer = choices.draw("answer", ANSWERS);

            List<Backend> merged = merged(answer);

            assertThat(merged.stream().map(Backend::id))
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(
                            answer.stream().map(Backend::id).distinct().toList());
            assertThat(merged).isSortedAccordingTo(Backend.ORDER).isSubsetOf(answer);
        });
    }

    private static BackendSet set(List<Backend> backends) {
        Optional<Origin> origin = Optional.of(new Origin("test", 0, Duration.ZERO));
        return new BackendSet(DiscoveryFixture.ORDERS, 1, backends, Freshness.FRESH, Optional.empty(), origin);
    }

    private static List<Backend> apply(BackendDifference difference, BackendSet earlier) {
        Map<BackendId, Backend> byId = new HashMap<>();
        earlier.backends().forEach(backend -> byId.put(backend.id(), backend));
        difference
                .removed()
                .forEach(backend -> assertThat(byId.remove(backend.id())).isEqualTo(backend));
        difference
                .kept()
                .forEach(kept -> assertThat(byId.replace(kept.later().id(), kept.later()))
                        .isEqualTo(kept.earlier()));
        difference
                .added()
                .forEach(backend -> assertThat(byId.put(backend.id(), backend)).isNull());
        return byId.values().stream().sorted(Backend.ORDER).toList();
    }
}
