package dev.penstock.waits.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A request to a status task and its reply. */
@Name("penstock.StatusRoundTrip")
@Label("Status Round Trip")
@Description("A request to the status task of a backend, from the request to its reply")
final class StatusRoundTripEvent extends BackendEvent implements FlightSpan {
    @Label("Round Trip")
    @Nullable
    String roundTrip;

    @Label("Claim")
    @Description("The waiting claim that caused it")
    @Nullable
    String claim;

    @Label("Dispatch")
    @Description("From the request until the status task ran")
    @Timespan(Timespan.NANOSECONDS)
    long dispatch;

    @Override
    public void waited(long nanos) {
        dispatch = nanos;
    }

    @Override
    public void end(@Nullable String failure) {
        commit();
    }
}
