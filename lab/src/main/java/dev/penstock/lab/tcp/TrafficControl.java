package dev.penstock.lab.tcp;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The present traffic; threads that hold bytes wait here for a change. */
final class TrafficControl {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Traffic traffic = Traffic.PASS;
    private boolean closed;

    void set(Traffic value) {
        lock.lock();
        try {
            traffic = value;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Releases all waiting threads for good; they discard the bytes that they hold. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Traffic now() {
        lock.lock();
        try {
            return traffic;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until bytes that have just arrived may be forwarded. Returns the traffic that applies to them. */
    Traffic awaitPassage() throws InterruptedException {
        long begin = System.nanoTime();
        lock.lock();
        try {
            while (!closed) {
                long heldFor = System.nanoTime() - begin;
                long left = traffic.latency().toNanos() - heldFor;
                if (traffic.kind() == Traffic.Kind.STALL) {
                    changed.await();
                } else if (left > 0) {
                    changed.await(left, TimeUnit.NANOSECONDS);
                } else {
                    break;
                }
            }
            return closed ? Traffic.of(Traffic.Kind.SWALLOW) : traffic;
        } finally {
            lock.unlock();
        }
    }
}
