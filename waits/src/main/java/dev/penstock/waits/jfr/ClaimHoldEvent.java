package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** The hold of a claim. */
@Name("penstock.ClaimHold")
@Label("Claim Hold")
@Description("A claim from its connection to its end")
@Threshold("10 ms")
final class ClaimHoldEvent extends ClaimEvent {
    @Label("Calls")
    @Description("The JDBC calls of the claim that went to the driver")
    long calls;

    @Label("Session Closed")
    @Description("Why no other claim may have the session")
    @Nullable
    String closed;
}
