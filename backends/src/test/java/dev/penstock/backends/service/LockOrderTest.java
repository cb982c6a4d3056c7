package dev.penstock.backends.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.FakeClock;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.slots.StatusTaskFixture;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Threads take the locks of this module in the order that the description of the package {@code backends} states. */
class LockOrderTest {
    private static final List<String> ORDER =
            List.of("PendingBackendSet", "SlotSetRegistry", "StatusTasks", "SlotSetStateMachine", "SnapshotSource");

    private final FakeClock clock = new FakeClock();
    private final StatusTaskFixture.Manual executor = new StatusTaskFixture.Manual();
    private final Set<Nesting> nestings = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<Deque<String>> held = ThreadLocal.withInitial(ArrayDeque::new);

    /** A thread that held {@code outer} took {@code inner}. */
    private record Nesting(String outer, String inner) {}

    /** A lock that records under which other locks it is taken. */
    @SuppressWarnings("serial") // never serialized
    private final class ObservedLock extends ReentrantLock {
        private final String name;

        ObservedLock(String name) {
            this.name = name;
        }

        @Override
        public void lock() {
            super.lock();
            record();
        }

        @Override
        public boolean tryLock() {
            boolean locked = super.tryLock();
            if (locked) {
                record();
            }
            return locked;
        }

        @Override
        public void unlock() {
            held.get().removeLastOccurrence(name);
            super.unlock();
        }

        private void record() {
            for (String outer : held.get()) {
                if (!outer.equals(name)) {
                    nestings.add(new Nesting(outer, name));
                }
            }
            held.get().addLast(name);
        }
    }

    private static Object part(Object whole, String name) {
        try {
            return field(whole, name).get(whole);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the field has another name now", e);
        }
    }

    private static Field field(Object whole, String name) throws ReflectiveOperationException {
        Field field = whole.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** Replaces a lock that no thread uses at this moment. */
    private void observe(Object owner, String name) {
        try {
            if (field(owner, name).get(owner) instanceof ObservedLock) {
                return;
            }
            field(owner, name).set(owner, new ObservedLock(owner.getClass().getSimpleName()));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the field has another name now", e);
        }
    }

    private void observeAll(BackendsFixture fixture) {
        observe(part(part(fixture.backends, "serviceDiscovery"), "pending"), "changing");
        observe(part(fixture.backends, "registry"), "lock");
        observe(fixture.backends.watchdog(), "lock");
        observe(part(fixture.accounts, "source"), "lock");
        for (SlotSetController controller : fixture.backends.controllers()) {
            observe(part(controller, "tasks"), "lock");
            observe(part(controller, "stateMachine"), "lock");
            Object threads = part(controller, "threads");
            List.of("connects", "checks", "probes", "closes")
                    .forEach(kind -> observe(part(part(threads, kind), "queue"), "lock"));
        }
    }

    private static BackendsPolicy policy(int slots) {
        BackendsPolicy quick = BackendsFixture.quick(slots, slots);
        BackendsPolicy.Status seldom = new BackendsPolicy.Status(
                Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofMillis(750), Duration.ofMillis(300));
        return new BackendsPolicy(quick.size(), quick.connect(), quick.life(), seldom);
    }

    private void awaitSets(BackendsFixture fixture, int sets) {
        executor.until(
                sets + " backends are known", () -> fixture.backends.views().size() == sets);
    }

    private void awaitFree(BackendsFixture fixture, int slots) {
        executor.until(
                slots + " slots are free", () -> fixture.backends.counts().unclaimed() == slots);
    }

    /** Evicts on another thread, because the eviction waits for the status task that this thread runs. */
    private void evict(BackendsFixture fixture) {
        Thread evicting = new Thread(() -> fixture.backends.operations().evict());
        evicting.start();
        executor.until("the eviction is decided", () -> !evicting.isAlive());
    }

    @Test
    void locksAreTakenInTheStatedOrder() {
        try (BackendsFixture fixture = new BackendsFixture(policy(4), clock, executor)) {
            observeAll(fixture);
            fixture.found(1);
            awaitFree(fixture, 4);
            observeAll(fixture);
            fixture.backends.apply(policy(6));
            awaitFree(fixture, 6);
            fixture.discard(fixture.backends.tryClaim(clock.nanoTime()));
            evict(fixture);
            awaitFree(fixture, 6);
            SlotSetController first = fixture.backends.controllers().get(0);
            first.replaceTask(clock.nanoTime());
            first.drain(() -> {});
            fixture.found(1, 2);
            awaitSets(fixture, 2);
            fixture.backends.supervisor().tick();
            first.restore(() -> {});
            fixture.found(2);
            executor.until("the backend that left is forgotten", () -> {
                fixture.backends.supervisor().tick();
                return fixture.backends.views().size() == 1;
            });
        }
        assertThat(nestings)
                .contains(
                        new Nesting("PendingBackendSet", "SlotSetRegistry"),
                        new Nesting("StatusTasks", "SlotSetStateMachine"))
                .doesNotContain(new Nesting("SlotSetStateMachine", "SnapshotSource"))
                .allMatch(LockOrderTest::isInOrder);
    }

    private static boolean isInOrder(Nesting nesting) {
        int outer = ORDER.indexOf(nesting.outer());
        int inner = ORDER.indexOf(nesting.inner());
        return outer >= 0 && (inner < 0 || outer < inner);
    }
}
