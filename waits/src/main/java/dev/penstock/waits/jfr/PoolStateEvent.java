package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import org.jspecify.annotations.Nullable;

/** The state of a backend at one moment. */
@Name("penstock.PoolState")
@Label("Pool State")
@Description("The slots of a backend by state, and the claims that wait in its pool")
@Period("1 s")
final class PoolStateEvent extends BackendEvent {
    @Label("Health")
    @Nullable
    String health;

    @Label("Connecting")
    int connecting;

    @Label("Unclaimed")
    int unclaimed;

    @Label("Claimed")
    int claimed;

    @Label("Checking")
    int checking;

    @Label("Waiting Claims")
    @Description("The claims that wait in the pool, for whichever backend")
    int waiting;
}
