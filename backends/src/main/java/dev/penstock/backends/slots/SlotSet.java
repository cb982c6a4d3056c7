package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.roles.BackendRole;
import dev.penstock.backends.threads.RepeatedEvent;
import dev.penstock.backends.threads.ThreadHash;
import dev.penstock.discovery.Backend;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.sessions.SessionAccounts;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All slots of one backend. Thread-safe; a claim takes no lock.
 *
 * <p>The array of slots is immutable. Only decisions of the {@link SlotSetStateMachine} replace it and set the health.
 */
public final class SlotSet {
    private static final Slot[] NO_SLOTS = {};

    /** A slot that was unused for longer is not warm for any thread any more. */
    static final long WARM_NANOS = 100_000_000;

    /** The most slots that a claim looks at in their order, so that its cost does not grow with the set. */
    private static final int SEARCHED_IN_ORDER = 64;

    private static final int STATES = SlotState.values().length;

    private final int[] buckets = SlotAffinity.newBuckets();

    private final BackendRole role = new BackendRole();
    private @Nullable SlotSetController controller;
    private SessionAccounts sessions = new SessionAccounts("", NanoClock.system());
    private volatile Backend backend;
    private volatile Slot[] slots = NO_SLOTS;
    private volatile BackendHealth health = BackendHealth.CONNECTING;
    private volatile int wanted;
    private volatile int connectAttempts;
    private volatile boolean stalled;
    private volatile long failedAt;
    private volatile boolean failed;
    private volatile int ceiling = Integer.MAX_VALUE;
    private volatile @Nullable Throwable lastFailure;
    private volatile boolean refusesSessions;
    private final AtomicInteger closingSessions = new AtomicInteger();
    private final RepeatedEvent losses = new RepeatedEvent();

    /** Creates the set of a new backend, without slots. */
    public SlotSet(Backend backend) {
        this.backend = backend;
    }

    /** The backend whose slots these are. */
    public Backend backend() {
        return backend;
    }

    /** The health of the server. */
    public BackendHealth health() {
        return health;
    }

    /** Whether the server has been reached and may serve. */
    public boolean usable() {
        return health == BackendHealth.ONLINE || health == BackendHealth.REFUSED;
    }

    /** The role of the server. */
    public BackendRole role() {
        return role;
    }

    /** Whether a claim for {@code target} may have a slot of this set at this moment. */
    public boolean serves(TargetServerType target) {
        return role.serves(target);
    }

    /** Whether the status task is stalled: it has not answered in time, and no successor has answered yet. */
    public boolean stalled() {
        return stalled;
    }

