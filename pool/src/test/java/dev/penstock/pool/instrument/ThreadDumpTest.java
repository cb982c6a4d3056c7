package dev.penstock.pool.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
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

    /** Threads of the application may get another name at any moment, also during the sort. */
    @Test
    void threadsThatGetOtherNamesDoNotFailTheDump() throws InterruptedException {
        List<Thread> threads =
                Stream.generate(() -> new Thread(() -> {})).limit(300).toList();
        Map<Thread, StackTraceElement[]> stacks = new HashMap<>();
        threads.forEach(thread -> stacks.put(thread, new StackTraceElement[0]));
        AtomicBoolean over = new AtomicBoolean();
        Thread renamer = new Thread(() -> {
            Random random = new Random(1);
            while (!over.get()) {
                threads.get(random.nextInt(300)).setName("t" + (1_000 + random.nextInt(1_000)));
            }
        });
        renamer.start();
        try {
            for (int i = 0; i < 200; i++) {
                List<String> names = ThreadDump.text(stacks)
                        .lines()
                        .filter(line -> line.startsWith("\""))
                        .map(line -> line.substring(0, line.lastIndexOf('"')))
                        .toList();
                assertThat(names).hasSize(300).isSorted();
            }
        } finally {
            over.set(true);
            renamer.join();
        }
    }

    @Test
    void fewStacksAreWhole() {
        assertThat(ThreadDump.text(Map.of(Thread.currentThread(), new StackTraceElement[0])))
                .startsWith("\"" + Thread.currentThread().getName() + "\" #")
                .endsWith(" RUNNABLE\n\n");
    }
}
