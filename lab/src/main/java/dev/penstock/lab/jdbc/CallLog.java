package dev.penstock.lab.jdbc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The last 10,000 calls, unless recording is switched off. */
final class CallLog {

    private static final int CAPACITY = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<String> last = new ArrayDeque<>();
    private volatile boolean remembering = true;

    void remember(boolean remember) {
        remembering = remember;
    }

    void add(StubCall call) {
        if (!remembering) {
            return;
        }
        String text = call.toString();
        lock.lock();
        try {
            last.addLast(text);
            if (last.size() > CAPACITY) {
                last.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    List<String> last() {
        lock.lock();
        try {
            return List.copyOf(last);
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            last.clear();
        } finally {
            lock.unlock();
        }
    }
}
