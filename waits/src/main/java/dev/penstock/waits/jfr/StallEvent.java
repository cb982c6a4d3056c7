package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A status task that stalls. */
@Name("penstock.Stall")
@Label("Stall")
@Description("A status task has not answered in time; a fresh one takes over")
final class StallEvent extends BackendEvent {
    @Label("Microstate")
    @Description("Whether the status task was queued, running or blocked")
    @Nullable
    String microstate;

    @Label("Report")
    @Nullable
    String report;
}
