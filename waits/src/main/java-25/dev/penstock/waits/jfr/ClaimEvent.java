package dev.penstock.waits.jfr;

import jdk.jfr.Contextual;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/**
 * An event of a claim. While it lasts, the JDK's own events of the same thread show its claim and its operation. The
 * form for older Java is in {@code src/main/java}.
 */
abstract class ClaimEvent extends BackendEvent {
    @Label("Slot")
    long slot;

    @Contextual
    @Label("Claim")
    @Nullable
    String claim;

    @Contextual
    @Label("Operation")
    @Nullable
    String operation;
}
