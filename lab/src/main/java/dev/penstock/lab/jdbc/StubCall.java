package dev.penstock.lab.jdbc;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A call of a method of the driver or of one of its objects.
 *
 * @param closeConnection closes the connection of the call, as a driver may do by itself
 */
record StubCall(String method, List<? extends @Nullable Object> arguments, Runnable closeConnection) {

    /** The effect of a call. */
    @FunctionalInterface
    interface Work {
        @Nullable
        Object run() throws Throwable;
    }

    @Override
    public String toString() {
        return arguments.stream().map(String::valueOf).collect(Collectors.joining(", ", method + "(", ")"));
    }
}
