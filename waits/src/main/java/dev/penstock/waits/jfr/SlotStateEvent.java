package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A move of a slot that no claim makes. */
@Name("penstock.SlotState")
@Label("Slot State")
@Description("A move of a slot from state to state, other than by a claim")
final class SlotStateEvent extends BackendEvent {
    @Label("Slot")
    long slot;

    @Label("From")
    @Nullable
    String from;

    @Label("To")
    @Nullable
    String to;
}
