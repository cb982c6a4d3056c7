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

    /** The text, in the order of the threads' names. All threads stop for a moment. */
    static String text() {
        return text(Thread.getAllStackTraces());
    }

    /** Whole threads, as many as there is room for; the last line counts the others. */
    static String text(Map<Thread, StackTraceElement[]> stacks) {
        List<Map.Entry<Thread, StackTraceElement[]>> inOrder = stacks.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
                .toList();
        StringBuilder text = new StringBuilder();
        int bytes = 0;
        int shown = 0;
        while (shown < Math.min(MOST_THREADS, inOrder.size())) {
            String next = text(inOrder.get(shown).getKey(), inOrder.get(shown).getValue());
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
    private static String text(Thread thread, StackTraceElement[] frames) {
        StringBuilder text = new StringBuilder();
        text.append('"')
                .append(ForeignText.line(thread.getName()))
                .append("\" #")
                .append(thread.getId());
        text.append(' ').append(thread.getState()).append('\n');
        for (int i = 0; i < Math.min(frames.length, MOST_FRAMES); i++) {
            text.append("    at ").append(frames[i]).append('\n');
        }
        return text.append('\n').toString();
    }
}
