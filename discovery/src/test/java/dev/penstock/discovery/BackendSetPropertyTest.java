package dev.penstock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BackendSetPropertyTest {
    @Property
    void theDifferenceMakesTheLaterSetOfTheEarlier(
            @ForAll("backends") List<Backend> earlier, @ForAll("backends") List<Backend> later) {
        BackendSet before = set(earlier);
        BackendSet after = set(later);

        assertThat(apply(after.difference(before), before)).isEqualTo(after.backends());
        assertThat(after.difference(after).isEmpty()).isTrue();
    }

    @Property
    void addedAndRemovedChangePlacesWhenTheSetsDo(
            @ForAll("backends") List<Backend> one, @ForAll("backends") List<Backend> other) {
        BackendDifference there = set(other).difference(set(one));
        BackendDifference back = set(one).difference(set(other));

        assertThat(there.added()).isEqualTo(back.removed());
        assertThat(there.removed()).isEqualTo(back.added());
    }

    @Property
    void theOrderOfAnAnswerDecidesNothing(@ForAll("answers") List<Backend> answer, @ForAll Random random) {
        List<Backend> shuffled = new ArrayList<>(answer);
        Collections.shuffle(shuffled, random);

        assertThat(FinderResult.of(shuffled, Duration.ZERO, "test").backends())
                .isEqualTo(FinderResult.of(answer, Duration.ZERO, "test").backends());
    }

    @Property
    void noBackendOfAnAnswerIsLostOrThereTwice(@ForAll("answers") List<Backend> answer) {
        List<Backend> merged = FinderResult.of(answer, Duration.ZERO, "test").backends();

        assertThat(merged.stream().map(Backend::id))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        answer.stream().map(Backend::id).distinct().toList());
        assertThat(merged).isSortedAccordingTo(Backend.ORDER).isSubsetOf(answer);
    }

    @Provide
    Arbitrary<List<Backend>> answers() {
        Arbitrary<Integer> small = Arbitraries.integers().between(0, 3);
        return Combinators.combine(Arbitraries.integers().between(1, 12), small, small, small)
                .as((n, name, priority, weight) -> new Backend(
                        "orders-" + name, DiscoveryFixture.backend(n).address(), 5432 + weight % 2, priority, weight))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<List<Backend>> backends() {
        return answers()
                .map(answer -> FinderResult.of(answer, Duration.ZERO, "test").backends());
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
