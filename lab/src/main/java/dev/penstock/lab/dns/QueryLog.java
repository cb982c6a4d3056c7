package dev.penstock.lab.dns;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The number of received queries, and the last 10,000 of them. */
final class QueryLog {

    private static final int CAPACITY = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<DnsQuery> last = new ArrayDeque<>();
    private long count;

    void add(DnsQuery query) {
        lock.lock();
        try {
            count++;
            last.addLast(query);
            if (last.size() > CAPACITY) {
                last.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    List<DnsQuery> last() {
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
            count = 0;
            last.clear();
        } finally {
            lock.unlock();
        }
    }
}
