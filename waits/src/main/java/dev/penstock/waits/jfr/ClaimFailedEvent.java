package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A claim that got no connection. */
@Name("penstock.ClaimFailed")
@Label("Claim Failed")
@Description("A claim that got no connection, from its begin to its end")
@StackTrace
final class ClaimFailedEvent extends ClaimEvent {
    @Label("Outcome")
    @Nullable
    String outcome;

    @Label("Waits")
    @Description("The wait events of the acquire, with their times")
    @Nullable
    String waits;

    @Label("Failure")
    @Nullable
    String failure;
}
