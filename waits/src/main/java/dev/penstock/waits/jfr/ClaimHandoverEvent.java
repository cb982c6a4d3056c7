package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** The handover of a slot to a claim that waited. */
@Name("penstock.ClaimHandover")
@Label("Claim Handover")
@Description("A release handed its slot to a waiting claim")
final class ClaimHandoverEvent extends ClaimEvent {
    @Label("From")
    @Description("The thread that handed the slot over")
    @Nullable
    String from;

    @Label("Overtaken")
    @Description("How often a later claim was served first")
    int overtaken;
}
