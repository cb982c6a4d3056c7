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
 * What claims ask for, and what there is for it. A demand is a target; null for a claim that takes whatever slot is
 * free. Thread-safe.
 */
final class Demands {
    private final Backends backends;
    private final ClaimQueue queue;
    /** Why those that are queued wait, by {@link TargetQueue#index}. */
    private final ReasonTimeline[] reasons = new ReasonTimeline[1 + TargetServerType.values().length];

    /** What claims that say nothing ask for. */
    private final @Nullable TargetServerType usual;

    Demands(RoutingPolicy routing, Backends backends, ClaimQueue queue, WaitAccounts accounts) {
        this.usual = routing.takesAny() ? null : routing.target();
        this.backends = backends;
        this.queue = queue;
        for (int i = 0; i < reasons.length; i++) {
            reasons[i] = accounts.openQueue(WaitEvent.CLAIM_WAIT_DISCOVERY);
        }
    }

    /** What a claim asks for. */
    @Nullable
    TargetServerType of(ClaimOptions options) {
        return options.target().isEmpty() ? usual : of(options.target().get());
    }

    private @Nullable TargetServerType of(TargetServerType asked) {
        return asked == TargetServerType.ANY && usual == null ? null : asked;
    }

    /** A free slot for a claim with that demand; null where there is none. */
    @Nullable
    Slot tryClaim(long now, @Nullable TargetServerType demand) {
        return demand == null ? backends.tryClaim(now) : backends.tryClaim(now, demand);
    }

    /** A free slot for somebody who waits, the oldest first; null where there is none for anybody. */
    @Nullable
    Slot tryClaimForAny(long now) {
        if (!queue.hasTargets()) {
            return backends.tryClaim(now);
        }
        for (TargetServerType demand : queue.targets()) {
            Slot slot = tryClaim(now, demand);
            if (slot != null) {
                return slot;
            }
        }
        return null;
    }

    /** Why claims with that demand wait. */
    ReasonTimeline reasons(@Nullable TargetServerType demand) {
        return reasons[TargetQueue.index(demand)];
    }

    WaitEvent waitReason(@Nullable TargetServerType demand) {
        return demand == null ? backends.waitReason() : backends.waitReason(demand);
    }

    /** Something has changed at {@code now}: those that wait may wait for something else. */
    void reasonsChanged(Function<@Nullable TargetServerType, WaitEvent> reason, long now) {
        for (TargetServerType demand : queue.targets()) {
            reasons(demand).setReason(reason.apply(demand), now);
        }
    }
}
