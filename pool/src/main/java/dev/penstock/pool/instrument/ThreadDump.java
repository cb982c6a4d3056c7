package dev.penstock.pool.instrument;

import dev.penstock.waits.text.ForeignText;
import java.util.Comparator;
import java.util.Map;

/** The stacks of all platform threads of this process as text. */
final class ThreadDump {
    private static final int MOST_THREADS = 1_000;
    private static final int MOST_FRAMES = 64;

    private ThreadDump() {}

    /** The text, in the order of the threads' names. All threads stop for a moment. */
    @SuppressWarnings("deprecation") // Thread.threadId() is of Java 19.
    static String text() {
        Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
        StringBuilder text = new StringBuilder();
        stacks.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
                .limit(MOST_THREADS)
                .forEach(entry -> {
                    Thread thread = entry.getKey();
                    text.append('"')
                            .append(ForeignText.line(thread.getName()))
                            .append("\" #")
                            .append(thread.getId());
                    text.append(' ').append(thread.getState()).append('\n');
                    StackTraceElement[] frames = entry.getValue();
                    for (int i = 0; i < Math.min(frames.length, MOST_FRAMES); i++) {
                        text.append("    at ").append(frames[i]).append('\n');
                    }
                    text.append('\n');
                });
        int more = stacks.size() - MOST_THREADS;
        return more > 0 ? text + "…[" + more + " more threads]\n" : text.toString();
    }
}
