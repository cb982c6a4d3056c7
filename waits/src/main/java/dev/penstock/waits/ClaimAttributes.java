package dev.penstock.waits;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a claim beside its times: an immutable value. */
public final class ClaimAttributes {
    /** Nothing is known. */
    public static final ClaimAttributes NONE = new ClaimAttributes(null, null);

    /** Nothing is known, but the claim is to be watched for leaks. */
    public static final ClaimAttributes WATCHED = new ClaimAttributes(null, null);

    private final @Nullable String operation;
    private final @Nullable Throwable acquired;

    /**
     * Notes of a claim.
     *
     * @param operation the application's name for what it is doing; null for none
     * @param acquired made where the claim was; null where that is not recorded
     */
    public ClaimAttributes(@Nullable String operation, @Nullable Throwable acquired) {
        this.operation = operation;
        this.acquired = acquired;
    }

    /** The application's name for what it is doing. */
    public Optional<String> operation() {
        return Optional.ofNullable(operation);
    }

    /** Where the claim was made, innermost frame first; empty where that is not recorded. */
    public List<StackTraceElement> acquiredAt() {
        return acquired == null ? List.of() : List.of(acquired.getStackTrace());
    }
}
