package dev.penstock.backends.slots;

import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says when the slots of one backend may connect, and how many: by the connect rate, and by what a full server allows.
 * Used under the lock of {@link SlotSetStateMachine}.
 *
 * <p>A full server keeps the connections of this pool and gets no attempt for a while. Then one slot finds out whether
 * there is room. If it connects, the other slots follow.
 */
final class ConnectPace {
    private static final Duration RETRY_OF_REFUSAL = Duration.ofSeconds(1);

    private final SlotSet set;
    private final SlotPolicy policy;
    private final NanoClock clock;
    private final ConnectRate rate;
    /** Why the server lets no more connections in; null if it does, as far as is known. */
    private @Nullable String fullReason;

    private long pauseEndsAt;
    private long hastenedAt;

    ConnectPace(SlotSet set, SlotPolicy policy, NanoClock clock) {
        this.set = set;
        this.policy = policy;
        this.clock = clock;
        this.rate = new ConnectRate(policy::connectRate);
        this.hastenedAt = clock.nanoTime();
    }

    /** Whether the slot may begin an attempt now. Otherwise it waits for its permit, and is due then. */
    boolean permits(Slot slot, Collection<Effect> effects) {
        if (slot.tracking.hasPermit) {
            slot.tracking.hasPermit = false;
            return true;
        }
        long now = clock.nanoTime();
        long wait = rate.take(now);
        if (wait == 0) {
            return true;
        }
        slot.tracking.hasPermit = true;
        slot.tracking.attempt++;
        slot.tracking.dueAt = now + wait;
        effects.add(new Effect.AwaitPermit(slot, slot.tracking.attempt, Duration.ofNanos(wait)));
        return false;
    }

    /** The server has no connection left but the {@code live} ones of this pool. Logged once. */
    void markServerFull(int live, String reason, Collection<Effect> effects) {
        Duration pause = policy.fullServerPause();
        if (!isServerFull()) {
            effects.add(new Effect.LogWarning("the server has no connection left for this pool, which keeps the " + live
                    + " it has and tries again in " + pause.toSeconds()
                    + " s; lower maximumPoolSize or maximumPerBackend, or raise the server's limit: " + reason));
        } else {
            effects.add(new Effect.RecordEvent("connect failed, the server has no connection left: " + reason));
        }
        fullReason = reason;
        pauseEndsAt = clock.nanoTime() + pause.toNanos();
        set.setCeiling(live);
    }

    /**
     * A claim came while the server refuses every session: lets a slot try at once, a second after the last attempt at
     * the earliest. The claim itself does not wait for that. A slot that waits for its permit goes on waiting: the
     * connect rate binds this attempt, too.
     */
    void hastenRefused() {
        long now = clock.nanoTime();
        if (!set.refusesSessions() || now - hastenedAt < RETRY_OF_REFUSAL.toNanos()) {
            return;
        }
        hastenedAt = now;
        for (Slot slot : set.slots()) {
            if (isWithoutAttempt(slot)) {
                slot.tracking.dueAt = now;
                return;
            }
        }
    }

    private static boolean isWithoutAttempt(Slot slot) {
        return slot.state() == SlotState.CONNECTING && !slot.tracking.underWay && !slot.tracking.hasPermit;
    }

    /** At each status request: lets one slot more try if the pause is over. */
    void allowTrialIfDue() {
        if (isServerFull() && isPauseOver()) {
            set.setCeiling(live() + 1);
        }
    }

    /** A connect attempt succeeded. */
    void connected() {
        if (isServerFull() && isPauseOver()) {
            forgetServerFull();
        } else if (isServerFull()) {
            set.setCeiling(Math.max(set.ceiling(), live()));
        }
    }

    /** The server has room again, as far as is known. A server that was down has lost its other clients, too. */
    void forgetServerFull() {
        fullReason = null;
        set.setCeiling(Integer.MAX_VALUE);
    }

    /** Why the server lets no more connections in, if it is full. */
    Optional<String> fullReason() {
        return Optional.ofNullable(fullReason);
    }

    private boolean isServerFull() {
        return fullReason != null;
    }

    private boolean isPauseOver() {
        return clock.nanoTime() - pauseEndsAt >= 0;
    }

    private int live() {
        SlotCounts counts = set.counts();
        return counts.total() - counts.connecting();
    }
}
