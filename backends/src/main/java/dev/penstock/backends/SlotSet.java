package dev.penstock.backends;

import dev.penstock.discovery.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All slots of one backend, as claimants see them. Thread-safe; claiming takes no lock.
 *
 * <p>The array of slots is immutable and replaced by the status task's decisions, which also set the health.
 */
public final class SlotSet {
    private static final Slot[] NO_SLOTS = {};

    private @Nullable TendedSet keeper;
    private volatile Backend backend;
    private volatile Slot[] slots = NO_SLOTS;
    private volatile BackendHealth health = BackendHealth.CONNECTING;
    private volatile boolean stalled;
    private volatile long failedAt;
    private volatile boolean failed;

    SlotSet(Backend backend) {
        this.backend = backend;
    }

    /** The backend whose slots these are. */
    public Backend backend() {
        return backend;
    }

    /** What is known of the server. */
    public BackendHealth health() {
        return health;
    }

    /** Whether the status task has not answered in time, and no fresh one has yet. */
    public boolean stalled() {
        return stalled;
    }

    /**
     * Claims any free slot; null where none is free. Makes the caller its holder.
     *
     * @param spread where to begin to look: all integers, as fractions of the slots
     */
    @Nullable
    Slot tryClaim(int spread) {
        Slot[] all = slots;
        int length = all.length;
        int first = Spread.over(length, spread);
        for (int i = first; i < length; i++) {
            if (all[i].tryClaim()) {
                return all[i];
            }
        }
        for (int i = 0; i < first; i++) {
            if (all[i].tryClaim()) {
                return all[i];
            }
        }
        return null;
    }

    /** Whether any slot is free at this moment. */
    boolean hasFree() {
        for (Slot slot : slots) {
            if (slot.isFree()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the backend has failed since {@code moment}, so that a connection last used then is not to be trusted
     * unseen.
     */
    public boolean failedSince(long moment) {
        return failed && failedAt - moment >= 0;
    }

    /** Whether the backend has failed later than {@code moment}. */
    boolean failedAfter(long moment) {
        return failed && failedAt - moment > 0;
    }

    /** Slots by state at this moment. */
    public SlotCounts counts() {
        return SlotCounts.of(slots);
    }

    /** Who tends these slots. */
    TendedSet keeper() {
        return Objects.requireNonNull(keeper, "a slot set is tended before it is published");
    }

    void keptBy(TendedSet tended) {
        keeper = tended;
    }

    Slot[] slots() {
        return slots;
    }

    void add(Slot slot) {
        Slot[] longer = Arrays.copyOf(slots, slots.length + 1);
        longer[slots.length] = slot;
        slots = longer;
    }

    void remove(Slot gone) {
        List<Slot> left = new ArrayList<>(Arrays.asList(slots));
        left.remove(gone);
        slots = left.toArray(NO_SLOTS);
    }

    void renamed(Backend later) {
        backend = later;
    }

    void become(BackendHealth now) {
        health = now;
    }

    void setStalled(boolean now) {
        stalled = now;
    }

    void failedAt(long now) {
        failedAt = now;
        failed = true;
    }
}
