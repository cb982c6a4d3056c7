package dev.penstock.backends.service;

import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.threads.EventCount;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.text.ForeignText;
import dev.penstock.waits.text.ShortList;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of an operator on the slots of a pool. Each reports the claims that keep it from completing.
 * Thread-safe.
 *
 * <p>A command waits for the decisions of the status tasks, at most twice the sum of {@code statusTimeout} and {@code
 * statusInterval}. If a status task has not decided by then, the command is logged as late and returns; it takes effect
 * as soon as that task decides.
 */
public final class OperatorCommands {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.backends");
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final Supplier<List<SlotSetController>> controllers;
    private final EventCount changes;
    private final NanoClock clock;
    private final Supplier<Duration> decisionLimit;

    /**
     * Creates the commands.
     *
     * @param decisionLimit how long a command waits at most for the decisions of the status tasks; time enough to
     *     replace a stalled status task
     */
    OperatorCommands(
            Supplier<List<SlotSetController>> controllers,
            EventCount changes,
            NanoClock clock,
            Supplier<Duration> decisionLimit) {
        this.controllers = controllers;
        this.changes = changes;
        this.clock = clock;
        this.decisionLimit = decisionLimit;
    }

    /**
     * The outcome of a command: an immutable value.
     *
     * @param complete whether the command completed within its limit
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
     * Waits until no claim holds a slot, at most {@code limit}.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public Outcome awaitUnheld(Duration limit) throws InterruptedException {
        return await(slot -> true, () -> true, controllers, limit);
    }

    /**
     * Replaces connections: an unclaimed one at once, a held one when its claim returns it. When this method returns,
     * no claim can get a connection that was unclaimed or being opened before, whatever the {@code limit}. Then waits
     * until claims have returned the held ones, at most {@code limit}.
     *
     * @param backend the label, name, or address and port of the backend; empty for all backends
     * @throws IllegalArgumentException if there is no such backend
     * @throws InterruptedException if interrupted while waiting for claims; the connections are replaced nevertheless
     */
    public Outcome evict(String backend, Duration limit) throws InterruptedException {
        List<SlotSetController> sets = named(backend);
        Map<SlotSetController, Set<Connection>> before = new ConcurrentHashMap<>();
        StatusBroadcast eviction = broadcast(sets, (controller, acknowledge) -> {
            before.put(controller, connections(controller));
            controller.evict(() -> {
                before.put(controller, connections(controller));
                acknowledge.run();
            });
        });
        Predicate<Slot> old = slot -> isIn(before.get(slot.set().controller()), slot.peekConnection());
        BooleanSupplier gone = () -> sets.stream()
                .flatMap(controller -> Stream.of(controller.set().slots()))
                .filter(slot -> slot.state() != SlotState.RETIRED)
                .noneMatch(old);
        return await(old, () -> eviction.isDecided() && gone.getAsBoolean(), () -> sets, limit);
    }

    /** Replaces every connection, as {@link #evict(String, Duration)} does, and waits for no claim. */
    public void evict() {
        broadcast(controllers.get(), SlotSetController::evict);
    }

    /** Posts a message to the status tasks, and waits until they have decided, at most {@link #decisionLimit}. */
    private StatusBroadcast broadcast(List<SlotSetController> sets, BiConsumer<SlotSetController, Runnable> message) {
        StatusBroadcast broadcast = StatusBroadcast.post(sets, message, changes, clock);
        if (!broadcast.awaitDecided(decisionLimit.get())) {
            SafeLog.warn(
                    LOGGER,
                    "an operator's command takes effect late: the status tasks of {} have not decided on it",
                    broadcast);
        }
        return broadcast;
    }

    /**
     * The present connections of the slots. If the status task calls this when it handles the command, they include all
     * connections that were being opened: each has reached its slot by then, or is not used.
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
     * Takes a backend out of service until it is restored or leaves the service. When this method returns, the backend
     * gets no new claims, and its unclaimed connections close, whatever the {@code limit}. Waits until claims have
     * returned the held ones, at most {@code limit}.
     *
     * @param backend the label, name, or address and port of the backend; several backends may have one name
     * @throws IllegalArgumentException if there is no such backend
     * @throws InterruptedException if interrupted while waiting; the backend drains nevertheless
     */
    public Outcome drain(String backend, Duration limit) throws InterruptedException {
        List<SlotSetController> sets = named(backend);
        broadcast(sets, SlotSetController::drain);
        BooleanSupplier out = () -> sets.stream().allMatch(OperatorCommands::isOut);
        return await(slot -> true, out, () -> sets, limit);
    }

    private static boolean isOut(SlotSetController controller) {
        return controller.set().health().outOfService() && controller.set().isVacant();
    }

    /**
     * Returns a drained backend to service; does nothing if it is not drained.
     *
     * @throws IllegalArgumentException if there is no such backend
     */
    public void restore(String backend) {
        broadcast(named(backend), SlotSetController::restore);
    }

    private List<SlotSetController> named(String backend) {
        List<SlotSetController> all = controllers.get();
        if (backend.isEmpty()) {
            return all;
        }
        List<SlotSetController> found =
                all.stream().filter(controller -> isNamed(controller, backend)).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("there is no backend '" + ForeignText.line(backend)
                    + "'; the backends are " + ShortList.of(all, ", ", SlotSetController::label));
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
