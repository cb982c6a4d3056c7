package dev.penstock.backends;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A status round trip past its limit, with the activity of its status task: an immutable value.
 *
 * @param backend the backend's label
 * @param roundTrip the printed ID of the round trip
 * @param claim the printed ID of the claim that caused the round trip, if one did
 * @param age the time since the request
 * @param epoch the epoch of the task that did not answer
 * @param activity the activity of the task
 * @param executor the activity of its executor, if the task was {@link Microstate#QUEUED}
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
     * The activity of a status task.
     *
     * @param microstate the activity in one word
     * @param thread the name of the thread that runs the task or, if it is {@link Microstate#QUEUED}, ran it last;
     *     empty if it never ran
     * @param stack that thread's stack at the time of this report, innermost frame first
     * @param cpu the processor time of that thread since the task began to run; empty if the task does not run, or the
     *     JVM does not measure the time, as for virtual threads
     * @param lock the lock that the thread waits for; empty if it waits for none, or the JVM does not know
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
     * @param owner the thread that owns it, if one does
     */
    public record Lock(String name, Optional<Occupant> owner) {
        /** The name, and the owner, if any. */
        @Override
        public String toString() {
            return name + owner.map(thread -> ", which " + thread + " owns").orElse("");
        }
    }

    /**
     * The activity of an executor that the application provides.
     *
     * @param description its class and, for a thread pool of the JDK, its size and queue
     * @param occupants its busy threads: threads that have run a status task before, and one that waits in {@code
     *     execute}
     */
    public record ExecutorUse(String description, List<Occupant> occupants) {
        /** Copies the occupants. */
        public ExecutorUse {
            occupants = List.copyOf(occupants);
        }

        /** The description, then each busy thread. */
        @Override
        public String toString() {
            return description
                    + occupants.stream().map(occupant -> ", " + occupant).collect(Collectors.joining());
        }
    }

    /**
     * A thread that keeps a status task from running.
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

        /** The present state of {@code thread}. */
        public static Occupant of(Thread thread) {
            return new Occupant(thread.getName(), thread.getState(), List.of(thread.getStackTrace()));
        }

        /** Whether the thread is one of an executor's and waits for work. */
        public boolean isIdle() {
            return stack.isEmpty()
                    || stack.stream()
                            .anyMatch(frame -> frame.getClassName().startsWith("java.util.concurrent.")
                                    && IDLE.contains(frame.getMethodName()));
        }

        /** One line: the thread, its state, and the frame of the application that it runs. */
        @Override
        public String toString() {
            return "thread '" + thread + "' (" + state + ")"
                    + Stacks.application(stack).map(frame -> " at " + frame).orElse("");
        }
    }

    /** The activity of the task in one word. */
    public Microstate microstate() {
        return activity.microstate();
    }

    /** The name of the thread that runs the task, or ran it last. */
    public Optional<String> thread() {
        return activity.thread();
    }

    /** That thread's stack, innermost frame first. */
    public List<StackTraceElement> stack() {
        return activity.stack();
    }

    /** One line: the backend, the round trip, its age, and the position of the task. */
    @Override
    public String toString() {
        return "status task of " + backend + " has not answered round trip " + roundTrip
                + claim.map(id -> " of claim " + id).orElse("") + " for " + age.toMillis() + " ms: " + microstate()
                + (microstate() == Microstate.QUEUED ? queuePosition() : threadPosition());
    }

    private String threadPosition() {
        String cpu = activity.cpu()
                .map(used -> ", " + used.toMillis() + " ms on a processor since it began")
                .orElse("");
        String awaited = activity.lock().map(lock -> ", for " + lock).orElse("");
        return thread().map(name -> ", on thread '" + name + "'" + innermost(" at "))
                        .orElse("")
                + awaited
                + cpu;
    }

    private String queuePosition() {
        String last = thread().map(name -> ", behind thread '" + name + "'" + innermost(" which is at "))
                .orElse(", it has never run");
        return last + executor.map(use -> "; its executor is " + use).orElse("");
    }

    private String innermost(String before) {
        return Stacks.application(stack()).map(frame -> before + frame).orElse("");
    }
}
