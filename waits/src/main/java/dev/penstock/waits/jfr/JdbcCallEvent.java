package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** A JDBC call of a claim. */
@Name("penstock.JdbcCall")
@Label("JDBC Call")
@Description("A JDBC call that went to the driver")
@StackTrace
@Threshold("20 ms")
final class JdbcCallEvent extends ClaimEvent {
    @Label("Failure")
    @Description("The type and the SQL state of what the driver threw")
    @Nullable
    String failure;
}
