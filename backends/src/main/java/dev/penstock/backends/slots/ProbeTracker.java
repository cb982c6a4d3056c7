package dev.penstock.backends.slots;

import dev.penstock.waits.NanoClock;
import java.util.Collection;

/** The probes of one backend's server, one at a time. Used under the lock of {@link SlotSetStateMachine}. */
final class ProbeTracker {
    private final SlotPolicy policy;
    private final NanoClock clock;
    /** The number of the last probe. */
    private int attempt;

    private boolean underWay;
    /** Whether the last probe uses the threads that all backends without slots share. */
    private boolean shared;

    private boolean sent;
    private long sentAt;
    private boolean answered;
    private long answeredAt;

    ProbeTracker(SlotPolicy policy, NanoClock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Sends a probe unless one is under way. The probe of a backend that has slots does not wait for a shared one.
     *
     * @param hasSlots whether the backend has slots
     */
    void send(boolean hasSlots, Collection<Effect> effects) {
        if (underWay && !(shared && hasSlots)) {
            return;
        }
        underWay = true;
        shared = !hasSlots;
        sent = true;
        sentAt = clock.nanoTime();
        attempt++;
        effects.add(new Effect.Probe(attempt, shared));
        if (hasSlots) {
            effects.add(new Effect.PostLater(new StatusMessage.ProbeExpired(attempt, true), policy.probeTimeout()));
        }
    }

    /** Whether the probe of that number is the one under way. */
    boolean isCurrent(int probe) {
        return underWay && probe == attempt;
    }

    /** The probe under way ended. */
    void end(boolean withAnswer) {
        underWay = false;
        answered = withAnswer;
        answeredAt = clock.nanoTime();
    }

    /** Ignores the result of the probe under way. */
    void forget() {
        underWay = false;
    }

    /** Whether the last probe was sent at least {@code nanos} ago, or none was sent. */
    boolean isOlderThan(long nanos) {
        return !sent || clock.nanoTime() - sentAt >= nanos;
    }

    /** Whether the server has just answered a probe. It is then not suspected again, however slow its queries are. */
    boolean answeredLately() {
        return answered && clock.nanoTime() - answeredAt < SlotPolicy.TRUST_AFTER_PROBE.toNanos();
    }
}
