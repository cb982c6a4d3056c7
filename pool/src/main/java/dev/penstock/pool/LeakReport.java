package dev.penstock.pool;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A claim that has held its slot for longer than leakDetectionThreshold: an immutable value.
 *
 * @param kind the state of the holder
 * @param claim the claim's printed ID
 * @param backend the backend's label
 * @param operation the name of the application's operation; empty for none
 * @param held the time for which the claim has held its slot
 * @param thread the name of the claimant's thread
 * @param holderStack the stack of that thread, innermost frame first; empty if the thread has ended
 * @param acquiredAt the stack at the claim, innermost frame first; empty unless recordAcquireStacks is set
 */
public record LeakReport(
        Kind kind,
        String claim,
        String backend,
        Optional<String> operation,
        Duration held,
        String thread,
        List<StackTraceElement> holderStack,
        List<StackTraceElement> acquiredAt) {
    /** The state of the holder of a claim that is held for long. */
    public enum Kind {
        /** The thread lives, and may still close the connection. */
        HELD_LONG("is held for long"),
        /** The thread ended and did not close the connection. Another thread may have the connection. */
        HOLDER_ENDED("is leaked: its thread has ended"),
        /** No code can reach the connection any more, and therefore none can close it. The pool reclaims the slot. */
        UNREACHABLE("is leaked: nobody has its connection any more");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** Whether the pool must expect that the connection is never closed. */
        public boolean leaked() {
            return this != HELD_LONG;
        }
    }

    /** Copies the stacks. */
    public LeakReport {
        holderStack = List.copyOf(holderStack);
        acquiredAt = List.copyOf(acquiredAt);
    }

    /** The state of the claim in one line, without its ID and backend. */
    public String state() {
        return kind.text + "; held for " + held.toMillis() + " ms by thread '" + thread + "'";
    }

    /** Several lines: the claim and the state of its holder, the stack of the holder, and the stack at the claim. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("claim ").append(claim);
        operation.ifPresent(name -> text.append(" for '").append(name).append('\''));
        text.append(" on ").append(backend).append(' ').append(state());
        append(text, "the holder is at", holderStack);
        append(text, "it was made at", acquiredAt);
        return text.toString();
    }

    private static void append(StringBuilder text, String what, List<StackTraceElement> stack) {
        if (!stack.isEmpty()) {
            text.append(System.lineSeparator()).append("  ").append(what);
            stack.forEach(
                    frame -> text.append(System.lineSeparator()).append("    ").append(frame));
        }
    }
}
