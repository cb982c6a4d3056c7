package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotSetTestData;
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
 * One state machine under random claims, releases, results, faults, messages and takeovers, with one thread and a fake
 * clock. Invariants are checked at each step. At the end all faults stop, and the set must come to rest with the wanted
 * number of slots.
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
        private final SlotSetStateMachineFixture fixture;
        private int wanted;
        private boolean removed;

        Run(long seed) {
            random = new SplittableRandom(seed);
            fixture = new SlotSetStateMachineFixture(SlotSetTestData.policy(16), seed);
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
                case 3, 4 -> withHeld(fixture::release);
                case 5 -> withHeld(this::discard);
                case 6 -> withHeld(fixture::discardWithoutMessage);
                case 7, 8, 9 -> connectEnds();
                case 10 -> checkEnds();
                case 11 -> probeEnds();
                case 12 -> fixture.request(random.nextInt(2));
                case 13 -> fixture.advance(Duration.ofMillis(random.nextInt(3_000)));
                case 14 -> fixture.advance(Duration.ofSeconds(random.nextInt(200)));
                case 15 -> stuckTask();
                case 16 -> fixture.tell(new StatusMessage.ServerSuspected());
                default -> seldom();
            }
        }

        private void seldom() {
            switch (random.nextInt(44)) {
                case 12, 13 -> drain();
                case 14, 15, 16 -> restore();
                case 5, 6, 7 -> evict();
                case 8, 9 -> fixture.tell(new StatusMessage.CredentialsChanged(() -> {}));
                case 10, 11 -> otherPolicy();
                case 0, 1 -> fixture.failNextSlots(1 + random.nextInt(2));
                case 2 -> {
                    removed = true;
                    fixture.tell(
                            random.nextBoolean()
                                    ? StatusMessage.Drain.removed("scripted")
                                    : StatusMessage.Drain.closing());
                }
                case 3 -> {
                    fixture.dropTimers();
                    fixture.takeOver();
                }
                case 4 -> fixture.tell(new StatusMessage.Renamed(SlotSetTestData.backend(2)));
                default -> fixture.takeOver();
            }
        }

        private DisconnectCause loss() {
            return new DisconnectCause("scripted", DisconnectCause.Blame.values()[random.nextInt(4)]);
        }

        /** Only silence costs connections other than the lost one, apart from those that are to go anyway. */
        private void discard(Slot slot) {
            DisconnectCause cause = loss();
            List<Connection> others = new ArrayList<>();
            for (Slot other : fixture.set.slots()) {
                if (other.state() == SlotState.UNCLAIMED && !other.condemned() && !mayBePastLifetime(other)) {
                    others.add(other.connection());
                }
            }
            fixture.discard(slot, cause);
            if (cause.blame() != DisconnectCause.Blame.SILENCE) {
                assertThat(fixture.connections.stillOpen())
                        .as("beside a loss by %s", cause)
                        .containsAll(others);
            }
        }

        private boolean mayBePastLifetime(Slot slot) {
            Duration lifetime = fixture.policy.life().maxLifetime();
            long age = fixture.clock.nanoTime() - slot.connectedAt();
            return !lifetime.isZero() && age >= lifetime.toNanos() / 2;
        }

        private void drain() {
            List<Slot> before = List.copyOf(fixture.held);
            fixture.tell(StatusMessage.Drain.drained());
            assertThat(before).as("held slots go when they are released").allMatch(Slot::condemned);
            assertThat(fixture.set.slots()).as("the others are gone").hasSize(before.size());
            assertThat(fixture.set.health()).isIn(BackendHealth.DRAINED, BackendHealth.REMOVED);
        }

        private void restore() {
            fixture.tell(new StatusMessage.Restore());
            assertThat(fixture.set.health()).isNotEqualTo(BackendHealth.DRAINED);
        }

        private void resize(int to, boolean shed) {
            wanted = to;
            fixture.tell(new StatusMessage.Resize(to, shed));
        }

        private void evict() {
            List<Slot> before = List.copyOf(fixture.held);
            Set<Connection> former = new HashSet<>(fixture.connections.stillOpen());
            fixture.tell(new StatusMessage.Evict(() -> {}));
            assertThat(before).as("held slots go when they are released").allMatch(Slot::condemned);
            for (Slot slot : fixture.set.slots()) {
                assertThat(slot.state()).as("%s", slot).isIn(SlotState.CONNECTING, SlotState.CLAIMED);
            }
            former.removeIf(connection -> before.stream().anyMatch(slot -> slot.connection() == connection));
            assertThat(former).as("free ones are closed").noneMatch(fixture.connections.stillOpen()::contains);
        }

        private void otherPolicy() {
            BackendsPolicy usual = SlotSetTestData.policy(16);
            Duration lifetime = Duration.ofSeconds(random.nextInt(2_000));
            fixture.policy = new BackendsPolicy(
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
            if (fixture.set.health().eligible()) {
                Slot slot = fixture.set.tryClaim(random.nextInt(), 0);
                if (slot != null) {
                    assertThat(fixture.held.add(slot)).as("one holder").isTrue();
                }
            }
        }

        private void withHeld(java.util.function.Consumer<Slot> action) {
            if (!fixture.held.isEmpty()) {
                List<Slot> held = new ArrayList<>(fixture.held);
                held.sort(java.util.Comparator.comparingLong(Slot::id));
                action.accept(held.get(random.nextInt(held.size())));
            }
        }

        /** The oldest attempt succeeds, fails, hangs, succeeds twice over, or succeeds and is reported late. */
        private void connectEnds() {
            if (fixture.connects.isEmpty()) {
                return;
            }
            switch (random.nextInt(12)) {
                case 0 -> fixture.connectFails("28P01");
                case 1 -> fixture.connectFails(random.nextBoolean() ? "57P03" : "53300");
                case 2, 3 -> fixture.connectFails("08001");
                case 4 -> fixture.connects.add(fixture.connects.remove());
                case 5 -> fixture.connected(fixture.connects.element());
                default -> fixture.connected();
            }
        }

        private void checkEnds() {
            if (!fixture.checks.isEmpty()) {
                if (random.nextInt(6) == 0) {
                    fixture.checks.add(fixture.checks.element());
                }
                fixture.checkEnds(random.nextInt(4) > 0);
            }
        }

        private void probeEnds() {
            if (!fixture.probes.isEmpty()) {
                fixture.probeEnds(random.nextInt(4) > 0);
            }
        }

        /** A task decides, carries out a part, and is replaced. */
        private void stuckTask() {
            fixture.stateMachine.post(
                    random.nextBoolean()
                            ? new StatusMessage.Resize(wanted = random.nextInt(9), false)
                            : new StatusMessage.Request(1, 0, fixture.clock.nanoTime()));
            Collection<Effect> decided = fixture.decide();
            if (decided != null) {
                for (int done = random.nextInt(decided.size() + 1); done > 0; done--) {
                    Effect next = decided.iterator().next();
                    fixture.carryOut(next);
                    if (random.nextInt(5) > 0) {
                        decided.remove(next);
                    }
                }
            }
            fixture.takeOver();
        }

        private void assertNothingDouble() {
            for (Slot slot : fixture.held) {
                assertThat(slot.state()).as("%s is held", slot).isEqualTo(SlotState.CLAIMED);
                assertThat(fixture.connections.stillOpen()).as("%s", slot).contains(slot.connection());
            }
            SlotCounts counts = fixture.set.counts();
            assertThat(counts.held()).isEqualTo(fixture.held.size());
            int live = counts.total() - counts.connecting();
            assertThat(fixture.connections.stillOpen())
                    .as("open and in no slot")
                    .hasSize(live);
        }

        /** Faults end, holders return, time passes: all that is wanted is there, and nothing else. */
        private void settle() {
            fixture.failNextSlots(0);
            fixture.policy = SlotSetTestData.policy(16);
            for (Slot slot : List.copyOf(fixture.held)) {
                fixture.release(slot);
            }
            if (!removed) {
                restore();
                resize(wanted, false);
            }
            for (int beat = 0; beat < 150; beat++) {
                fixture.allConnected();
                while (!fixture.checks.isEmpty()) {
                    fixture.checkEnds(true);
                }
                while (!fixture.probes.isEmpty()) {
                    fixture.probeEnds(true);
                }
                fixture.advance(Duration.ofMillis(500));
                fixture.request(1);
                if (!removed) {
                    fixture.resize(wanted);
                }
            }
            fixture.allConnected();
            fixture.assertSound();
            assertThat(fixture.set.counts())
                    .as("at rest, %s", fixture.set.health())
                    .isEqualTo(new SlotCounts(0, removed ? 0 : wanted, 0, 0, 0));
        }
    }
}
