package dev.penstock.pool.diagnosis;

import dev.penstock.backends.Stacks;
import dev.penstock.waits.text.ForeignText;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import javax.management.JMException;
import javax.management.ObjectName;

/** Describes what runs while a claim is ready to run and its thread is not. */
final class RunningThreads {
    private static final int MOST_THREADS = 8;
    private static final int MOST_FRAMES = 5;
    private static final int MOST_NAME = 100;
    private static final String SCHEDULER = "jdk.management:type=VirtualThreadScheduler";
    private static final List<String> FIGURES =
            List.of("Parallelism", "PoolSize", "MountedVirtualThreadCount", "QueuedVirtualThreadCount");

    private RunningThreads() {}

    /** The thread that made the claim ready, which often runs on. */
    static List<String> describeNotifier(Optional<Thread> notifier) {
        List<String> lines = new ArrayList<>();
        notifier.filter(thread -> thread.getState() != Thread.State.TERMINATED)
                .ifPresent(thread -> add(lines, "handed the slot over", thread, List.of(thread.getStackTrace())));
        return lines;
    }

    /**
     * The carriers, and other running threads; and the figures of the scheduler of virtual threads, if the JDK has
     * them. A carrier shows no frame of the virtual thread that it runs.
     */
    static List<String> describeOthers() {
        List<String> lines = new ArrayList<>();
        List<Map.Entry<Thread, StackTraceElement[]>> threads = new ArrayList<>();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            boolean runs = thread.getState() == Thread.State.RUNNABLE && !isNative(entry.getValue());
            if (!thread.equals(Thread.currentThread()) && (runs || isCarrier(thread))) {
                threads.add(entry);
            }
        }
        threads.sort(Comparator.comparing(entry -> !isCarrier(entry.getKey())));
        threads.stream()
                .limit(MOST_THREADS)
                .forEach(entry -> add(
                        lines,
                        isCarrier(entry.getKey()) ? "carrier" : "runs",
                        entry.getKey(),
                        List.of(entry.getValue())));
        schedulerFigures().ifPresent(lines::add);
        return lines;
    }

    private static boolean isCarrier(Thread thread) {
        return thread.getClass().getName().equals("jdk.internal.misc.CarrierThread");
    }

    private static boolean isNative(StackTraceElement... stack) {
        return stack.length == 0 || stack[0].isNativeMethod();
    }

    private static void add(List<String> lines, String what, Thread thread, List<StackTraceElement> stack) {
        lines.add(what + ": thread '" + ForeignText.line(thread.getName(), MOST_NAME) + "' #" + thread.getId() + ", "
                + thread.getState());
        Stacks.frames(stack, MOST_FRAMES).forEach(frame -> lines.add("  at " + frame));
    }

    /** Java 24 and later only. */
    private static Optional<String> schedulerFigures() {
        StringJoiner figures = new StringJoiner(", ", "scheduler of virtual threads: ", "");
        try {
            for (String figure : FIGURES) {
                figures.add(figure + " "
                        + ManagementFactory.getPlatformMBeanServer().getAttribute(new ObjectName(SCHEDULER), figure));
            }
            return Optional.of(figures.toString());
        } catch (JMException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
