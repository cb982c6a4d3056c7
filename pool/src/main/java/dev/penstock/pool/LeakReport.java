package dev.penstock.pool;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A claim that has held its slot for longer than leakDetectionThreshold: an immutable value.
 *
 * @param kind what is known of it
 * @param claim its printed ID
 * @param backend the backend's label
 * @param operation the application's name for what it is doing
 * @param held since when
 * @param thread the name of the thread that claimed
 * @param holderStack where that thread is now, innermost frame first; empty where it has ended
 * @param acquiredAt where the claim was made, innermost frame first; empty unless recordAcquireStacks is set
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
    /** What is known of a claim that is held for long. */
    public enum Kind {
        /** Its holder lives and may close it yet. */
        HELD_LONG("is held for long"),
        /** The thread that claimed has ended without closing it; another thread may have the connection. */
        HOLDER_ENDED("is leaked: its thread has ended"),
        /** Nobody has the connection any more, so that nobody can close it. Its slot is taken back. */
        UNREACHABLE("is leaked: nobody has its connection any more");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** Whether it will not be closed, for all that is known. */
        public boolean leaked() {
            return this != HELD_LONG;
        }
    }

    /** Copies the stacks. */
    public LeakReport {
        holderStack = List.copyOf(holderStack);
        acquiredAt = List.copyOf(acquiredAt);
    }

    /** Several lines: what is known, where the holder is now, and where the claim was made. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("claim ").append(claim);
        operation.ifPresent(name -> text.append(" for '").append(name).append('\''));
        text.append(" on ").append(backend).append(' ').append(kind.text);
        text.append("; held for ")
                .append(held.toMillis())
                .append(" ms by thread '")
                .append(thread)
                .append('\'');
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
