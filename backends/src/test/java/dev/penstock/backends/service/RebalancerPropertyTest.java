package dev.penstock.backends.service;

import static dev.penstock.lab.property.Generators.ints;
import static dev.penstock.lab.property.Generators.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.roles.BackendRole.Demand;
import dev.penstock.lab.property.Generator;
import dev.penstock.lab.property.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RebalancerPropertyTest {
    private static final Duration IDLE = Duration.ofMinutes(10);

    private static final Generator<Integer> FEW = ints(0, 6);
    private static final Generator<BackendHealth> HEALTHS = of(BackendHealth.class);
    private static final Generator<Demand> DEMANDS = of(Demand.class);
    private static final Generator<Integer> CEILINGS = of(Integer.MAX_VALUE, Integer.MAX_VALUE, 3);
    private static final Generator<Boolean> UNSTEADY = of(false, false, true);
    private static final Generator<SlotCounts> COUNTS =
            choices -> new SlotCounts(choices.draw(FEW), choices.draw(FEW), choices.draw(FEW), 0, 0);
    private static final Generator<Rebalancer.Load> LOAD = choices -> {
        BackendHealth health = choices.draw(HEALTHS);
        SlotCounts slots = choices.draw(COUNTS);
        int idle = Math.min(choices.draw(FEW), slots.unclaimed());
        int granted = choices.draw(FEW);
        int weight = choices.draw(ints(0, 5));
        return new Rebalancer.Load(
                health,
                slots,
                idle,
                granted,
                weight,
                choices.draw(CEILINGS),
                0,
                choices.draw(DEMANDS),
                choices.draw(UNSTEADY));
    };
    private static final Generator<List<Rebalancer.Load>> LOADS = LOAD.list(0, 30);

    /** Backends that serve, have equal weights and have no slot yet. */
    private static final Generator<List<Rebalancer.Load>> FRESH =
            ints(1, 30).map(count -> Collections.nCopies(count, serving(SlotCounts.NONE, 0, 0)));

    private static final Generator<BackendsPolicy.Size> SIZES = choices -> {
        int maximum = choices.draw(ints(1, 200));
        int percent = choices.draw(ints(0, 100));
        int floor = choices.draw(ints(0, 5));
        int most = choices.draw(ints(0, 12));
        return new BackendsPolicy.Size(
                maximum,
                maximum * percent / 100,
                IDLE,
                new BackendsPolicy.PerBackend(most == 0 ? floor : Math.min(floor, most), most));
    };
    private static final Generator<Integer> WAITING = ints(0, 50);

    private static Rebalancer.Load serving(SlotCounts counts, int granted, int weight) {
        return serving(counts, granted, weight, Demand.WANTED);
    }

    private static Rebalancer.Load serving(SlotCounts counts, int granted, int weight, Demand demand) {
        return new Rebalancer.Load(
                BackendHealth.ONLINE, counts, 0, granted, weight, Integer.MAX_VALUE, 0, demand, false);
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    /** The held slots of the backends that are not to grow. */
    private static int held(List<Rebalancer.Load> loads) {
        return loads.stream()
                .filter(load -> !load.health().growing())
                .mapToInt(load -> load.counts().held())
                .sum();
    }

    /** The backends after each has its wanted slots, no claim waits and no slot is held. */
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
                    load.demand(),
                    load.unsteady()));
        }
        return later;
    }

    @Test
    void sumStaysWithinMaximumUnlessMoreAreHeld() {
        Property.check(choices -> {
            List<Rebalancer.Load> loads = choices.draw("loads", LOADS);
            BackendsPolicy.Size size = choices.draw("size", SIZES);
            int waiting = choices.draw("waiting", WAITING);

            assertThat(sum(Rebalancer.wanted(loads, waiting, size)))
                    .isLessThanOrEqualTo(Math.max(size.maximum(), held(loads)));
        });
    }

    @Test
    void grantsAndReservedSlotsStayWithinMaximum() {
        Property.check(choices -> {
            List<Rebalancer.Load> loads = choices.draw("loads", LOADS);
            BackendsPolicy.Size size = choices.draw("size", SIZES);
            int waiting = choices.draw("waiting", WAITING);

            List<Integer> grants = Rebalancer.grants(loads, waiting, size);
            int before = 0;
            int worst = 0;
            for (int i = 0; i < loads.size(); i++) {
                before += loads.get(i).reserved();
                worst += Math.max(loads.get(i).reserved(), grants.get(i));
            }
            assertThat(worst).isLessThanOrEqualTo(Math.max(size.maximum(), before));
        });
    }

    @Test
    void unusedGrantsAreTakenBackAboveMaximum() {
        Property.check(choices -> {
            List<Rebalancer.Load> loads = choices.draw("loads", LOADS);
            BackendsPolicy.Size size = choices.draw("size", SIZES);
            int waiting = choices.draw("waiting", WAITING);

            List<Integer> grants = Rebalancer.grants(loads, waiting, size);
            int existing = 0;
            int worst = 0;
            for (int i = 0; i < loads.size(); i++) {
                int has = loads.get(i).counts().total();
                existing += has;
                worst += Math.max(has, grants.get(i));
            }
            assertThat(worst).isLessThanOrEqualTo(Math.max(size.maximum(), existing));
        });
    }

    @Test
    void servingBackendsAreCappedOthersKeepTheirSlots() {
        Property.check(choices -> {
            List<Rebalancer.Load> loads = choices.draw("loads", LOADS);
            BackendsPolicy.Size size = choices.draw("size", SIZES);

            List<Integer> wanted = Rebalancer.wanted(loads, 0, size);
            for (int i = 0; i < loads.size(); i++) {
                Rebalancer.Load load = loads.get(i);
                if (load.health().growing()) {
                    assertThat(wanted.get(i))
                            .isLessThanOrEqualTo(Math.min(size.each().limit(), load.ceiling()));
                } else {
                    int least = sum(wanted) < size.maximum()
                            ? load.kept(0)
                            : load.counts().held();
                    assertThat(wanted.get(i)).isBetween(least, load.kept(1));
                }
            }
        });
    }

    @Test
    void offlineBackendHasAtMostOneProbingSlot() {
        Property.check(choices -> {
            List<Rebalancer.Load> loads = choices.draw("loads", LOADS);
            BackendsPolicy.Size size = choices.draw("size", SIZES);

            List<Integer> wanted = Rebalancer.wanted(loads, 0, size);
            for (int i = 0; i < loads.size(); i++) {
                if (loads.get(i).health() == BackendHealth.OFFLINE) {
                    assertThat(wanted.get(i))
                            .isLessThanOrEqualTo(
                                    Math.max(1, loads.get(i).counts().held()));
                }
            }
        });
    }

    @Test
    void equalBackendsDifferByAtMostOneSlot() {
        Property.check(choices -> {
            List<Rebalancer.Load> loads = choices.draw("loads", FRESH);
            int maximum = choices.draw("maximum", ints(1, 300));

            List<Integer> wanted = Rebalancer.wanted(loads, 0, new BackendsPolicy.Size(maximum, maximum, IDLE));
            assertThat(sum(wanted)).isEqualTo(maximum);
            assertThat(wanted.stream().mapToInt(slots -> slots).max().orElse(0)
                            - wanted.stream().mapToInt(slots -> slots).min().orElse(0))
                    .isLessThanOrEqualTo(1);
        });
    }

    @Test
    void slotsAreInProportionToWeights() {
        Property.check(choices -> {
            List<Integer> weights = choices.draw("weights", ints(0, 100).list(0, 255));
            int maximum = choices.draw("maximum", ints(1, 300));

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
        });
    }

    @Test
    void settledBackendsDoNotMove() {
        Property.check(choices -> {
            List<Rebalancer.Load> loads = choices.draw("loads", LOADS);
            BackendsPolicy.Size size = choices.draw("size", SIZES);

            List<Rebalancer.Load> before = settled(loads, Rebalancer.wanted(loads, 0, size));
            List<Integer> first = Rebalancer.wanted(before, 0, size);
            List<Integer> second = Rebalancer.wanted(settled(before, first), 0, size);
            assertThat(Rebalancer.wanted(settled(before, second), 0, size)).isEqualTo(second);
        });
    }

    @Test
    void oneMoreSlotGoesToOneBackend() {
        Property.check(choices -> {
            List<Rebalancer.Load> loads = choices.draw("loads", FRESH);
            int maximum = choices.draw("maximum", ints(1, 100));

            List<Integer> some = Rebalancer.wanted(loads, 0, new BackendsPolicy.Size(maximum, maximum, IDLE));
            List<Integer> more =
                    Rebalancer.wanted(settled(loads, some), 0, new BackendsPolicy.Size(maximum + 1, maximum + 1, IDLE));
            int changed = 0;
            for (int i = 0; i < loads.size(); i++) {
                assertThat(more.get(i)).isGreaterThanOrEqualTo(some.get(i));
                changed += more.get(i) - some.get(i);
            }
            assertThat(changed).isEqualTo(1);
        });
    }

    @Test
    void lastSlotStaysWithItsHolder() {
        int cases = Property.checkEveryCase(choices -> {
            int count = choices.draw("count", ints(2, 20));
            int at = choices.draw("at", ints(0, 19));

            int holder = at % count;
            List<Rebalancer.Load> loads = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int has = i == holder ? 2 : 1;
                loads.add(serving(new SlotCounts(0, has, 0, 0, 0), has, 0));
            }
            List<Integer> wanted = Rebalancer.wanted(loads, 0, new BackendsPolicy.Size(count + 1, count + 1, IDLE));
            assertThat(wanted.get(holder)).isEqualTo(2);
        });
        assertThat(cases).isEqualTo(380);
    }

    @Test
    void servingBackendKeepsItsSparesIfThereIsRoom() {
        int cases = Property.checkEveryCase(choices -> {
            List<Rebalancer.Load> loads = choices.draw("loads", FRESH);

            BackendsPolicy.Size size = new BackendsPolicy.Size(200, 0, IDLE, new BackendsPolicy.PerBackend(3, 0));
            assertThat(Rebalancer.wanted(loads, 0, size)).allMatch(slots -> slots == 3);
        });
        assertThat(cases).isEqualTo(30);
    }

    @Test
    void connectingOfflineBackendsGoOnIfSlotsAreScarce() {
        Rebalancer.Load tries = load(BackendHealth.OFFLINE, new SlotCounts(1, 0, 0, 0, 0));
        Rebalancer.Load none = load(BackendHealth.OFFLINE, SlotCounts.NONE);
        BackendsPolicy.Size two = new BackendsPolicy.Size(2, 2, IDLE);
        assertThat(Rebalancer.wanted(List.of(tries, tries, tries), 0, two)).containsExactly(1, 1, 0);
        assertThat(Rebalancer.wanted(List.of(none, tries, tries), 0, two)).containsExactly(0, 1, 1);
    }

    @Test
    void refusingBackendsStayWithinALoweredMaximum() {
        Rebalancer.Load five = load(BackendHealth.REFUSED, new SlotCounts(0, 3, 2, 0, 0));
        assertThat(Rebalancer.wanted(List.of(five, five), 0, new BackendsPolicy.Size(6, 0, IDLE)))
                .containsExactly(4, 2);
    }

    private static Rebalancer.Load load(BackendHealth health, SlotCounts counts) {
        return new Rebalancer.Load(health, counts, 0, counts.total(), 0, 9, 0, Demand.WANTED, false);
    }

    @Test
    void offlineBackendWithZeroCeilingGetsNoSlot() {
        Rebalancer.Load offline =
                new Rebalancer.Load(BackendHealth.OFFLINE, SlotCounts.NONE, 0, 0, 0, 0, 0, Demand.WANTED, false);
        List<Rebalancer.Load> loads = List.of(offline, serving(SlotCounts.NONE, 0, 0));
        assertThat(Rebalancer.wanted(loads, 0, new BackendsPolicy.Size(4, 4, IDLE)))
                .containsExactly(0, 4);
    }

    @Test
    void closingSlotsDoNotCountAsFreeRoom() {
        SlotCounts four = new SlotCounts(1, 1, 2, 0, 0);
        Demand demand = Demand.WANTED;
        Rebalancer.Load untold =
                new Rebalancer.Load(BackendHealth.OFFLINE, new SlotCounts(1, 0, 0, 0, 0), 0, 5, 0, 9, 0, demand, false);
        Rebalancer.Load closing = new Rebalancer.Load(BackendHealth.ONLINE, four, 0, 4, 0, 9, 5, demand, false);
        assertThat(Rebalancer.grants(List.of(untold, closing), 0, new BackendsPolicy.Size(9, 9, IDLE)))
                .containsExactly(1, 4);
    }

    @Test
    void attemptsForNobodyAreNotKept() {
        Rebalancer.Load burst = new Rebalancer.Load(
                BackendHealth.ONLINE, new SlotCounts(38, 17, 1, 0, 0), 34, 56, 1, 90, 22, Demand.WANTED, false);
        BackendsPolicy.Size size = new BackendsPolicy.Size(90, 2, IDLE);
        assertThat(Rebalancer.wanted(List.of(burst), 0, size)).containsExactly(22);
        assertThat(Rebalancer.wanted(List.of(burst), 50, size)).containsExactly(53);
    }

    @Test
    void lastSlotOfReachedServerGoes() {
        BackendsPolicy.Size none = new BackendsPolicy.Size(10, 0, IDLE);
        Rebalancer.Load idle = new Rebalancer.Load(
                BackendHealth.ONLINE, new SlotCounts(0, 1, 0, 0, 0), 1, 1, 1, 10, 1, Demand.WANTED, false);
        assertThat(Rebalancer.wanted(List.of(idle), 0, none)).containsExactly(0);
        assertThat(Rebalancer.wanted(List.of(serving(SlotCounts.NONE, 0, 1)), 1, none))
                .containsExactly(1);
    }

    @Test
    void oneSlotTriesUntilServerWasReached() {
        BackendsPolicy.Size none = new BackendsPolicy.Size(10, 0, IDLE);
        Rebalancer.Load fresh = load(BackendHealth.CONNECTING, SlotCounts.NONE);
        assertThat(Rebalancer.wanted(List.of(fresh), 0, none)).containsExactly(1);
        Rebalancer.Load pausing = new Rebalancer.Load(
                BackendHealth.CONNECTING, new SlotCounts(1, 0, 0, 0, 0), 1, 1, 1, 10, 0, Demand.WANTED, false);
        assertThat(Rebalancer.wanted(List.of(pausing), 0, none)).containsExactly(1);
    }

    @Test
    void unsteadyBackendGetsOneSlotAndWhatTheOthersMayNotHave() {
        SlotCounts four = new SlotCounts(0, 2, 2, 0, 0);
        Rebalancer.Load unsteady =
                new Rebalancer.Load(BackendHealth.ONLINE, four, 0, 4, 9, 20, 4, Demand.AWAITED, true);
        Rebalancer.Load steady = new Rebalancer.Load(BackendHealth.ONLINE, four, 0, 4, 1, 20, 4, Demand.WANTED, false);
        List<Rebalancer.Load> loads = List.of(unsteady, steady);
        assertThat(Rebalancer.wanted(loads, 9, new BackendsPolicy.Size(8, 8, IDLE)))
                .containsExactly(1, 7);
        BackendsPolicy.PerBackend each = new BackendsPolicy.PerBackend(3, 5);
        assertThat(Rebalancer.wanted(loads, 9, new BackendsPolicy.Size(8, 8, IDLE, each)))
                .containsExactly(3, 5);
        assertThat(Rebalancer.wanted(List.of(unsteady), 9, new BackendsPolicy.Size(8, 8, IDLE)))
                .containsExactly(8);
    }

    @Test
    void unwantedBackendYieldsScarceSlots() {
        Rebalancer.Load unwanted = serving(new SlotCounts(0, 1, 0, 0, 0), 1, 1, Demand.UNWANTED);
        Rebalancer.Load best = serving(SlotCounts.NONE, 0, 1);
        assertThat(Rebalancer.wanted(List.of(unwanted, best), 1, new BackendsPolicy.Size(1, 1, IDLE)))
                .containsExactly(0, 1);
        assertThat(Rebalancer.wanted(List.of(unwanted, best), 1, new BackendsPolicy.Size(2, 2, IDLE)))
                .containsExactly(1, 1);
    }

    @Test
    void awaitedBackendGetsScarceSlotsFirst() {
        Rebalancer.Load free = serving(new SlotCounts(0, 1, 0, 0, 0), 1, 1);
        Rebalancer.Load awaited = serving(SlotCounts.NONE, 0, 1, Demand.AWAITED);
        assertThat(Rebalancer.wanted(List.of(free, awaited), 1, new BackendsPolicy.Size(1, 1, IDLE)))
                .containsExactly(0, 1);
    }
}
