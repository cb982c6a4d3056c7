package dev.penstock.waits;

import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.TraceContext;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The operation of a claim, the span and the place where it was made: an immutable value. */
public final class ClaimAttributes {
    /** No attributes; the claim is not watched for leaks. */
    public static final ClaimAttributes NONE = new ClaimAttributes(null, null);

    /** No attributes, but the claim is watched for leaks. */
    public static final ClaimAttributes WATCHED = new ClaimAttributes(null, null);

    private final @Nullable Operation within;
    private final @Nullable Throwable acquired;
    private final @Nullable TraceContext trace;

    /**
     * Creates the attributes of a claim without a span.
     *
     * @param within the operation to which the claim belongs; null if there is none
     * @param acquired a throwable that was created at the claim; null if stacks are not recorded
     */
    public ClaimAttributes(@Nullable Operation within, @Nullable Throwable acquired) {
        this(within, acquired, null);
    }

    private ClaimAttributes(@Nullable Operation within, @Nullable Throwable acquired, @Nullable TraceContext trace) {
        this.within = within;
        this.acquired = acquired;
        this.trace = trace;
    }

    /** The same attributes with the span in which the claim was made; this instance if that is null. */
    public ClaimAttributes withTrace(@Nullable TraceContext span) {
        return span == null ? this : new ClaimAttributes(within, acquired, span);
    }

    /** The span in which the claim was made; empty if the claim did not wait, or is not known. */
    public Optional<TraceContext> trace() {
        return Optional.ofNullable(trace);
    }

    /** The attributes of a claim in an operation, without a stack; always the same instance. */
    public static ClaimAttributes of(Operation within) {
        return within.attached(ClaimAttributes.class, operation -> new ClaimAttributes(operation, null));
    }

    /** The name of the operation to which the claim belongs. */
    public Optional<String> operation() {
        return within().map(Operation::name);
    }

    /** The operation to which the claim belongs. */
    public Optional<Operation> within() {
        return Optional.ofNullable(within);
    }

    @Nullable
    Operation withinOrNull() {
        return within;
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