    /**
     * Claims any free slot and makes the caller its holder. Returns null if none is free.
     *
     * <p>The search begins at the slot that the thread had last: see {@link SlotAffinity}. If that slot is free but has
     * not been used for {@link #WARM_NANOS}, the first free slot of the set is as good. A light load then uses the
     * first slots only, and the others become idle for long enough to be retired.
     *
     * @param hash the {@link ThreadHash} of the caller; says where a thread that had no slot begins
     * @param now the time of the pool's clock in nanoseconds; it may be some milliseconds old
     */
    @Nullable
    public Slot tryClaim(int hash, long now) {
        Slot[] all = slots;
        int length = all.length;
        int bucket = SlotAffinity.bucketOf(hash);
        int before = buckets[bucket];
        int first = before < length ? before : ThreadHash.index(length, hash);
        if (length > 1 && all[first].isIdleSince(now - WARM_NANOS)) {
            first = firstFree(all, first);
        }
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

    /** The index of the first slot that is free at this moment; {@code otherwise} if the first slots are in use. */
    private static int firstFree(Slot[] all, int otherwise) {
        int end = Math.min(otherwise, SEARCHED_IN_ORDER);
        for (int i = 0; i < end; i++) {
            if (all[i].isFree()) {
                return i;
            }
        }
        return otherwise;
    }

    /** The bucket of a thread in the {@link SlotAffinity} of each set. */
    public static int bucketOf(Thread thread) {
        return SlotAffinity.bucketOf(ThreadHash.of(thread));
    }

    /** See {@link SlotAffinity}. */
    int[] buckets() {
        return buckets;
    }

    /** Whether a slot is free at this moment. */
    public boolean hasFree() {
        for (Slot slot : slots) {
            if (slot.isFree()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the connection of a slot must be checked before its next use. For the slot's owner. */
    public boolean isDoubtful(Slot slot) {
        return slot.doubted() || failedSince(slot);
    }

    /** Whether the backend has failed since the connection of a slot was last known to work. For the slot's owner. */
    boolean failedSince(Slot slot) {
        return failed && failedAt - slot.provenAt() >= 0;
    }

    /** Whether the backend has failed after {@code moment}. */
    boolean failedAfter(long moment) {
        return failed && failedAt - moment > 0;
    }

    /** The number of slots by state at this moment. */
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

    /** The number of free slots that have not been used since {@code moment}. */
    public int idleSince(long moment) {
        int idle = 0;
        for (Slot slot : slots) {
            if (slot.isIdleSince(moment)) {
                idle++;
            }
        }
        return idle;
    }

    /** The controller of this set. */
    public SlotSetController controller() {
        return Objects.requireNonNull(controller, "a slot set gets its controller before it is published");
    }

    /** The accounts of the pool's sessions; accounts of its own for a set without a pool. */
    SessionAccounts sessions() {
        return sessions;
    }

    /** Sets {@link #sessions}, before any other thread has this set. */
    public void setSessions(SessionAccounts accounts) {
        sessions = accounts;
    }

    void setController(SlotSetController controller) {
        this.controller = controller;
    }

    /** The slots at this moment. The caller must not change the array. */
    public Slot[] slots() {
        return slots;
    }

    /** Whether any slot exists, in whatever state. */
    boolean hasSlots() {
        return slots.length > 0;
    }

    /**
     * Whether a status request finds nothing to do: there are no slots and no sessions, none is wanted, and nothing is
     * known against the server.
     */
    boolean isAtRest() {
        boolean wellAsFarAsKnown = health == BackendHealth.CONNECTING || health == BackendHealth.ONLINE;
        return isVacant() && wanted == 0 && ceiling == Integer.MAX_VALUE && wellAsFarAsKnown && !stalled;
    }

    /** Adds a slot. */
    public void add(Slot slot) {
        Slot[] longer = Arrays.copyOf(slots, slots.length + 1);
        longer[slots.length] = slot;
        slot.setIndex(slots.length);
        slots = longer;
    }

    void remove(Slot gone) {
        List<Slot> left = new ArrayList<>(Arrays.asList(slots));
        left.remove(gone);
        for (int i = 0; i < left.size(); i++) {
            left.get(i).setIndex(i);
        }
        slots = left.toArray(NO_SLOTS);
    }

    /** Counts a connection that has no slot until it is closed. */
    ClosingSession startClosing(Connection connection) {
        closingSessions.incrementAndGet();
        return new ClosingSession(this, connection);
    }

    /** Counts a connect attempt that was abandoned until it has ended. */
    AbandonedAttempt abandonAttempt(boolean reachable) {
        closingSessions.incrementAndGet();
        return new AbandonedAttempt(this, reachable);
    }

    /** A session or attempt counts no longer. */
    void endClosing() {
        closingSessions.decrementAndGet();
    }

    /** The number of sessions that are being closed, and of abandoned attempts that have not ended. */
    public int closingSessions() {
        return closingSessions.get();
    }

    /** Whether no slot is left and every session is closed. */
    public boolean isVacant() {
        return slots.length == 0 && closingSessions() == 0;
    }

    /** Whether no session is left, except those that were aborted under their claims. */
    public boolean isDisconnected() {
        for (Slot slot : slots) {
            if (!slot.tracking.aborted) {
                return false;
            }
        }
        return closingSessions() == 0;
    }

    /** The number of slots that are to connect, and whose attempt has not begun. */
    public int awaitingAttempt() {
        return Math.max(0, counts().connecting() - connectAttempts);
    }

    /** The number of connect attempts under way for the slots. */
    public int connectAttempts() {
        return connectAttempts;
    }

    void setConnectAttempts(int underWay) {
        connectAttempts = underWay;
    }

    /** The number of slots that the status task aims at. */
    public int wanted() {
        return wanted;
    }

    void setWanted(int count) {
        wanted = count;
    }

    /** Sets the backend's new name, priority or weight. */
    public void rename(Backend renamed) {
        backend = renamed;
    }

    /**
     * Moves the health of the backend. The only method that does so.
     *
     * @throws IllegalStateException if no move leads from the present health to {@code to}
     */
    public void setHealth(BackendHealth to) {
        BackendHealth from = health;
        if (from != to && !from.canBecome(to)) {
            throw new IllegalStateException(
                    "backend " + backend.label() + ": no move leads from " + from + " to " + to);
        }
        health = to;
    }

    /** Sets whether the status task is stalled. */
    public void setStalled(boolean stalled) {
        this.stalled = stalled;
    }

    /**
     * The backend failed at {@code now}. Set by the thread that finds out, so that claims know before any task runs.
     */
    void failedAt(long now) {
        if (!failed || now - failedAt > 0) {
            failedAt = now;
            failed = true;
        }
    }

    /**
     * The server or the network ended a session that a claim had or was about to get, the first one by this failure.
     */
    void lostSessionAt(long now) {
        failedAt(now);
        losses.add(now);
    }

    /** Whether claims lose sessions again and again: see {@link RepeatedEvent}. */
    public boolean isUnsteady(long now) {
        return losses.isRepeated(now);
    }

    /** The last error of an attempt, a check or a probe; null if the server has been in order since. */
    public @Nullable Throwable lastFailure() {
        return lastFailure;
    }

    void setLastFailure(@Nullable Throwable failure) {
        lastFailure = failure;
    }

    /**
     * Whether no slot has a connection, and the last attempt failed with a refusal that a repetition does not change:
     * see {@link ServerErrors#isPermanentRefusal}. Attempts go on nevertheless.
     */
    public boolean refusesSessions() {
        return refusesSessions;
    }

    /** Returns whether this is a change. */
    boolean setRefusesSessions(boolean refuses) {
        boolean before = refusesSessions;
        refusesSessions = refuses;
        return before != refuses;
    }

    /** The most slots that the server allows, as far as is known. */
    public int ceiling() {
        return ceiling;
    }

    void setCeiling(int most) {
        ceiling = most;
    }
}
