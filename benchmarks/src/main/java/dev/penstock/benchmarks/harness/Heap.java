package dev.penstock.benchmarks.harness;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** The heap of this JVM. */
final class Heap {
    private static final int COLLECTIONS = 4;

    private Heap() {}

    /** The bytes in use after garbage collection: the minimum of several collections. */
    static long usedBytes() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(50);
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            least = Math.min(least, used);
        }
        return least;
    }
}
