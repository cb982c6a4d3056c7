package dev.penstock.pool.deadlocks;

import dev.penstock.waits.DurationFormat;
import dev.penstock.waits.text.ForeignText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Threads that hold every slot that could serve them, and that wait for another slot, or in a call for a lock of such a
 * thread: an immutable value. None of them goes on until one of the claims that wait for a slot fails.
 *
 * @param parties at most {@value #MOST_PARTIES} of the threads; the first is the one whose claim fails
 * @param threads the number of all these threads
 * @param calls the number of those that wait in a call for a lock
 * @param slots the number of the slots that they hold
 */
public record Deadlock(List<Party> parties, int threads, int calls, int slots) {
    /** The most threads that are named. */
    public static final int MOST_PARTIES = 16;

    private static final int MOST_NAME = 100;
    private static final int MOST_HELD = 8;

    /** A copy of the list is kept. */
    public Deadlock {
        parties = List.copyOf(parties);
    }

    /** The kinds of waits of a deadlock. */
    public enum Awaited {
        /** For another slot of the pool. */
        SLOT,
        /** In a call, for a lock in the server. */
        LOCK
    }

    /**
     * One thread of a deadlock.
     *
     * @param thread the name of the thread; long names and control characters are cut and escaped in texts
     * @param awaited whether it waits for a slot or for a lock
     * @param waited the time since its waiting claim, or its call, began
     * @param held the claims that it holds; at least one
     */
    public record Party(String thread, Awaited awaited, Duration waited, List<Held> held) {
        /** A copy of the list is kept. */
        public Party {
            held = List.copyOf(held);
        }

        /** For example {@code thread 'worker-1' waits for 312 ms and holds claim 7f3a9c01d4-2-1042 on db-1:5432}. */
        @Override
        public String toString() {
            String claims = held.stream().limit(MOST_HELD).map(Held::toString).collect(Collectors.joining(", "));
            String more = held.size() > MOST_HELD ? " and " + (held.size() - MOST_HELD) + " more" : "";
            return "thread '" + ForeignText.line(thread, MOST_NAME) + "' waits for "
                    + (awaited == Awaited.LOCK ? "a lock in a call for " : "")
                    + DurationFormat.format(waited.toNanos()) + " and holds " + claims + more;
        }
    }

    /**
     * A claim that a thread of the deadlock holds.
     *
     * @param claim its ID, as in the log
     * @param backend the label of the backend
     * @param operation the application's name for its work
     */
    public record Held(String claim, String backend, Optional<String> operation) {
        @Override
        public String toString() {
            return "claim " + claim
                    + operation.map(name -> " for '" + name + "'").orElse("") + " on " + backend;
        }
    }

    /** For example {@code 4 threads hold all 4 slots, and each waits for another slot: thread 'worker-1' waits …}. */
    @Override
    public String toString() {
        String rest = threads > parties.size() ? "; and " + (threads - parties.size()) + " more" : "";
        String head = threads == 1
                ? "1 thread holds " + (slots == 1 ? "the only slot" : "all " + slots + " slots")
                        + " and waits for another"
                : threads + " threads hold all " + slots + " slots, " + waits();
        return head + ": " + parties.stream().map(Party::toString).collect(Collectors.joining("; ")) + rest;
    }

    private String waits() {
        if (calls == 0) {
            return "and each waits for another slot";
        }
        int claims = threads - calls;
        return claims + (claims == 1 ? " waits" : " wait") + " for another slot, and " + calls
                + (calls == 1 ? " waits" : " wait") + " for a lock of such a thread";
    }
}
