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

    private Stacks() {}

    /** The innermost frame that belongs to the application; else the innermost of all. */
    public static Optional<String> application(List<StackTraceElement> stack) {
        Optional<StackTraceElement> own = stack.stream()
                .filter(frame -> MACHINERY.stream().noneMatch(frame.getClassName()::startsWith))
                .findFirst();
        return own.or(() -> stack.stream().findFirst()).map(Stacks::text);
    }

    /** A frame without the module and loader it came from. */
    private static String text(StackTraceElement frame) {
        String place = frame.isNativeMethod() ? "native" : frame.getFileName() + ":" + frame.getLineNumber();
        return frame.getClassName() + "." + frame.getMethodName() + "(" + place + ")";
    }
}
