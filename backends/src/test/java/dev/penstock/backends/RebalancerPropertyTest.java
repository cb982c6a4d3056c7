package dev.penstock.backends;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RebalancerPropertyTest {
    private static final Duration IDLE = Duration.ofMinutes(10);

    @Provide
    Arbitrary<List<Rebalancer.Load>> loads() {
        return load(Arbitraries.of(BackendHealth.class), Arbitraries.integers().between(0, 5))
                .list()
                .ofMaxSize(30);
    }

    /** Backends that serve, of equal weight, and have nothing yet. */
    @Provide
    Arbitrary<List<Rebalancer.Load>> fresh() {
        return Arbitraries.integers()
                .between(1, 30)
                .map(count -> java.util.Collections.nCopies(count, serving(SlotCounts.NONE, 0, 0)));
    }

    private static Arbitrary<Rebalancer.Load> load(Arbitrary<BackendHealth> healths, Arbitrary<Integer> weights) {
        Arbitrary<Integer> few = Arbitraries.integers().between(0, 6);
        Arbitrary<SlotCounts> counts = Combinators.combine(few, few, few)
                .as((connecting, unclaimed, claimed) -> new SlotCounts(connecting, unclaimed, claimed, 0, 0));
        return Combinators.combine(
                        healths,
                        counts,
                        few,
                        few,
                        weights,
                        Arbitraries.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 3),
                        Arbitraries.of(Rebalancer.Demand.class))
                .as((health, slots, idle, granted, weight, ceiling, demand) -> new Rebalancer.Load(
                        health, slots, Math.min(idle, slots.unclaimed()), granted, weight, ceiling, 0, demand));
    }

    private static Rebalancer.Load serving(SlotCounts counts, int granted, int weight) {
        return serving(counts, granted, weight, Rebalancer.Demand.WANTED);
    }

    private static Rebalancer.Load serving(SlotCounts counts, int granted, int weight, Rebalancer.Demand demand) {
        return new Rebalancer.Load(BackendHealth.ONLINE, counts, 0, granted, weight, Integer.MAX_VALUE, 0, demand);
    }

    @Provide
    Arbitrary<BackendsPolicy.Size> sizes() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 200),
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 12))
                .as((maximum, percent, floor, most) -> new BackendsPolicy.Size(
                        maximum,
                        maximum * percent / 100,
                        IDLE,
                        new BackendsPolicy.PerBackend(most == 0 ? floor : Math.min(floor, most), most)));
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    /** What those hold that are not to grow. */
    private static int held(List<Rebalancer.Load> loads) {
        return loads.stream()
                .filter(load -> !load.health().growing())
                .mapToInt(load -> load.counts().held())
                .sum();
    }

    /** As the backends are once each has what it was told to have, nobody waits and nothing is held. */
    private static List<Rebalancer.Load> settled(List<Rebalancer.Load> loads, List<Integer> slots) {
        List<Rebalancer.Load> later = new ArrayList<>();
        for (int i = 0; i < loads.size(); i++) {
            Rebalancer.Load load = loads.get(i);
            later.add(new Rebalancer.Load(
                    load.health(),
                    new SlotCounts(0, slots.get(i), 0, 0, 0),
                    0,
                    slots.get(i),
                    load.weight(),
                    load.ceiling(),
                    0,
                    load.demand()));
        }
        return later;
    }

    @Property
    void neverMoreInAllThanTheMaximumUnlessMoreAreHeld(
            @ForAll("loads") List<Rebalancer.Load> loads,
            @ForAll("sizes") BackendsPolicy.Size size,
            @ForAll @IntRange(max = 50) int waiting) {
        assertThat(sum(Rebalancer.wanted(loads, waiting, size)))
                .isLessThanOrEqualTo(Math.max(size.maximum(), held(loads)));
    }

    @Property
    void whatIsGrantedAndWhatOthersHaveNeverPassesTheMaximum(
            @ForAll("loads") List<Rebalancer.Load> loads,
            @ForAll("sizes") BackendsPolicy.Size size,
            @ForAll @IntRange(max = 50) int waiting) {
        List<Integer> grants = Rebalancer.grants(loads, waiting, size);
        int before = 0;
        int worst = 0;
        for (int i = 0; i < loads.size(); i++) {
            before += loads.get(i).reserved();
            worst += Math.max(loads.get(i).reserved(), grants.get(i));
        }
        assertThat(worst).isLessThanOrEqualTo(Math.max(size.maximum(), before));
    }

    @Property
    void whatIsToldAndNotHadYetIsTakenBackWhereItPassesTheMaximum(
            @ForAll("loads") List<Rebalancer.Load> loads,
            @ForAll("sizes") BackendsPolicy.Size size,
            @ForAll @IntRange(max = 50) int waiting) {
        List<Integer> grants = Rebalancer.grants(loads, waiting, size);
        int existing = 0;
        int worst = 0;
        for (int i = 0; i < loads.size(); i++) {
            int has = loads.get(i).counts().total();
            existing += has;
            worst += Math.max(has, grants.get(i));
        }
        assertThat(worst).isLessThanOrEqualTo(Math.max(size.maximum(), existing));
    }

    @Property
    void noBackendThatServesGetsMoreThanItMayAndThoseThatDoNotKeepWhatTheyKeep(
            @ForAll("loads") List<Rebalancer.Load> loads, @ForAll("sizes") BackendsPolicy.Size size) {
        List<Integer> wanted = Rebalancer.wanted(loads, 0, size);
        for (int i = 0; i < loads.size(); i++) {
            Rebalancer.Load load = loads.get(i);
            if (load.health().growing()) {
                assertThat(wanted.get(i))
                        .isLessThanOrEqualTo(Math.min(size.each().most(), load.ceiling()));
            } else {
                int least = sum(wanted) < size.maximum()
                        ? load.kept(0)
                        : load.counts().held();
                assertThat(wanted.get(i)).isBetween(least, load.kept(1));
            }
        }
    }

    @Property
    void aQuestionableBackendHasOneProbingSlotAtMostBesideWhatIsHeld(
            @ForAll("loads") List<Rebalancer.Load> loads, @ForAll("sizes") BackendsPolicy.Size size) {
        List<Integer> wanted = Rebalancer.wanted(loads, 0, size);
        for (int i = 0; i < loads.size(); i++) {
            if (loads.get(i).health() == BackendHealth.OFFLINE) {
                assertThat(wanted.get(i))
                        .isLessThanOrEqualTo(Math.max(1, loads.get(i).counts().held()));
            }
        }
    }

    @Property
    void ofEqualsNoneGetsTwoMoreThanAnother(
            @ForAll("fresh") List<Rebalancer.Load> loads, @ForAll @IntRange(min = 1, max = 300) int maximum) {
        List<Integer> wanted = Rebalancer.wanted(loads, 0, new BackendsPolicy.Size(maximum, maximum, IDLE));
        assertThat(sum(wanted)).isEqualTo(maximum);
        assertThat(wanted.stream().mapToInt(slots -> slots).max().orElse(0)
                        - wanted.stream().mapToInt(slots -> slots).min().orElse(0))
                .isLessThanOrEqualTo(1);
    }

    @Property
    void slotsAreInProportionToWeightsAndEachBackendHasOneWhereThereIsRoom(
            @ForAll List<@IntRange(max = 100) Integer> weights, @ForAll @IntRange(min = 1, max = 300) int maximum) {
        List<Rebalancer.Load> loads = weights.stream()
                .map(weight -> serving(SlotCounts.NONE, 0, weight))
                .toList();
        List<Integer> wanted = Rebalancer.wanted(loads, 0, new BackendsPolicy.Size(maximum, maximum, IDLE));
        if (maximum >= loads.size()) {
            assertThat(wanted).noneMatch(slots -> slots == 0);
        }
        for (int i = 0; i < loads.size(); i++) {
            for (int j = 0; j < loads.size(); j++) {
                long one = Math.max(1, weights.get(i));
                long other = Math.max(1, weights.get(j));
                if (wanted.get(i) > 1) {
                    assertThat((2L * wanted.get(i) - 1) * other)
                            .as("the last slot of %d belongs to it, and not to %d", i, j)
                            .isLessThanOrEqualTo((2L * wanted.get(j) + 1) * one);
                }
            }
        }
    }

    @Property
    void whereEachHasWhatItWasToldNothingMoves(
            @ForAll("loads") List<Rebalancer.Load> loads, @ForAll("sizes") BackendsPolicy.Size size) {
        List<Rebalancer.Load> before = settled(loads, Rebalancer.wanted(loads, 0, size));
        List<Integer> first = Rebalancer.wanted(before, 0, size);
        List<Integer> second = Rebalancer.wanted(settled(before, first), 0, size);
        assertThat(Rebalancer.wanted(settled(before, second), 0, size)).isEqualTo(second);
    }

    @Property
    void aSlotMoreInAllIsOneMoreOfOneBackend(
            @ForAll("fresh") List<Rebalancer.Load> loads, @ForAll @IntRange(min = 1, max = 100) int maximum) {
        List<Integer> some = Rebalancer.wanted(loads, 0, new BackendsPolicy.Size(maximum, maximum, IDLE));
        List<Integer> more =
                Rebalancer.wanted(settled(loads, some), 0, new BackendsPolicy.Size(maximum + 1, maximum + 1, IDLE));
        int changed = 0;
        for (int i = 0; i < loads.size(); i++) {
            assertThat(more.get(i)).isGreaterThanOrEqualTo(some.get(i));
            changed += more.get(i) - some.get(i);
        }
        assertThat(changed).isEqualTo(1);
    }

    @Property
    void theLastSlotStaysWithWhoHasIt(
            @ForAll @IntRange(min = 2, max = 20) int count, @ForAll @IntRange(max = 19) int at) {
        int holder = at % count;
        List<Rebalancer.Load> loads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int has = i == holder ? 2 : 1;
            loads.add(serving(new SlotCounts(0, has, 0, 0, 0), has, 0));
        }
        List<Integer> wanted = Rebalancer.wanted(loads, 0, new BackendsPolicy.Size(count + 1, count + 1, IDLE));
        assertThat(wanted.get(holder)).isEqualTo(2);
    }

    @Property
    void eachBackendThatServesKeepsItsOwnSparesWhereThereIsRoom(@ForAll("fresh") List<Rebalancer.Load> loads) {
        BackendsPolicy.Size size = new BackendsPolicy.Size(200, 0, IDLE, new BackendsPolicy.PerBackend(3, 0));
        assertThat(Rebalancer.wanted(loads, 0, size)).allMatch(slots -> slots == 3);
    }

    @Example
    void whereAllAreOfflineAndMoreThanTheMaximumThoseTryThatDoAlready() {
        Rebalancer.Load tries = load(BackendHealth.OFFLINE, new SlotCounts(1, 0, 0, 0, 0));
        Rebalancer.Load none = load(BackendHealth.OFFLINE, SlotCounts.NONE);
        BackendsPolicy.Size two = new BackendsPolicy.Size(2, 2, IDLE);
        assertThat(Rebalancer.wanted(List.of(tries, tries, tries), 0, two)).containsExactly(1, 1, 0);
        assertThat(Rebalancer.wanted(List.of(none, tries, tries), 0, two)).containsExactly(0, 1, 1);
    }

    @Example
    void whatServersKeepThatRefuseEverybodyIsWithinAMaximumThatWasLowered() {
        Rebalancer.Load five = load(BackendHealth.REFUSED, new SlotCounts(0, 3, 2, 0, 0));
        assertThat(Rebalancer.wanted(List.of(five, five), 0, new BackendsPolicy.Size(6, 0, IDLE)))
                .containsExactly(4, 2);
    }

    private static Rebalancer.Load load(BackendHealth health, SlotCounts counts) {
        return new Rebalancer.Load(health, counts, 0, counts.total(), 0, 9, 0, Rebalancer.Demand.WANTED);
    }

    @Example
    void aBackendThatIsOfflineGetsNoSlotToTryWithWhereItMayHaveNone() {
        Rebalancer.Load offline =
                new Rebalancer.Load(BackendHealth.OFFLINE, SlotCounts.NONE, 0, 0, 0, 0, 0, Rebalancer.Demand.WANTED);
        List<Rebalancer.Load> loads = List.of(offline, serving(SlotCounts.NONE, 0, 0));
        assertThat(Rebalancer.wanted(loads, 0, new BackendsPolicy.Size(4, 4, IDLE)))
                .containsExactly(0, 4);
    }

    @Example
    void whatIsBeingClosedIsNoReasonToGrowBeforeOthersHaveHeardThatTheyAreToHaveLess() {
        SlotCounts four = new SlotCounts(1, 1, 2, 0, 0);
        Rebalancer.Demand demand = Rebalancer.Demand.WANTED;
        Rebalancer.Load untold =
                new Rebalancer.Load(BackendHealth.OFFLINE, new SlotCounts(1, 0, 0, 0, 0), 0, 5, 0, 9, 0, demand);
        Rebalancer.Load closing = new Rebalancer.Load(BackendHealth.ONLINE, four, 0, 4, 0, 9, 5, demand);
        assertThat(Rebalancer.grants(List.of(untold, closing), 0, new BackendsPolicy.Size(9, 9, IDLE)))
                .containsExactly(1, 4);
    }

    @Example
    void whereSlotsAreScarceABackendThatNoClaimMayGoToLeavesThemToThoseThatServe() {
        Rebalancer.Load unwanted = serving(new SlotCounts(0, 1, 0, 0, 0), 1, 1, Rebalancer.Demand.UNWANTED);
        Rebalancer.Load best = serving(SlotCounts.NONE, 0, 1);
        assertThat(Rebalancer.wanted(List.of(unwanted, best), 1, new BackendsPolicy.Size(1, 1, IDLE)))
                .containsExactly(0, 1);
        assertThat(Rebalancer.wanted(List.of(unwanted, best), 1, new BackendsPolicy.Size(2, 2, IDLE)))
                .containsExactly(1, 1);
    }

    @Example
    void whereSlotsAreScarceABackendThatAClaimWaitsForComesFirst() {
        Rebalancer.Load free = serving(new SlotCounts(0, 1, 0, 0, 0), 1, 1);
        Rebalancer.Load awaited = serving(SlotCounts.NONE, 0, 1, Rebalancer.Demand.AWAITED);
        assertThat(Rebalancer.wanted(List.of(free, awaited), 1, new BackendsPolicy.Size(1, 1, IDLE)))
                .containsExactly(0, 1);
    }
}
