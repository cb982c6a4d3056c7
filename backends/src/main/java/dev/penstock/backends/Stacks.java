package dev.penstock.backends;

import java.util.List;
import java.util.Optional;

/** Finds what a reader wants of a stack: where the application is, beneath the machinery it called. */
public final class Stacks {
    private static final List<String> MACHINERY = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "dev.penstock.pool.",
            "dev.penstock.backends.",
            "org.postgresql.",
            "org.jdbi.");

    private static final List<String> OWN = List.of("dev.penstock.pool.", "dev.penstock.backends.");

    private Stacks() {}

    /** The innermost frame that belongs to the application; else the innermost of all. */
    public static Optional<String> application(List<StackTraceElement> stack) {
        Optional<StackTraceElement> own = stack.stream()
                .filter(frame -> MACHINERY.stream().noneMatch(frame.getClassName()::startsWith))
                .findFirst();
        return own.or(() -> stack.stream().findFirst()).map(Stacks::text);
    }

    /**
     * Where a call of somebody else's code is: the frame by which this pool entered it, and the innermost one. Empty
     * where no such code runs.
     */
    public static Optional<String> foreign(List<StackTraceElement> stack) {
        int place = stack.size() - 1;
        while (place >= 0 && !isOwn(stack.get(place))) {
            place--;
        }
        while (place >= 0 && isOwn(stack.get(place))) {
            place--;
        }
        if (place < 0) {
            return Optional.empty();
        }
        String entered = text(stack.get(place));
        return Optional.of(place == 0 ? entered : entered + ", at " + text(stack.get(0)));
    }

    private static boolean isOwn(StackTraceElement frame) {
        return OWN.stream().anyMatch(frame.getClassName()::startsWith);
    }

    /** A frame without the module and loader it came from. */
    private static String text(StackTraceElement frame) {
        String place = frame.isNativeMethod() ? "native" : frame.getFileName() + ":" + frame.getLineNumber();
        return frame.getClassName() + "." + frame.getMethodName() + "(" + place + ")";
    }
}
