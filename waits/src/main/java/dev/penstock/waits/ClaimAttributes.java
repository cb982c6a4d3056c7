package dev.penstock.waits;

import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The operation of a claim and the place where it was made: an immutable value. */
public final class ClaimAttributes {
    /** No attributes; the claim is not watched for leaks. */
    public static final ClaimAttributes NONE = new ClaimAttributes(null, null);

    /** No attributes, but the claim is watched for leaks. */
    public static final ClaimAttributes WATCHED = new ClaimAttributes(null, null);

    private final @Nullable String operation;
    private final @Nullable Throwable acquired;

    /**
     * Creates the attributes of a claim.
     *
     * @param operation the application's name for its present task; null if there is none
     * @param acquired a throwable that was created at the claim; null if stacks are not recorded
     */
    public ClaimAttributes(@Nullable String operation, @Nullable Throwable acquired) {
        this.operation = operation;
        this.acquired = acquired;
    }

    /** The application's name for its present task. */
    public Optional<String> operation() {
        return Optional.ofNullable(operation);
    }

    /** The stack of the claim, innermost frame first; empty if stacks are not recorded. */
    public List<StackTraceElement> acquiredAt() {
        return acquired == null ? List.of() : List.of(acquired.getStackTrace());
    }

    /** For example {@code operation 'import', made at Orders.importPrices(Orders.java:5)}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ").setEmptyValue(this == NONE ? "no attributes" : "watched");
        operation().ifPresent(name -> text.add("operation '" + name + "'"));
        acquiredAt().stream().findFirst().ifPresent(frame -> text.add("made at " + frame));
        return text.toString();
    }
}
