package dev.penstock.benchmarks.harness;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Some threads that take turns, each of which is woken by one before it. Thread-safe. */
final class WakeUpChain {
    private static final long LONGEST_MINUTES = 5;

    private final List<CountDownLatch> places;
    private final int abreast;
    private final AtomicInteger taken = new AtomicInteger();

    /** Places for {@code threads}, of whom {@code abreast} go on at once. */
    WakeUpChain(int threads, int abreast) {
        this.places = IntStream.range(0, threads)
                .mapToObj(place -> new CountDownLatch(1))
                .toList();
        this.abreast = abreast;
    }

    /** Waits at the next place; which one it is. Waits with a limit, as a claim does. */
    int awaitTurn() throws InterruptedException {
        int place = taken.getAndIncrement();
        if (!places.get(place).await(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException("nobody came to place " + place);
        }
        return place;
    }

    void passOn(int place) {
        letGo(place + abreast);
    }

    /** Lets the first go on. */
    void open() {
        IntStream.range(0, abreast).forEach(this::letGo);
    }

    private void letGo(int place) {
        if (place < places.size()) {
            places.get(place).countDown();
        }
    }
}
