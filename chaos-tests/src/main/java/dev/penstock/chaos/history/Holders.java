package dev.penstock.chaos.history;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** The thread that holds each session, by the server's own name of the session. Thread-safe. */
public final class Holders {
    private static final int MOST_VIOLATIONS = 20;

    private final Map<String, Thread> holders = new ConcurrentHashMap<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final LongAdder checked = new LongAdder();

    Holders() {}

    /** The thread got the session from the pool. */
    public void taken(String session) {
        checked.increment();
        Thread holder = holders.putIfAbsent(session, Thread.currentThread());
        if (holder != null) {
            violation(session + " was given to " + Thread.currentThread().getName() + " while " + holder.getName()
                    + " held it");
        }
    }

    /** The thread is about to give the session back. */
    public void returned(String session) {
        holders.remove(session, Thread.currentThread());
    }

    /** A session reached its holder in a state that another holder left. */
    public void unclean(String session, String state) {
        violation(session + " was handed out with " + state);
    }

    private void violation(String text) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(text);
        }
    }

    /** The first violations of one holder per session and of a clean session, in words. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** The number of sessions that were checked as they were handed out. */
    public long checked() {
        return checked.sum();
    }
}
