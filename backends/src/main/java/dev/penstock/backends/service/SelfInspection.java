package dev.penstock.backends.service;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.StallReport;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.roles.RoleWatch;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSet;
import dev.penstock.backends.slots.SlotSetController;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the pool's test of itself reads of the backends, and the thread on which it runs. Thread-safe. */
public final class SelfInspection {
    private final SlotSetRegistry registry;
    private final RoleWatch watch;
    private final SupervisorWatchdog watchdog;
    private final CurrentPolicy policies;

    SelfInspection(SlotSetRegistry registry, RoleWatch watch, SupervisorWatchdog watchdog, CurrentPolicy policies) {
        this.registry = registry;
        this.watch = watch;
        this.watchdog = watchdog;
        this.policies = policies;
    }

    /**
     * A free slot for a claim for {@code target}; null if there is none. A slot that a status task may still have to
     * offer does not count. The slot is not claimed, and may be taken by now.
     *
     * @param target null for a claim without a target
     */
    public @Nullable Slot findFree(@Nullable TargetServerType target) {
        TargetServerType wanted = target == null ? watch.policy().target() : target;
        return registry.routing().findFree(wanted, set -> !set.controller().hasWork());
    }

    /** Whether {@code slot} is free, eligible and known to the waiters, as {@link #findFree}. */
    public boolean isOffered(Slot slot) {
        SlotSet set = slot.set();
        return slot.state() == SlotState.UNCLAIMED
                && !slot.condemned()
                && set.health().eligible()
                && !set.controller().hasWork();
    }

    /** The slots and sessions of each backend at this moment. */
    public List<SlotSetFigures> figures() {
        return registry.controllers().stream().map(SlotSetFigures::of).toList();
    }

    /** Whether claims may use the backend of {@code slot} at this moment. */
    public boolean isEligible(Slot slot) {
        return slot.set().health().eligible();
    }

    /** All slots of the pool at this moment. */
    public List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        registry.controllers()
                .forEach(controller -> slots.addAll(List.of(controller.set().slots())));
        return slots;
    }

    /** Whether the policy allows more slots than there are. */
    public boolean mayGrow() {
        BackendsPolicy.Size size = policies.get().size();
        long existing = 0;
        long allowed = 0;
        for (SlotSetController controller : registry.controllers()) {
            existing += controller.set().slots().length;
            allowed += Math.min(size.maximum(), size.each().limit());
        }
        return existing < Math.min(size.maximum(), allowed);
    }

    /** The status tasks that have not answered for longer than {@code limit}, and what keeps each from it. */
    public List<StallReport> lateStatusTasks(long now, Duration limit) {
        return registry.controllers().stream()
                .flatMap(controller -> controller.lateTask(now, limit).stream())
                .toList();
    }

    /** The policy of the moment. */
    public BackendsPolicy policy() {
        return policies.get();
    }

    /** The largest limits since the call before: one that was raised and lowered meanwhile may have let slots come. */
    public BackendsPolicy.Size takeLargestSize() {
        return policies.takeLargest();
    }

    /** Runs {@code work} once on the supervisor's thread after {@code delay}; drops it if the pool closes before. */
    public void schedule(Runnable work, Duration delay) {
        watchdog.schedule(work, delay);
    }
}
