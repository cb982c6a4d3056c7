package dev.penstock.backends;

import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.Collection;

/**
 * When the slots of one backend may connect, and how many: permits of the connect rate, and what a server that has no
 * connection left allows. Guarded by the tender's lock, as {@link SlotDecisions}.
 *
 * <p>A server that has too many connections keeps those of this pool, and gets no attempt for a while; then one slot
 * finds out whether there is room, and the others follow where it succeeds.
 */
final class ConnectPace {
    private final SlotSet set;
    private final SlotLife life;
    private final NanoClock clock;
    private final ConnectRate rate;
    private boolean crowded;
    private long crowdedUntil;

    ConnectPace(SlotSet set, SlotLife life, NanoClock clock) {
        this.set = set;
        this.life = life;
        this.clock = clock;
        this.rate = new ConnectRate(life::connectRate);
    }

    /** Whether the slot may begin an attempt now; else it waits for its permit, and is due then. */
    boolean permits(Slot slot, Collection<Effect> effects) {
        if (slot.care.hasPermit) {
            slot.care.hasPermit = false;
            return true;
        }
        long now = clock.nanoTime();
        long wait = rate.take(now);
        if (wait == 0) {
            return true;
        }
        slot.care.hasPermit = true;
        slot.care.attempt++;
        slot.care.dueAt = now + wait;
        effects.add(new Effect.Permit(slot, slot.care.attempt, Duration.ofNanos(wait)));
        return false;
    }

    /** The server has no connection left but the {@code live} ones; says so once. */
    void crowded(int live, String reason, Collection<Effect> effects) {
        Duration pause = life.crowdedPause();
        if (!crowded) {
            effects.add(new Effect.Note("the server has no connection left for this pool, which keeps the " + live
                    + " it has and tries again in " + pause.toSeconds()
                    + " s; lower maximumPoolSize or maximumPerBackend, or raise the server's limit: " + reason));
        }
        crowded = true;
        crowdedUntil = clock.nanoTime() + pause.toNanos();
        set.ceiling(live);
    }

    /** At each request: one slot more may try once the pause is over. */
    void asked() {
        if (crowded && clock.nanoTime() - crowdedUntil >= 0) {
            set.ceiling(live() + 1);
        }
    }

    void connected() {
        if (crowded && clock.nanoTime() - crowdedUntil >= 0) {
            crowded = false;
            set.ceiling(Integer.MAX_VALUE);
        } else if (crowded) {
            set.ceiling(Math.max(set.ceiling(), live()));
        }
    }

    /** The server was away: whoever had its connections has them no more. */
    void forget() {
        crowded = false;
        set.ceiling(Integer.MAX_VALUE);
    }

    private int live() {
        SlotCounts counts = set.counts();
        return counts.total() - counts.connecting();
    }
}
