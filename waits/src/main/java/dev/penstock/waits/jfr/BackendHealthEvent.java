package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A change of the health of a backend. */
@Name("penstock.BackendHealth")
@Label("Backend Health")
@Description("A change of the health of a backend")
final class BackendHealthEvent extends BackendEvent {
    @Label("Before")
    @Nullable
    String before;

    @Label("Now")
    @Nullable
    String now;

    @Label("Reason")
    @Nullable
    String reason;
}
