package dev.penstock.benchmarks.harness;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A chain of waiting threads in which each thread wakes a later one. Thread-safe. */
final class WakeUpChain {
    private static final long LONGEST_MINUTES = 5;

    private final List<CountDownLatch> places;
    private final int parallel;
    private final AtomicInteger taken = new AtomicInteger();

    /** A chain of {@code threads}, of which {@code parallel} run at a time. */
    WakeUpChain(int threads, int parallel) {
        this.places = IntStream.range(0, threads)
                .mapToObj(place -> new CountDownLatch(1))
                .toList();
        this.parallel = parallel;
    }

    /** Waits at the next place and returns its number. The wait has a limit, like the wait of a claim. */
    int awaitWakeUp() throws InterruptedException {
        int place = taken.getAndIncrement();
        if (!places.get(place).await(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException("no thread woke place " + place);
        }
        return place;
    }

    void wakeNext(int place) {
        wake(place + parallel);
    }

    /** Wakes the first threads. */
    void start() {
        IntStream.range(0, parallel).forEach(this::wake);
    }

    private void wake(int place) {
        if (place < places.size()) {
            places.get(place).countDown();
        }
    }
}
