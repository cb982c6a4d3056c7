package dev.penstock.backends.slots;

import dev.penstock.waits.NanoClock;
import java.util.Collection;

/** The probes of one backend's server, one at a time. Guarded by the tender's lock. */
final class ProbeTracker {
    private final SlotPolicy life;
    private final NanoClock clock;
    private int attempt;
    private boolean underWay;
    private boolean sent;
    private long sentAt;
    private boolean answered;
    private long answeredAt;

    ProbeTracker(SlotPolicy life, NanoClock clock) {
        this.life = life;
        this.clock = clock;
    }

    /** Sends a probe unless one is under way. */
    void send(Collection<Effect> effects) {
        if (underWay) {
            return;
        }
        underWay = true;
        sent = true;
        sentAt = clock.nanoTime();
        attempt++;
        effects.add(new Effect.Probe(attempt));
        effects.add(new Effect.SendLater(new StatusMessage.ProbeExpired(attempt, true), life.probeTimeout()));
    }

    /** Whether that probe is the one under way. */
    boolean isCurrent(int probe) {
        return underWay && probe == attempt;
    }

    void ended(boolean withAnswer) {
        underWay = false;
        answered = withAnswer;
        answeredAt = clock.nanoTime();
    }

    /** The probe under way is nobody's any more. */
    void forget() {
        underWay = false;
    }

    /** Whether the last probe was sent longer than so many nanoseconds ago, or none was. */
    boolean isOlderThan(long nanos) {
        return !sent || clock.nanoTime() - sentAt >= nanos;
    }

    /** A server that has just answered a probe is not suspected again at once, however slow its queries are. */
    boolean answeredLately() {
        return answered && clock.nanoTime() - answeredAt < SlotPolicy.TRUST_AFTER_PROBE.toNanos();
    }
}
