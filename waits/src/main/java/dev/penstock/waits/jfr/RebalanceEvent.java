package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A change of the number of slots that a backend may have. */
@Name("penstock.Rebalance")
@Label("Rebalance")
@Description("The supervisor granted a backend another number of slots")
final class RebalanceEvent extends BackendEvent {
    @Label("Granted Before")
    int before;

    @Label("Granted")
    int granted;
}
