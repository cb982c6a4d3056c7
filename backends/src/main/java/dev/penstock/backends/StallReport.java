package dev.penstock.backends;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A status round trip past its limit, and what its task was doing: an immutable value.
 *
 * @param backend the backend's label
 * @param roundTrip the printed ID of the round trip
 * @param claim the printed ID of the claim that caused it, if one did
 * @param age how long the request has been without reply
 * @param epoch the epoch of the task that did not answer
 * @param microstate what the task was doing
 * @param thread the thread it was running on or, where it was {@link Microstate#QUEUED}, the one that last ran it;
 *     empty where it never ran
 * @param stack that thread's stack at the time of this report, innermost frame first
 */
public record StallReport(
        String backend,
        String roundTrip,
        Optional<String> claim,
        Duration age,
        int epoch,
        Microstate microstate,
        Optional<String> thread,
        List<StackTraceElement> stack) {
    /** Copies the stack. */
    public StallReport {
        stack = List.copyOf(stack);
    }

    /** One line: what stalled, since when, and where it is. */
    @Override
    public String toString() {
        String where = thread.map(name -> microstate == Microstate.QUEUED
                        ? ", behind thread '" + name + "'" + innermost(" which is at ")
                        : ", on thread '" + name + "'" + innermost(" at "))
                .orElse(", it has never run");
        return "status task of " + backend + " has not answered round trip " + roundTrip + " for " + age.toMillis()
                + " ms: " + microstate + where;
    }

    private String innermost(String before) {
        return Stacks.application(stack).map(frame -> before + frame).orElse("");
    }
}
