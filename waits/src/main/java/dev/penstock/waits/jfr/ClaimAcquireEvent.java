package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** The acquire of a claim that got a connection. */
@Name("penstock.ClaimAcquire")
@Label("Claim Acquire")
@Description("A claim that waited for its connection, from its begin to the connection")
@StackTrace
@Threshold("1 ms")
final class ClaimAcquireEvent extends ClaimEvent {
    @Label("Waits")
    @Description("The wait events of the acquire, with their times")
    @Nullable
    String waits;
}
