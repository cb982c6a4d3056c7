package dev.penstock.backends.slots;

import dev.penstock.backends.StatusWakeUp;
import dev.penstock.waits.sessions.CloseReason;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the status task tracks of one slot. Used under the lock of {@link SlotSetStateMachine}, if not said otherwise.
 */
final class SlotTracking {
    /** The number of the last connect attempt or check. The result of an older one is ignored. */
    int attempt;

    /** Whether the attempt of that number is under way. */
    boolean underWay;

    /** Whether the server was known to accept connections when the connect attempt of that number began. */
    boolean reachable;

    /**
     * The last attempt whose effect was carried out. Written without the lock, by the status task that carries it out.
     */
    volatile int begun;

    /** Notes that the attempt of that number is carried out. Returns false for a late one, if a newer one has begun. */
    boolean markBegun(int number) {
        boolean isNewest = number - begun > 0;
        if (isNewest) {
            begun = number;
        }
        return isNewest;
    }

    /** Whether the attempt began before every connection was to be replaced. Its connection is then closed unused. */
    boolean outdated;

    /** Whether the slot has had a session. */
    boolean connectedBefore;

    /** The reason for which the slot was condemned. Written before the mark, and read after it. */
    CloseReason closeReason = CloseReason.EVICTED;

    /** The process or connection of the server of the session, if the driver tells it. */
    OptionalInt pid = OptionalInt.empty();

    /** Failed connect attempts in a row. */
    int failures;

    /** When the next connect attempt is due, in nanoseconds of the pool's clock. */
    long dueAt;

    /** Whether the slot has a permit to connect, or waits for one, and has not used it yet. */
    boolean hasPermit;

    /** Whether the slot was condemned because its connection was past its lifetime while a claim held it. */
    boolean expired;

    /** When that was, in nanoseconds of the pool's clock. */
    long expiredAt;

    /** The part of the maximum lifetime, in thousandths, by which the lifetime of this connection is shortened. */
    int lifetimeCut;

    /**
     * Whether the connection is to be aborted under its holder. False again once the server has answered. Read without
     * the lock by the thread that aborts.
     */
    volatile boolean abortRequested;

    /** Whether the supervisor saw the slot RESETTING when it looked last. Used by the supervisor, without the lock. */
    boolean resetSeen;

    /** When it saw that first, in nanoseconds of the pool's clock. Used as {@link #resetSeen}. */
    long resetSeenAt;

    /** {@link Slot#freeSince} of the hold that ends by that reset. Used as {@link #resetSeen}. */
    long resetOf;

    /** Whether the connection was aborted under its holder because the pool closes. Used without the lock. */
    volatile boolean aborted;

    /** The run of the status task that offered the slot last; null if none did. Used without the lock. */
    volatile @Nullable StatusWakeUp offered;
}
