package dev.penstock.chaos.simulation.kernel;

import org.jspecify.annotations.Nullable;

/** An event at one moment: an action begins, or a fiber resumes. Confined to the kernel. */
public final class Event implements Comparable<Event> {
    final long time;
    private final long sequence;
    final int actor;
    final @Nullable Runnable action;
    final @Nullable Fiber fiber;
    boolean cancelled;

    private Event(long time, long sequence, int actor, @Nullable Runnable action, @Nullable Fiber fiber) {
        this.time = time;
        this.sequence = sequence;
        this.actor = actor;
        this.action = action;
        this.fiber = fiber;
    }

    static Event begin(long time, long sequence, int actor, Runnable action) {
        return new Event(time, sequence, actor, action, null);
    }

    static Event resume(long time, long sequence, Fiber fiber) {
        return new Event(time, sequence, 0, null, fiber);
    }

    @Override
    public int compareTo(Event other) {
        int byTime = Long.compare(time, other.time);
        return byTime == 0 ? Long.compare(sequence, other.sequence) : byTime;
    }
}
