package dev.penstock.waits.operations;

import dev.penstock.waits.text.ForeignText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bounds the texts of operations, and finds the frame that begins one. Stateless. */
final class OperationText {
    private static final StackWalker STACK = StackWalker.getInstance();

    /** No class literal: a native image needs an entry for each class that is asked for its name. */
    private static final String PACKAGE = "dev.penstock.waits.operations.";

    private OperationText() {}

    static String name(String name) {
        String line = ForeignText.line(name, Operation.MAX_NAME);
        return line.isBlank() ? "unnamed" : line;
    }

    static Map<String, String> tags(Map<String, String> tags) {
        if (tags.isEmpty()) {
            return Map.of();
        }
        Map<String, String> copy = new LinkedHashMap<>();
        tags.forEach((key, value) -> {
            if (copy.size() < Operation.MAX_TAGS) {
                copy.put(ForeignText.line(key, Operation.MAX_NAME), ForeignText.line(value, Operation.MAX_NAME));
            }
        });
        return Collections.unmodifiableMap(copy);
    }

    /** The frame that called {@link Operation}; null if the stack cannot be read. */
    static StackWalker.@Nullable StackFrame caller() {
        try {
            return STACK.walk(frames ->
                    frames.filter(OperationText::isOutside).findFirst().orElse(null));
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    private static boolean isOutside(StackWalker.StackFrame frame) {
        String type = frame.getClassName();
        return !type.equals(PACKAGE + "Operation") && !type.equals(PACKAGE + "OperationText");
    }
}
