package dev.penstock.backends;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A status round trip past its limit, and what its task was doing: an immutable value.
 *
 * @param backend the backend's label
 * @param roundTrip the printed ID of the round trip
 * @param claim the printed ID of the claim that caused it, if one did
 * @param age how long the request has been without reply
 * @param epoch the epoch of the task that did not answer
 * @param activity what the task was doing
 * @param executor what its executor was doing instead, where the task was {@link Microstate#QUEUED}
 */
public record StallReport(
        String backend,
        String roundTrip,
        Optional<String> claim,
        Duration age,
        int epoch,
        Activity activity,
        Optional<ExecutorUse> executor) {
    private static final List<String> IDLE = List.of("getTask", "awaitWork");

    /**
     * What a task was doing.
     *
     * @param microstate in one word
     * @param thread the thread it was running on or, where it was {@link Microstate#QUEUED}, the one that last ran it;
     *     empty where it never ran
     * @param stack that thread's stack at the time of this report, innermost frame first
     * @param cpu the processor time of that thread since the task began to run; empty where it does not run, or where
     *     the JVM does not measure it, as for virtual threads
     * @param lock what it waited for; empty where it waited for no lock, or the JVM does not tell
     */
    public record Activity(
            Microstate microstate,
            Optional<String> thread,
            List<StackTraceElement> stack,
            Optional<Duration> cpu,
            Optional<Lock> lock) {
        /** Copies the stack. */
        public Activity {
            stack = List.copyOf(stack);
        }
    }

    /**
     * A monitor or lock.
     *
     * @param name its class and identity
     * @param owner the thread that owns it, where one does
     */
    public record Lock(String name, Optional<Occupant> owner) {}

    /**
     * What an executor of the application's was doing.
     *
     * @param description its class and, for a plain thread pool of the JDK's, its size and queue
     * @param occupants its threads that were busy: those that have run a status task before, and one that waits in
     *     {@code execute}
     */
    public record ExecutorUse(String description, List<Occupant> occupants) {
        /** Copies the occupants. */
        public ExecutorUse {
            occupants = List.copyOf(occupants);
        }
    }

    /**
     * A thread that stands in the way.
     *
     * @param thread its name
     * @param state its state
     * @param stack its stack, innermost frame first
     */
    public record Occupant(String thread, Thread.State state, List<StackTraceElement> stack) {
        /** Copies the stack. */
        public Occupant {
            stack = List.copyOf(stack);
        }

        public static Occupant of(Thread thread) {
            return new Occupant(thread.getName(), thread.getState(), List.of(thread.getStackTrace()));
        }

        /** Whether it is a thread of an executor that waits for work. */
        public boolean isIdle() {
            return stack.isEmpty()
                    || stack.stream()
                            .anyMatch(frame -> frame.getClassName().startsWith("java.util.concurrent.")
                                    && IDLE.contains(frame.getMethodName()));
        }

        /** One line: which thread, and where it is. */
        @Override
        public String toString() {
            return "thread '" + thread + "' (" + state + ")"
                    + Stacks.application(stack).map(frame -> " at " + frame).orElse("");
        }
    }

    /** What the task was doing, in one word. */
    public Microstate microstate() {
        return activity.microstate();
    }

    /** The thread it was running on, or that last ran it. */
    public Optional<String> thread() {
        return activity.thread();
    }

    /** That thread's stack, innermost frame first. */
    public List<StackTraceElement> stack() {
        return activity.stack();
    }

    /** One line: what stalled, since when, and where it is. */
    @Override
    public String toString() {
        return "status task of " + backend + " has not answered round trip " + roundTrip
                + claim.map(id -> " of claim " + id).orElse("") + " for " + age.toMillis() + " ms: " + microstate()
                + (microstate() == Microstate.QUEUED ? behind() : on());
    }

    private String on() {
        String cpu = activity.cpu()
                .map(used -> ", " + used.toMillis() + " ms on a processor since it began")
                .orElse("");
        String awaited = activity.lock()
                .map(lock -> ", for " + lock.name()
                        + lock.owner()
                                .map(owner -> ", which " + owner + " owns")
                                .orElse(""))
                .orElse("");
        return thread().map(name -> ", on thread '" + name + "'" + innermost(" at "))
                        .orElse("")
                + awaited
                + cpu;
    }

    private String behind() {
        String last = thread().map(name -> ", behind thread '" + name + "'" + innermost(" which is at "))
                .orElse(", it has never run");
        return last
                + executor.map(use -> "; its executor is " + use.description()
                                + use.occupants().stream()
                                        .map(occupant -> ", " + occupant)
                                        .collect(Collectors.joining()))
                        .orElse("");
    }

    private String innermost(String before) {
        return Stacks.application(stack()).map(frame -> before + frame).orElse("");
    }
}
