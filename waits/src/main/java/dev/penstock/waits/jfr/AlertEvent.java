package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** An alert that fires or is resolved. */
@Name("penstock.Alert")
@Label("Alert")
@Description("An alert fires or is resolved")
final class AlertEvent extends PoolEvent {
    @Label("Rule")
    @Nullable
    String rule;

    @Label("State")
    @Nullable
    String state;

    @Label("Text")
    @Nullable
    String text;
}
