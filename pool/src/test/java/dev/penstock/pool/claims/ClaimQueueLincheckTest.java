package dev.penstock.pool.claims;

import dev.penstock.backends.slots.Slot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** The operations of the queue are linearizable in every interleaving that Lincheck finds. */
@Param(name = "waiter", gen = IntGen.class, conf = "1:3")
public class ClaimQueueLincheckTest {
    private final ClaimQueue queue = new ClaimQueue();
    private final Waiter[] waiters = new Waiter[4];
    private final boolean[] used = new boolean[4];
    private final Slot[] slots = {SlotFixture.slot(0), SlotFixture.slot(1), SlotFixture.slot(2)};

    public ClaimQueueLincheckTest() {
        for (int i = 0; i < waiters.length; i++) {
            waiters[i] = new Waiter(Thread.currentThread(), 0);
        }
    }

    @Operation(nonParallelGroup = "enqueue")
    public boolean enqueue(@Param(name = "waiter") int waiter) {
        if (used[waiter]) {
            return false;
        }
        used[waiter] = true;
        queue.enqueue(waiters[waiter], Integer.MAX_VALUE);
        return true;
    }

    @Operation(nonParallelGroup = "enqueue")
    public boolean requeue(@Param(name = "waiter") int waiter) {
        if (used[waiter]) {
            return false;
        }
        used[waiter] = true;
        queue.requeue(waiters[waiter]);
        return true;
    }

    @Operation
    public boolean withdraw(@Param(name = "waiter") int waiter) {
        return queue.withdraw(waiters[waiter]);
    }

    @Operation
    public boolean handOver(@Param(name = "waiter") int slot) {
        return queue.handOver(slots[slot - 1], 0);
    }

    @Operation
    public long served(@Param(name = "waiter") int waiter) {
        Slot slot = waiters[waiter].slot();
        return slot == null ? -1 : slot.id();
    }

    @Operation
    public int size() {
        return queue.size();
    }

    @Test
    void everyInterleavingOfTheModelIsLinearizable() {
        new ModelCheckingOptions()
                .iterations(6)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(2)
                .sequentialSpecification(Specification.class)
                .check(getClass());
    }

    /** The queue as a sequential program. */
    public static class Specification {
        private final Deque<Integer> waiting = new ArrayDeque<>();
        private final Map<Integer, Long> given = new HashMap<>();
        private final boolean[] used = new boolean[4];

        public boolean enqueue(int waiter) {
            if (used[waiter]) {
                return false;
            }
            used[waiter] = true;
            waiting.addLast(waiter);
            return true;
        }

        public boolean requeue(int waiter) {
            if (used[waiter]) {
                return false;
            }
            used[waiter] = true;
            waiting.addFirst(waiter);
            return true;
        }

        public boolean withdraw(int waiter) {
            return waiting.remove(waiter);
        }

        public boolean handOver(int slot) {
            Integer oldest = waiting.poll();
            if (oldest == null) {
                return false;
            }
            given.put(oldest, (long) slot - 1);
            return true;
        }

        public long served(int waiter) {
            return given.getOrDefault(waiter, -1L);
        }

        public int size() {
            return waiting.size();
        }
    }
}
