package dev.penstock.pool.claims;

import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.waits.ReasonTimeline;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The targets of claims: the servers that may serve them, the free slots there, and the reasons to wait. A null target
 * stands for a claim without a target in a pool whose policy allows any server. Thread-safe.
 */
final class ClaimTargets {
    private final Backends backends;
    private final ClaimQueue queue;

    /** The reason for which queued claims wait, by {@link TargetQueue#index}. */
    private final ReasonTimeline[] reasons = new ReasonTimeline[1 + TargetServerType.values().length];

    /** The target of a claim whose options name none. */
    private final @Nullable TargetServerType usual;

    ClaimTargets(RoutingPolicy routing, Backends backends, ClaimQueue queue, WaitAccounts accounts) {
        this.usual = routing.takesAny() ? null : routing.target();
        this.backends = backends;
        this.queue = queue;
        for (int i = 0; i < reasons.length; i++) {
            reasons[i] = accounts.openQueue(WaitEvent.CLAIM_WAIT_DISCOVERY);
        }
    }

    /** The target of a claim. */
    @Nullable
    TargetServerType of(ClaimOptions options) {
        return options.target().isEmpty() ? usual : of(options.target().get());
    }

    private @Nullable TargetServerType of(TargetServerType asked) {
        return asked == TargetServerType.ANY && usual == null ? null : asked;
    }

    /** Claims a free slot for a claim with this target; null if there is none. */
    @Nullable
    Slot tryClaim(long now, @Nullable TargetServerType target) {
        return target == null ? backends.tryClaim(now) : backends.tryClaim(now, target);
    }

    /** Claims a free slot for a waiter, if possible for the oldest; null if no waiter can have a slot. */
    @Nullable
    Slot tryClaimForWaiter(long now) {
        if (!queue.hasTargets()) {
            return backends.tryClaim(now);
        }
        for (TargetServerType target : queue.targets()) {
            Slot slot = tryClaim(now, target);
            if (slot != null) {
                return slot;
            }
        }
        return null;
    }

    /** The reasons for which claims with this target wait. */
    ReasonTimeline reasons(@Nullable TargetServerType target) {
        return reasons[TargetQueue.index(target)];
    }

    /** The reason for which a claim with this target has to wait now. */
    WaitEvent waitReason(@Nullable TargetServerType target) {
        return target == null ? backends.waitReason() : backends.waitReason(target);
    }

    /** Charges the time of waiters from {@code now} on to the present reasons. */
    void updateReasons(Function<@Nullable TargetServerType, WaitEvent> reason, long now) {
        for (TargetServerType target : queue.targets()) {
            reasons(target).setReason(reason.apply(target), now);
        }
    }
}
