package dev.penstock.pool.instrument;

import dev.penstock.waits.text.ForeignText;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The stacks of all platform threads of this process as text. */
final class ThreadDump {
    private static final int MOST_THREADS = 1_000;
    private static final int MOST_FRAMES = 64;
    private static final String CUT = " more threads]\n";

    /** The most bytes of the text in UTF-8, without its last line. */
    private static final int MOST_BYTES = (512 << 10) - 64;

    private ThreadDump() {}

    /** A thread whose name is read once: the name may change at any moment, and a sort needs a constant order. */
    private record Named(String name, Thread thread, List<StackTraceElement> frames) {}

    /** The text, in the order of the threads' names. All threads stop for a moment. */
    static String text() {
        return text(Thread.getAllStackTraces());
    }

    /** Whole threads, as many as there is room for; the last line counts the others. */
    static String text(Map<Thread, StackTraceElement[]> stacks) {
        List<Named> inOrder = stacks.entrySet().stream()
                .map(entry -> new Named(entry.getKey().getName(), entry.getKey(), List.of(entry.getValue())))
                .sorted(Comparator.comparing(Named::name))
                .toList();
        StringBuilder text = new StringBuilder();
        int bytes = 0;
        int shown = 0;
        while (shown < Math.min(MOST_THREADS, inOrder.size())) {
            String next = text(inOrder.get(shown));
            bytes += next.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MOST_BYTES) {
                break;
            }
            text.append(next);
            shown++;
        }
        int more = inOrder.size() - shown;
        return more > 0 ? text + "…[" + more + CUT : text.toString();
    }

    /** Whether the text lacks threads. */
    static boolean isCut(String text) {
        return text.endsWith(CUT);
    }

    @SuppressWarnings("deprecation") // Thread.threadId() is of Java 19.
    private static String text(Named named) {
        StringBuilder text = new StringBuilder();
        text.append('"').append(ForeignText.line(named.name)).append("\" #").append(named.thread.getId());
        text.append(' ').append(named.thread.getState()).append('\n');
        for (int i = 0; i < Math.min(named.frames.size(), MOST_FRAMES); i++) {
            text.append("    at ").append(named.frames.get(i)).append('\n');
        }
        return text.append('\n').toString();
    }
}
