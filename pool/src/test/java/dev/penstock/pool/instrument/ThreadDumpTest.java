package dev.penstock.pool.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bound of the stacks of threads. */
class ThreadDumpTest {
    @Test
    void manyStacksAreBoundedByWholeThreads() {
        StackTraceElement[] stack = {new StackTraceElement("注".repeat(4_000), "run", "A.java", 1)};
        Map<Thread, StackTraceElement[]> stacks = new HashMap<>();
        for (int i = 100; i < 300; i++) {
            stacks.put(new Thread(() -> {}, "t" + i), stack);
        }

        String text = ThreadDump.text(stacks);

        int shown = text.split("\n\n", -1).length - 1;
        assertThat(text).contains("\"t100\"").endsWith(")\n\n…[" + (200 - shown) + " more threads]\n");
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(500 << 10, 512 << 10);
    }

    @Test
    void fewStacksAreWhole() {
        assertThat(ThreadDump.text(Map.of(Thread.currentThread(), new StackTraceElement[0])))
                .startsWith("\"" + Thread.currentThread().getName() + "\" #")
                .endsWith(" RUNNABLE\n\n");
    }
}
