package dev.penstock.backends.slots;

import dev.penstock.backends.SlotCounts;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the slots of one backend may connect, and how many: permits of the connect rate, and what a server that has no
 * connection left allows. Guarded by the tender's lock, as {@link SlotDecisions}.
 *
 * <p>A server that has too many connections keeps those of this pool, and gets no attempt for a while; then one slot
 * finds out whether there is room, and the others follow where it succeeds.
 */
final class ConnectPace {
    private final SlotSet set;
    private final SlotPolicy life;
    private final NanoClock clock;
    private final ConnectRate rate;
    /** Why the server lets no more connections in; null where it does, as far as is known. */
    private @Nullable String crowded;

    private long crowdedUntil;

    ConnectPace(SlotSet set, SlotPolicy life, NanoClock clock) {
        this.set = set;
        this.life = life;
        this.clock = clock;
        this.rate = new ConnectRate(life::connectRate);
    }

    /** Whether the slot may begin an attempt now; else it waits for its permit, and is due then. */
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

    /** The server has no connection left but the {@code live} ones; says so once. */
    void crowded(int live, String reason, Collection<Effect> effects) {
        Duration pause = life.crowdedPause();
        if (!isCrowded()) {
            effects.add(new Effect.LogWarning("the server has no connection left for this pool, which keeps the " + live
                    + " it has and tries again in " + pause.toSeconds()
                    + " s; lower maximumPoolSize or maximumPerBackend, or raise the server's limit: " + reason));
        }
        crowded = reason;
        crowdedUntil = clock.nanoTime() + pause.toNanos();
        set.setCeiling(live);
    }

    /** At each request: one slot more may try once the pause is over. */
    void asked() {
        if (isCrowded() && clock.nanoTime() - crowdedUntil >= 0) {
            set.setCeiling(live() + 1);
        }
    }

    void connected() {
        if (isCrowded() && clock.nanoTime() - crowdedUntil >= 0) {
            crowded = null;
            set.setCeiling(Integer.MAX_VALUE);
        } else if (isCrowded()) {
            set.setCeiling(Math.max(set.ceiling(), live()));
        }
    }

    /** The server was away: whoever had its connections has them no more. */
    void forget() {
        crowded = null;
        set.setCeiling(Integer.MAX_VALUE);
    }

    /** Why it has fewer connections than it wants, where the server has none left. */
    Optional<String> reason() {
        return Optional.ofNullable(crowded);
    }

    private boolean isCrowded() {
        return crowded != null;
    }

    private int live() {
        SlotCounts counts = set.counts();
        return counts.total() - counts.connecting();
    }
}
