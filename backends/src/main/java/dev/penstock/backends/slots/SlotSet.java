package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.discovery.Backend;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All slots of one backend, as claimants see them. Thread-safe; claiming takes no lock.
 *
 * <p>The array of slots is immutable and replaced by the status task's decisions, which also set the health.
 */
public final class SlotSet {
    private static final Slot[] NO_SLOTS = {};
    private static final int STATES = SlotState.values().length;

    private final int[] buckets = SlotAffinity.newBuckets();

    private final BackendRole role = new BackendRole();
    private @Nullable SlotSetController controller;
    private volatile Backend backend;
    private volatile Slot[] slots = NO_SLOTS;
    private volatile BackendHealth health = BackendHealth.CONNECTING;
    private volatile int wanted;
    private volatile int connectAttempts;
    private volatile boolean stalled;
    private volatile long failedAt;
    private volatile boolean failed;
    private volatile int ceiling = Integer.MAX_VALUE;
    private final AtomicInteger closingSessions = new AtomicInteger();

    public SlotSet(Backend backend) {
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

    /** Whether its server has been reached and may serve. */
    public boolean usable() {
        return health == BackendHealth.ONLINE || health == BackendHealth.REFUSED;
    }

    /** What the server is to the service. */
    public BackendRole role() {
        return role;
    }

    /** Whether a claim for {@code target} may have a slot of this set at this moment. */
    public boolean serves(TargetServerType target) {
        return role.serves(target);
    }

    /** Whether the status task has not answered in time, and no fresh one has yet. */
    public boolean stalled() {
        return stalled;
    }

    /**
     * Claims any free slot; null where none is free. Makes the caller its holder.
     *
     * <p>A thread begins at the slot it had last, whose connection, and whose server process, are still warm for it.
     *
     * @param spread where a thread that had none begins: all integers, as fractions of the slots
     */
    @Nullable
    public Slot tryClaim(int spread) {
        Slot[] all = slots;
        int length = all.length;
        int bucket = SlotAffinity.bucketOf(spread);
        int before = buckets[bucket];
        int first = before < length ? before : ThreadHash.index(length, spread);
        for (int i = first; i < length; i++) {
            if (all[i].tryClaim()) {
                SlotAffinity.remember(buckets, bucket, before, i);
                return all[i];
            }
        }
        for (int i = 0; i < first; i++) {
            if (all[i].tryClaim()) {
                SlotAffinity.remember(buckets, bucket, before, i);
                return all[i];
            }
        }
        return null;
    }

    /** The bucket of a thread in each set: threads on one bucket count as one. */
    public static int bucketOf(Thread thread) {
        return SlotAffinity.bucketOf(ThreadHash.of(thread));
    }

    /** See {@link SlotAffinity}. */
    int[] buckets() {
        return buckets;
    }

    /** Whether any slot is free at this moment. */
    public boolean hasFree() {
        for (Slot slot : slots) {
            if (slot.isFree()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the backend has failed since the connection of a slot of the caller's was last known to work, so that it
     * is not to be trusted unseen.
     */
    public boolean failedSince(Slot slot) {
        return failed && failedAt - slot.provenAt() >= 0;
    }

    /** Whether the backend has failed later than {@code moment}. */
    boolean failedAfter(long moment) {
        return failed && failedAt - moment > 0;
    }

    /** Slots by state at this moment. */
    public SlotCounts counts() {
        int[] counts = new int[STATES];
        for (Slot slot : slots) {
            counts[slot.state().ordinal()]++;
        }
        return new SlotCounts(
                counts[SlotState.CONNECTING.ordinal()],
                counts[SlotState.UNCLAIMED.ordinal()],
                counts[SlotState.CLAIMED.ordinal()],
                counts[SlotState.RESETTING.ordinal()],
                counts[SlotState.CHECKING.ordinal()]);
    }

    /** Slots that nobody has used since {@code moment}. */
    public int idleSince(long moment) {
        int idle = 0;
        for (Slot slot : slots) {
            if (slot.isFree() && slot.freeSince() - moment <= 0) {
                idle++;
            }
        }
        return idle;
    }

    /** Who tends these slots. */
    public SlotSetController controller() {
        return Objects.requireNonNull(controller, "a slot set gets its controller before it is published");
    }

    void setController(SlotSetController tending) {
        controller = tending;
    }

    public Slot[] slots() {
        return slots;
    }

    public void add(Slot slot) {
        Slot[] longer = Arrays.copyOf(slots, slots.length + 1);
        longer[slots.length] = slot;
        slot.place(slots.length);
        slots = longer;
    }

    void remove(Slot gone) {
        List<Slot> left = new ArrayList<>(Arrays.asList(slots));
        left.remove(gone);
        for (int i = 0; i < left.size(); i++) {
            left.get(i).place(i);
        }
        slots = left.toArray(NO_SLOTS);
    }

    /** A connection leaves its slot, or never had one: it counts until it is closed. */
    ClosingSession startClosing(Connection connection) {
        closingSessions.incrementAndGet();
        return new ClosingSession(this, connection);
    }

    /** A connect attempt is given up that may be under way: it counts until it has ended. */
    AbandonedAttempt abandonAttempt() {
        closingSessions.incrementAndGet();
        return new AbandonedAttempt(this);
    }

    void endClosing() {
        closingSessions.decrementAndGet();
    }

    /** Connections that are being closed, and attempts that were given up and have not ended. */
    public int closingSessions() {
        return closingSessions.get();
    }

    /** Connect attempts under way for its slots. */
    public int connectAttempts() {
        return connectAttempts;
    }

    public void setConnectAttempts(int underWay) {
        connectAttempts = underWay;
    }

    /** How many slots its status task goes for. */
    public int wanted() {
        return wanted;
    }

    void setWanted(int count) {
        wanted = count;
    }

    public void rename(Backend later) {
        backend = later;
    }

    public void setHealth(BackendHealth now) {
        health = now;
    }

    public void setStalled(boolean now) {
        stalled = now;
    }

    /** The backend failed at {@code now}; by whoever found that out, so that claims know before any task runs. */
    void failedAt(long now) {
        if (!failed || now - failedAt > 0) {
            failedAt = now;
            failed = true;
        }
    }

    /** The most slots that the server lets this set have, as far as is known. */
    public int ceiling() {
        return ceiling;
    }

    public void setCeiling(int most) {
        ceiling = most;
    }
}
