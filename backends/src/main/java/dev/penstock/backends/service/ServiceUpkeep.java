package dev.penstock.backends.service;

import dev.penstock.backends.roles.RoleWatch;
import dev.penstock.backends.routing.RoutingTable;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotListener;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.slots.SlotSetObserver;
import dev.penstock.backends.slots.StatusReply;
import dev.penstock.backends.threads.EventCount;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The background work for the service as a whole: it routes the notifications of slot sets to the claims that wait, and
 * to the supervisor's thread, which republishes the {@link RoutingTable} and distributes the slots. Thread-safe.
 */
final class ServiceUpkeep implements SlotSetObserver {
    private final SlotListener listener;
    private final RoleWatch watch;
    private final EventCount changes;

    /** Set once by {@link #connect}, before any other thread has this object. */
    private @Nullable Collaborators collaborators;

    ServiceUpkeep(SlotListener listener, RoleWatch watch, EventCount changes) {
        this.listener = listener;
        this.watch = watch;
        this.changes = changes;
    }

    /** The objects that use this one and that it uses: they exist later than this one. */
    private record Collaborators(
            SupervisorWatchdog watchdog,
            SlotSetRegistry registry,
            ServiceDiscovery discovery,
            CoalescingTask slotGrowth,
            CoalescingTask roleUpdate) {}

    /** Completes this object. Called once, before any thread of the pool runs. */
    void connect(SupervisorWatchdog watchdog, SlotSetRegistry registry, ServiceDiscovery discovery) {
        collaborators = new Collaborators(
                watchdog,
                registry,
                discovery,
                new CoalescingTask(watchdog, this::grow),
                new CoalescingTask(watchdog, this::updateRoles));
    }

    private Collaborators with() {
        return Objects.requireNonNull(collaborators, "the upkeep of the service is not connected");
    }

    List<SlotSetController> controllers() {
        return with().registry().controllers();
    }

    SupervisorWatchdog watchdog() {
        return with().watchdog();
    }

    /** How many claims wait at this moment. */
    int waiting() {
        return listener.waiting();
    }

    /** The targets that claims wait for at this moment, as bits. */
    int awaitedTargets() {
        return watch.awaited();
    }

    /** Lets the supervisor deal slots anew, because claims wait or no longer wait. */
    void requestGrowth() {
        with().slotGrowth().request();
    }

    /** Lets the supervisor compare the roles of all servers anew. */
    void requestRoleUpdate() {
        with().roleUpdate().request();
    }

    /**
     * Repeats what a lost message may have prevented, and forgets drained backends. Called by the supervisor at each
     * beat.
     */
    void sweep() {
        with().slotGrowth().reset();
        with().roleUpdate().reset();
        with().discovery().catchUp();
        with().discovery().forgetDrained();
        republish();
        listener.routingChanged();
        listener.beat();
    }

    /** Publishes a new routing table, and logs changed roles. */
    void republish() {
        with().registry().republish();
        with().registry().logRoleChanges();
    }

    /** Distributes the slots anew. Runs on the supervisor's thread. */
    void rebalance() {
        watchdog().supervisor().rebalance(controllers());
    }

    /** Adapts shares and waiters after backends came, went or began to drain. */
    void membersChanged() {
        rebalance();
        listener.routingChanged();
    }

    private void updateRoles() {
        republish();
        listener.routingChanged();
        rebalance();
    }

    /** If no backend may serve a waiting claim, the resolver is asked again: it may know one by now. */
    private void grow() {
        with().discovery().catchUp();
        if (with().registry().routing().isEmpty()) {
            with().discovery().refresh();
        }
        rebalance();
    }

    /** If nobody waits for the slot, the attempts that have not begun are for nobody, either. */
    @Override
    public void slotFree(Slot slot) {
        listener.slotFree(slot);
        if (waiting() == 0 && slot.set().awaitingAttempt() > 0) {
            requestGrowth();
        }
    }

    @Override
    public void slotGone() {
        changes.signal();
        if (waiting() > 0) {
            requestGrowth();
        }
    }

    @Override
    public void healthChanged() {
        changes.signal();
        renamed();
        with().discovery().refresh();
    }

    @Override
    public void renamed() {
        republish();
        listener.routingChanged();
        requestGrowth();
    }

    /** Claims must not wait for the supervisor, which may be starved: they go by the new role at once. */
    @Override
    public void roleChanged() {
        republish();
        listener.routingChanged();
        requestRoleUpdate();
    }

    @Override
    public void replied(StatusReply reply) {
        if (reply.accept()) {
            republish();
        }
    }
}
