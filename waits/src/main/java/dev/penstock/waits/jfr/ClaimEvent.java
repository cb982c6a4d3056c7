package dev.penstock.waits.jfr;

import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/**
 * An event of a claim. On Java 25 and later, another form of this class takes its place. There, claim and operation are
 * contextual: {@code src/main/java-25}.
 */
abstract class ClaimEvent extends BackendEvent {
    @Label("Slot")
    long slot;

    @Label("Claim")
    @Nullable
    String claim;

    @Label("Operation")
    @Nullable
    String operation;
}
