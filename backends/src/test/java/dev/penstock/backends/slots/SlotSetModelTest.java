package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Backings;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * One tender under random claims, releases, results, faults, messages and takeovers, one thread, a fake clock.
 * Invariants are checked at each step; at its end the world behaves, and the set must come to rest with what it was
 * told to have.
 */
class SlotSetModelTest {
    private static final int SEEDS = 2_000;
    private static final int STEPS = 120;

    @Test
    void whateverHappensNothingIsLost() {
        long first = Long.getLong("penstock.seed", 1);
        for (long seed = first; seed < first + (Long.getLong("penstock.seed") == null ? SEEDS : 1); seed++) {
            try {
                new Run(seed).play();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + " (run it alone with -Dpenstock.seed=" + seed + ")", e);
            }
        }
    }

    private static final class Run {
        private final SplittableRandom random;
        private final SlotSetStateMachineFixture bench;
        private int wanted;
        private boolean removed;

        Run(long seed) {
            random = new SplittableRandom(seed);
            bench = new SlotSetStateMachineFixture(Backings.policy(16), seed);
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                step();
                assertNothingDouble();
            }
            settle();
        }

        private void step() {
            switch (random.nextInt(18)) {
                case 0 -> resize(random.nextInt(9), random.nextInt(4) == 0);
                case 1, 2 -> claim();
                case 3, 4 -> withHeld(bench::release);
                case 5 -> withHeld(slot -> bench.discard(slot, loss()));
                case 6 -> withHeld(bench::discardUntold);
                case 7, 8, 9 -> connectEnds();
                case 10 -> checkEnds();
                case 11 -> probeEnds();
                case 12 -> bench.request(random.nextInt(2));
                case 13 -> bench.advance(Duration.ofMillis(random.nextInt(3_000)));
                case 14 -> bench.advance(Duration.ofSeconds(random.nextInt(200)));
                case 15 -> stuckTask();
                case 16 -> bench.tell(new StatusMessage.ServerSuspected("model"));
                default -> seldom();
            }
        }

        private void seldom() {
            switch (random.nextInt(44)) {
                case 12, 13 -> drain();
                case 14, 15, 16 -> restore();
                case 5, 6, 7 -> evict();
                case 8, 9 -> bench.tell(new StatusMessage.CredentialsChanged());
                case 10, 11 -> otherPolicy();
                case 0, 1 -> bench.failNextSlots(1 + random.nextInt(2));
                case 2 -> {
                    removed = true;
                    bench.tell(random.nextBoolean() ? StatusMessage.Drain.removed() : StatusMessage.Drain.closing());
                }
                case 3 -> {
                    bench.dropTimers();
                    bench.takeOver();
                }
                case 4 -> bench.tell(new StatusMessage.Renamed(Backings.backend(2)));
                default -> bench.takeOver();
            }
        }

        private DisconnectCause loss() {
            return new DisconnectCause("scripted", DisconnectCause.Blame.values()[random.nextInt(3)]);
        }

        private void drain() {
            List<Slot> before = List.copyOf(bench.held);
            bench.tell(StatusMessage.Drain.drained());
            assertThat(before).as("held slots go when they are released").allMatch(Slot::condemned);
            assertThat(bench.set.slots()).as("the others are gone").hasSize(before.size());
            assertThat(bench.set.health()).isIn(BackendHealth.DRAINED, BackendHealth.REMOVED);
        }

        private void restore() {
            bench.tell(new StatusMessage.Restore());
            assertThat(bench.set.health()).isNotEqualTo(BackendHealth.DRAINED);
        }

        private void resize(int to, boolean shed) {
            wanted = to;
            bench.tell(new StatusMessage.Resize(to, shed));
        }

        private void evict() {
            List<Slot> before = List.copyOf(bench.held);
            Set<Connection> former = new HashSet<>(bench.connections.stillOpen());
            bench.tell(new StatusMessage.Evict());
            assertThat(before).as("held slots go when they are released").allMatch(Slot::condemned);
            for (Slot slot : bench.set.slots()) {
                assertThat(slot.state()).as("%s", slot).isIn(SlotState.CONNECTING, SlotState.CLAIMED);
            }
            former.removeIf(connection -> before.stream().anyMatch(slot -> slot.connection() == connection));
            assertThat(former).as("free ones are closed").noneMatch(bench.connections.stillOpen()::contains);
        }

        private void otherPolicy() {
            BackendsPolicy usual = Backings.policy(16);
            Duration lifetime = Duration.ofSeconds(random.nextInt(2_000));
            bench.policy = new BackendsPolicy(
                    usual.size(),
                    new BackendsPolicy.Connect(
                            Duration.ofMillis(1 + random.nextInt(10_000)),
                            Duration.ofMillis(random.nextInt(200)),
                            Duration.ofSeconds(random.nextInt(10)),
                            random.nextInt(20)),
                    new BackendsPolicy.Life(
                            lifetime,
                            Duration.ofSeconds(random.nextInt(200)),
                            Duration.ofMillis(1 + random.nextInt(5_000))),
                    new BackendsPolicy.Status(
                            usual.status().interval(),
                            usual.status().timeout(),
                            usual.status().suspectAfter(),
                            usual.status().probeTimeout(),
                            Duration.ofSeconds(random.nextInt(3)),
                            random.nextBoolean()));
        }

        private void claim() {
            if (bench.set.health().eligible()) {
                Slot slot = bench.set.tryClaim(random.nextInt());
                if (slot != null) {
                    assertThat(bench.held.add(slot)).as("one holder").isTrue();
                }
            }
        }

        private void withHeld(java.util.function.Consumer<Slot> action) {
            if (!bench.held.isEmpty()) {
                List<Slot> held = new ArrayList<>(bench.held);
                held.sort(java.util.Comparator.comparingLong(Slot::id));
                action.accept(held.get(random.nextInt(held.size())));
            }
        }

        /** The oldest attempt succeeds, fails, hangs, succeeds twice over, or succeeds and is reported late. */
        private void connectEnds() {
            if (bench.connects.isEmpty()) {
                return;
            }
            switch (random.nextInt(12)) {
                case 0 -> bench.connectFails("28P01");
                case 1 -> bench.connectFails(random.nextBoolean() ? "57P03" : "53300");
                case 2, 3 -> bench.connectFails("08001");
                case 4 -> bench.connects.add(bench.connects.remove());
                case 5 -> bench.connected(bench.connects.element());
                default -> bench.connected();
            }
        }

        private void checkEnds() {
            if (!bench.checks.isEmpty()) {
                if (random.nextInt(6) == 0) {
                    bench.checks.add(bench.checks.element());
                }
                bench.checkEnds(random.nextInt(4) > 0);
            }
        }

        private void probeEnds() {
            if (!bench.probes.isEmpty()) {
                bench.probeEnds(random.nextInt(4) > 0);
            }
        }

        /** A task decides, carries out a part, and is replaced. */
        private void stuckTask() {
            bench.tender.post(
                    random.nextBoolean()
                            ? new StatusMessage.Resize(wanted = random.nextInt(9))
                            : new StatusMessage.Request(1, 0, bench.clock.nanoTime()));
            Collection<Effect> decided = bench.decide();
            if (decided != null) {
                for (int done = random.nextInt(decided.size() + 1); done > 0; done--) {
                    Effect next = decided.iterator().next();
                    bench.carryOut(next);
                    if (random.nextInt(5) > 0) {
                        decided.remove(next);
                    }
                }
            }
            bench.takeOver();
        }

        private void assertNothingDouble() {
            for (Slot slot : bench.held) {
                assertThat(slot.state()).as("%s is held", slot).isEqualTo(SlotState.CLAIMED);
                assertThat(bench.connections.stillOpen()).as("%s", slot).contains(slot.connection());
            }
            SlotCounts counts = bench.set.counts();
            assertThat(counts.held()).isEqualTo(bench.held.size());
            int live = counts.total() - counts.connecting();
            assertThat(bench.connections.stillOpen()).as("open and in no slot").hasSize(live);
        }

        /** Faults end, holders return, time passes: all that is wanted is there, and nothing else. */
        private void settle() {
            bench.failNextSlots(0);
            bench.policy = Backings.policy(16);
            for (Slot slot : List.copyOf(bench.held)) {
                bench.release(slot);
            }
            if (!removed) {
                restore();
                resize(wanted, false);
            }
            for (int beat = 0; beat < 150; beat++) {
                bench.allConnected();
                while (!bench.checks.isEmpty()) {
                    bench.checkEnds(true);
                }
                while (!bench.probes.isEmpty()) {
                    bench.probeEnds(true);
                }
                bench.advance(Duration.ofMillis(500));
                bench.request(1);
                if (!removed) {
                    bench.resize(wanted);
                }
            }
            bench.allConnected();
            bench.assertSound();
            assertThat(bench.set.counts())
                    .as("at rest, %s", bench.set.health())
                    .isEqualTo(new SlotCounts(0, removed ? 0 : wanted, 0, 0, 0));
        }
    }
}
