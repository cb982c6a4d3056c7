package dev.penstock.backends.service;

import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.threads.EventCount;
import dev.penstock.waits.NanoClock;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an operator does with the slots of a pool, and who is in the way. Thread-safe. */
public final class OperatorCommands {
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final Supplier<List<SlotSetController>> controllers;
    private final EventCount changes;
    private final NanoClock clock;

    OperatorCommands(Supplier<List<SlotSetController>> controllers, EventCount changes, NanoClock clock) {
        this.controllers = controllers;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * How an operation ended: an immutable value.
     *
     * @param complete whether it is done
     * @param held how many of the slots concerned claims still hold
     * @param heldSlots those slots, the longest held first; empty if the pool records no claims
     */
    public record Outcome(boolean complete, int held, List<HeldSlot> heldSlots) {
        /** Copies the list. */
        public Outcome {
            heldSlots = List.copyOf(heldSlots);
        }
    }

    /**
     * Waits until no claim holds a slot.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public Outcome awaitUnheld(Duration limit) throws InterruptedException {
        return await(slot -> true, () -> true, controllers, limit);
    }

    /**
     * Replaces connections: those that are free begin to do so at once, those that are held when they are given back,
     * and waits until none of them can reach a claim any more, nor one that was just being made.
     *
     * @param backend whose; empty for all
     * @throws IllegalArgumentException if there is no such backend
     * @throws InterruptedException if interrupted while waiting; the connections go all the same
     */
    public Outcome evict(String backend, Duration limit) throws InterruptedException {
        List<SlotSetController> sets = named(backend);
        Map<SlotSetController, Set<Connection>> before = new ConcurrentHashMap<>();
        AtomicInteger unanswered = new AtomicInteger(sets.size());
        for (SlotSetController controller : sets) {
            before.put(controller, connections(controller));
            controller.evict(() -> {
                before.put(controller, connections(controller));
                unanswered.decrementAndGet();
                changes.signal();
            });
        }
        Predicate<Slot> old = slot -> isIn(before.get(slot.set().controller()), slot.peekConnection());
        BooleanSupplier gone = () -> sets.stream()
                .flatMap(controller -> Stream.of(controller.set().slots()))
                .filter(slot -> slot.state() != SlotState.RETIRED)
                .noneMatch(old);
        return await(old, () -> unanswered.get() <= 0 && gone.getAsBoolean(), () -> sets, limit);
    }

    /**
     * The connections of the slots. Once the status task knows that they are to go, those that claims hold still: what
     * was being made before has come to its slot by then, or is not used.
     */
    private static Set<Connection> connections(SlotSetController controller) {
        Set<Connection> found = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Slot slot : controller.set().slots()) {
            Connection present = slot.peekConnection();
            if (present != null) {
                found.add(present);
            }
        }
        return found;
    }

    private static boolean isIn(@Nullable Set<Connection> before, @Nullable Connection present) {
        return before != null && present != null && before.contains(present);
    }

    /**
     * Takes a backend out of service until it is restored, or leaves the service: it gets no new claims, its free
     * connections close at once, and the held ones as they are given back, for which it waits.
     *
     * @param backend its label, name, or address and port; a name may be that of several
     * @throws IllegalArgumentException if there is no such backend
     * @throws InterruptedException if interrupted while waiting; the backend drains all the same
     */
    public Outcome drain(String backend, Duration limit) throws InterruptedException {
        List<SlotSetController> sets = named(backend);
        sets.forEach(SlotSetController::drain);
        BooleanSupplier out = () -> sets.stream().allMatch(OperatorCommands::isOut);
        return await(slot -> true, out, () -> sets, limit);
    }

    private static boolean isOut(SlotSetController controller) {
        return controller.set().health().outOfService() && controller.set().isVacant();
    }

    /**
     * Lets a backend serve again that was drained; does nothing where it was not.
     *
     * @throws IllegalArgumentException if there is no such backend
     */
    public void restore(String backend) {
        named(backend).forEach(SlotSetController::restore);
    }

    private List<SlotSetController> named(String backend) {
        List<SlotSetController> all = controllers.get();
        if (backend.isEmpty()) {
            return all;
        }
        List<SlotSetController> found =
                all.stream().filter(controller -> isNamed(controller, backend)).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("backend '" + backend + "' is none of "
                    + all.stream().map(SlotSetController::label).collect(Collectors.joining(", ")));
        }
        return found;
    }

    private static boolean isNamed(SlotSetController controller, String backend) {
        return controller.label().equals(backend)
                || controller.set().backend().name().equals(backend)
                || controller.set().backend().id().toString().equals(backend);
    }

    private Outcome await(
            Predicate<Slot> concerned, BooleanSupplier done, Supplier<List<SlotSetController>> sets, Duration limit)
            throws InterruptedException {
        Duration most = limit.compareTo(FOR_EVER) > 0 ? FOR_EVER : limit;
        boolean complete = changes.awaitPolling(
                () -> done.getAsBoolean() && held(sets.get(), concerned).isEmpty(), most);
        List<Slot> left = complete ? List.of() : held(sets.get(), concerned);
        return new Outcome(complete, left.size(), HeldSlot.of(left.stream(), clock.nanoTime()));
    }

    private static List<Slot> held(List<SlotSetController> sets, Predicate<Slot> concerned) {
        List<Slot> held = new ArrayList<>();
        for (SlotSetController controller : sets) {
            for (Slot slot : controller.set().slots()) {
                if (slot.state().isHeld() && concerned.test(slot)) {
                    held.add(slot);
                }
            }
        }
        return held;
    }
}
