package dev.penstock.waits.sessions;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.jfr.PoolFlight;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last moves of slots from state to state, whole: at most {@value #MOST}, the oldest go first. A move by which a
 * claim gets, resets or returns a slot is not among them; the flight recorder has the claims.
 *
 * <p>Thread-safe. No claim takes the lock, which is held for a few pointers only.
 */
public final class SlotMoves {
    /** The most moves that are kept. */
    public static final int MOST = 8_192;

    /** The memory of a move, in bytes. */
    public static final long MOVE_BYTES = 56;

    private final NanoClock clock;
    private final PoolFlight flight;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Deque<Move> moves = new ArrayDeque<>();

    @GuardedBy("lock")
    private long dropped;

    /**
     * A move of a slot: an immutable value.
     *
     * @param nanos the moment, in nanoseconds of the pool's clock
     * @param backend the label of the slot's backend
     * @param slot the number of the slot
     * @param from the name of the state before
     * @param to the name of the state after
     */
    public record Move(long nanos, String backend, long slot, String from, String to) {}

    SlotMoves(NanoClock clock, PoolFlight flight) {
        this.clock = clock;
        this.flight = flight;
    }

    /** Records a move of this moment. */
    public void add(String backend, long slot, String from, String to) {
        flight.moved(backend, slot, from, to);
        Move move = new Move(clock.nanoTime(), backend, slot, from, to);
        lock.lock();
        try {
            if (moves.size() >= MOST) {
                moves.removeFirst();
                dropped++;
            }
            moves.addLast(move);
        } finally {
            lock.unlock();
        }
    }

    /** The moves, the earliest first. */
    public List<Move> all() {
        lock.lock();
        try {
            return new ArrayList<>(moves);
        } finally {
            lock.unlock();
        }
    }

    /** The number of moves that made room for later ones. */
    public long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }
}
